import { isDeepStrictEqual } from 'node:util';
import { MB, MEDIA_KIND_NAMES, MEDIA_KINDS, type MediaLimits } from '../contracts/media.ts';
import type { Param } from '../contracts/models/params.ts';
import {
  type Category,
  type ModelRow,
  type ModeRules,
  type ReferencePolicy,
  UNSEEN_REFERENCES,
} from '../contracts/models/row.ts';
import { callPiece, layOut, listPiece, objectPiece, type Piece, quoted } from './source-layout.ts';

/** The source of a file of the catalogue, byte for byte as the house formats it. */
export function catalogueSource(
  category: Category,
  rows: readonly (readonly [id: string, row: ModelRow])[],
): string {
  const body = rows.map(([id, row]) => layOut(rowPiece(id, row), 2)).join('\n');
  const code = body.replaceAll(STRING, "''");
  const used = (names: readonly string[]) =>
    names.filter((name) => new RegExp(`\\b${name}\\b(?!:)`).test(code));
  const media = used(['MB', 'MEDIA_KINDS']);
  const params = used(['lines', 'number', 'select', 'text']);
  const policies = [...used(['images']), 'type ModelRow', ...used(['UNSEEN_REFERENCES'])];
  const row =
    policies.length === 1 ? 'import type { ModelRow }' : `import { ${policies.join(', ')} }`;
  return [
    ...(media.length === 0 ? [] : [`import { ${media.join(', ')} } from '../media.ts';`]),
    ...(params.length === 0 ? [] : [`import { ${params.join(', ')} } from './params.ts';`]),
    `${row} from './row.ts';`,
    '',
    `/** CATALOGUE of the ${category} models, one row each. */`,
    `export const ${category.toUpperCase()}_MODELS = {`,
    body,
    '} as const satisfies Record<string, ModelRow>;',
    '',
  ].join('\n');
}

const STRING = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g;

function rowPiece(id: string, row: ModelRow): Piece {
  const { prompt, modes, unseenParams } = row;
  const piece = objectPiece(
    [
      ['displayName', quoted(row.displayName)],
      ['category', quoted(row.category)],
      ['billing', quoted(row.billing)],
      ['baseCredits', numeral(row.baseCredits)],
      [
        'prompt',
        objectPiece([
          ['required', String(prompt.required)],
          ['maxLength', orNull(prompt.maxLength)],
        ]),
      ],
      ['inputs', strings(row.inputs)],
      ['apiStatus', quoted(row.apiStatus)],
      ['inputStatus', quoted(row.inputStatus)],
      ['references', referencesPiece(row.references)],
      ['params', objectPiece(Object.entries(row.params).map(paramEntry), true)],
      ...(modes === undefined ? [] : [['modes', modesPiece(modes)] as const]),
      ...(unseenParams ? [['unseenParams', 'true'] as const] : []),
      ['pages', strings(row.pages)],
    ],
    true,
  );
  return objectPiece([[id, piece]]).items[0] ?? '';
}

function referencesPiece(policy: ReferencePolicy | null): Piece {
  if (policy === null) return 'null';
  if (isDeepStrictEqual(policy, UNSEEN_REFERENCES)) return 'UNSEEN_REFERENCES';
  const { maxFiles, kinds, combinations, secondImageIsLastFrame, unseen } = policy;
  const marks = [
    ...(secondImageIsLastFrame ? [['secondImageIsLastFrame', 'true'] as const] : []),
    ...(unseen ? [['unseen', quoted(unseen)] as const] : []),
  ];
  if (maxFiles !== null && combinations === undefined && isPlainImages(kinds)) {
    const isRaised = kinds.image.maxBytes !== MEDIA_KINDS.image.maxBytes;
    const size = isRaised ? [['maxBytes', bytes(kinds.image.maxBytes)] as const] : [];
    const more = [...size, ...marks];
    return callPiece('images', [
      String(maxFiles),
      ...(more.length === 0 ? [] : [objectPiece(more)]),
    ]);
  }
  return objectPiece(
    [
      ['maxFiles', orNull(maxFiles)],
      ['kinds', objectPiece(kindEntries(kinds), true)],
      ...(combinations === undefined ? [] : [['combinations', counts(combinations)] as const]),
      ...marks,
    ],
    true,
  );
}

function isPlainImages(kinds: ReferencePolicy['kinds']): kinds is { readonly image: MediaLimits } {
  const { image, ...others } = kinds;
  const isImage = isDeepStrictEqual(image?.mimeTypes, MEDIA_KINDS.image.mimeTypes);
  return isImage && Object.keys(others).length === 0;
}

function kindEntries(kinds: ReferencePolicy['kinds']): [string, Piece][] {
  return MEDIA_KIND_NAMES.flatMap((kind): [string, Piece][] => {
    const limits = kinds[kind];
    if (limits === undefined) return [];
    if (isDeepStrictEqual(limits, MEDIA_KINDS[kind])) return [[kind, `MEDIA_KINDS.${kind}`]];
    const { maxBytes, mimeTypes } = limits;
    const piece = objectPiece([
      ['maxBytes', bytes(maxBytes)],
      ['mimeTypes', strings(mimeTypes)],
    ]);
    return [[kind, { ...piece, broken: false }]];
  });
}

function counts(combinations: NonNullable<ReferencePolicy['combinations']>): Piece {
  return listPiece(
    combinations.map((one) => {
      return objectPiece(Object.entries(one).map(([kind, most]) => [kind, String(most)] as const));
    }),
  );
}

function paramEntry([key, param]: [string, Param]): readonly [string, Piece] {
  const args = [quoted(param.description)];
  if (param.type === 'lines') return [key, callPiece('lines', args)];
  const { range, options } = { range: null, options: undefined, ...param };
  const byDefault =
    typeof param.default === 'string' ? quoted(param.default) : orNull(param.default);
  const more = [
    ...Object.entries(range ?? {}).map(([name, value]) => [name, numeral(value)] as const),
    ...(param.default === null ? [] : [['default', byDefault] as const]),
    ...(param.required ? [['required', 'true'] as const] : []),
  ];
  return [
    key,
    callPiece(param.type, [
      ...args,
      ...(options === undefined ? [] : [strings(options)]),
      ...(more.length === 0 ? [] : [objectPiece(more)]),
    ]),
  ];
}

function modesPiece({
  longestEditSeconds,
  imageGivesShape,
  imageAndAudioResolutions,
}: ModeRules): Piece {
  return objectPiece([
    ...(longestEditSeconds === undefined
      ? []
      : [['longestEditSeconds', numeral(longestEditSeconds)] as const]),
    ...(imageGivesShape ? [['imageGivesShape', 'true'] as const] : []),
    ...(imageAndAudioResolutions === undefined
      ? []
      : [['imageAndAudioResolutions', strings(imageAndAudioResolutions)] as const]),
  ]);
}

function strings(values: readonly string[]): Piece {
  return listPiece(values.map(quoted));
}

function orNull(value: number | null): string {
  return value === null ? 'null' : numeral(value);
}

/** A number, with its thousands apart. */
function numeral(value: number): string {
  const [whole = '', ...rest] = String(value).split('.');
  return [whole.replaceAll(/\B(?=(\d{3})+$)/g, '_'), ...rest].join('.');
}

function bytes(value: number): string {
  return value % MB === 0 ? `${value / MB} * MB` : numeral(value);
}
