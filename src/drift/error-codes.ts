import type { ApiDocument } from './api-document.ts';
import { type Difference, operationDifference } from './difference.ts';
import { below, entriesOf, type Located, objectOf, pointerTo, stringsOf } from './located.ts';
import type { Parts } from './schema-parts.ts';

/** The replies of an operation by status, in their document. */
interface Described {
  readonly replies: ReadonlyMap<string, Located>;
  readonly document: ApiDocument;
}

/** Compares which error codes come with which status. A document that names none is not judged. */
export function compareCodes(ours: Described, theirs: Described): Difference[] {
  const before = statusesByCode(ours);
  const after = statusesByCode(theirs);
  if (after.size === 0) return [];
  const silent = [...theirs.replies].filter(
    ([, reply]) => codesOf(reply, theirs.document).length === 0,
  );
  const isSilent = (status: string) => silent.some(([one]) => one === status);
  const gone = [...before].flatMap(([code, { status, reply }]) => {
    const other = after.get(code);
    if (other && covers(other.status, status)) return [];
    if (!other && (isSilent(status) || !theirs.replies.has(status))) return [];
    const pointer = other?.reply.pointer ?? theirs.replies.get(status)?.pointer ?? '';
    return [
      operationDifference(other ? 'code-moved' : 'code-removed', {
        contract: reply.pointer,
        pointer: pointerTo(pointer, 'x-rivya-codes', code),
        expected: `${code} with ${status}`,
        seen: other ? `${code} with ${other.status}` : 'gone',
      }),
    ];
  });
  const fresh = [...after].filter(([code]) => !before.has(code));
  return [
    ...gone,
    ...fresh.map(([code, { status, reply }]) =>
      operationDifference('code-added', {
        contract: ours.replies.get(status)?.pointer ?? [...ours.replies.values()][0]?.pointer ?? '',
        pointer: pointerTo(reply.pointer, 'x-rivya-codes', code),
        expected: 'unknown',
        seen: `${code} with ${status}`,
      }),
    ),
  ];
}

const CODE = /^[a-z]+(?:_[a-z]+)+$/;

/** Whether a status of a document, which may be a class or all others, means the given one. */
function covers(stated: string, status: string): boolean {
  return [status, `${status[0]}XX`, 'DEFAULT'].includes(stated);
}

function statusesByCode({ replies, document }: Described) {
  const entries = [...replies].flatMap(([status, reply]) =>
    codesOf(reply, document).map((code) => [code, { status, reply }] as const),
  );
  return new Map(entries);
}

/** The codes that a refusal names: in its own list, its examples, its schema or its text. */
function codesOf(reply: Located, document: ApiDocument): string[] {
  const { 'x-rivya-codes': listed, description } = objectOf(reply.value);
  const named = stringsOf(listed);
  if (named.length > 0) return named;
  const contents = entriesOf(below(reply, 'content')).map(([, content]) => content);
  const shown = contents.flatMap((content) => [
    below(content, 'example', 'error', 'code').value,
    ...entriesOf(below(content, 'examples')).map(([name, one]) => {
      return below(one, 'value', 'error', 'code').value ?? (CODE.test(name) ? name : undefined);
    }),
    ...listedCodes(below(content, 'schema'), document),
  ]);
  const written = String(description ?? '').matchAll(/^`([a-z]+(?:_[a-z]+)+)`:/gm);
  const codes = [...shown, ...[...written].map(([, code]) => code)];
  return [...new Set(codes.filter((code) => typeof code === 'string'))];
}

/** The only codes that a schema of refusals allows, however it is written. */
function listedCodes(schema: Located, document: ApiDocument): string[] {
  if (schema.value === undefined) return [];
  const fieldsOf = (parts: Parts, name: string) =>
    (document.shape(parts).variants ?? []).flatMap(({ fields }) => {
      const field = fields.get(name);
      return field === undefined ? [] : [field.parts];
    });
  return fieldsOf([schema], 'error')
    .flatMap((error) => fieldsOf(error, 'code'))
    .flatMap((code) => document.shape(code).variants ?? [])
    .flatMap(({ values }) => [...(values ?? [])].map((json) => String(JSON.parse(json))));
}
