import { MEDIA_KIND_NAMES, type MediaLimits } from '../contracts/media.ts';
import type { ModelRow } from '../contracts/models/row.ts';
import type { Severity } from '../report/report.ts';
import { isObject, objectOf, stringsOf } from './located.ts';
import type { ModelDifference } from './model-difference.ts';

/** What is told of the limits of a kind. */
const LIMIT_RULES = ['kind-size-changed', 'kind-types-changed'];

/** What differs in the reference media that a model takes: how many, which kinds, how large, of which types. */
export function compareReferences(row: ModelRow, media: unknown): ModelDifference[] {
  if (media !== null && !isObject(media)) return [];
  const { maxFiles, kinds } = row.references ?? { maxFiles: 0, kinds: {} };
  const listed = media === null ? { max_files: 0, kinds: {} } : media;
  const found = [
    ...compareCount(maxFiles, listed['max_files']),
    ...(isObject(listed['kinds'])
      ? MEDIA_KIND_NAMES.flatMap((kind) => {
          return compareKind(kind, kinds[kind], objectOf(listed['kinds'])[kind]);
        })
      : []),
  ];
  const unseen = row.references?.unseen;
  return found.map((one) => {
    const isAssumed =
      unseen === 'policy' || (unseen === 'limits' && LIMIT_RULES.includes(one.rule));
    return isAssumed ? { ...one, assumption: 'model.unseenUploadPolicy' } : one;
  });
}

function difference(
  rule: string,
  path: string,
  severity: Severity,
  said: { what: string; expected: string; seen: string; advice: string },
): ModelDifference {
  return { rule, path: `/reference_media${path}`, severity, ...said };
}

function compareCount(before: number | null, after: unknown): ModelDifference[] {
  if (after === undefined || before === after) return [];
  const severity = roomOf(after) < roomOf(before) ? 'breaking' : 'compatible';
  return [
    difference('references-changed', '/max_files', severity, {
      what: 'it takes as many reference files',
      expected: String(before),
      seen: String(after),
      advice: 'Send no more reference files than the list allows',
    }),
  ];
}

function compareKind(kind: string, before: MediaLimits | undefined, after: unknown) {
  const path = `/kinds/${kind}`;
  if (before === undefined || !isObject(after)) {
    if ((before === undefined) === !isObject(after)) return [];
    const isGone = before !== undefined;
    return [
      difference(isGone ? 'kind-removed' : 'kind-added', path, isGone ? 'breaking' : 'compatible', {
        what: `the same references are taken: ${kind}`,
        expected: isGone ? 'taken' : 'not taken',
        seen: isGone ? 'not taken' : 'taken',
        advice: isGone ? `Send no ${kind} as a reference` : 'Use it, or leave it',
      }),
    ];
  }
  return [
    ...compareBytes(kind, path, before.maxBytes, after['max_bytes']),
    ...compareTypes(kind, path, before.mimeTypes, after['mime_types']),
  ];
}

function compareBytes(kind: string, path: string, before: number, after: unknown) {
  if (after === undefined || before === after) return [];
  const severity = roomOf(after) < before ? 'breaking' : 'compatible';
  return [
    difference('kind-size-changed', `${path}/max_bytes`, severity, {
      what: `a reference may be as large: ${kind}`,
      expected: String(before),
      seen: String(after),
      advice: 'Keep reference files within the new limit',
    }),
  ];
}

function compareTypes(kind: string, path: string, before: readonly string[], list: unknown) {
  if (!Array.isArray(list)) return [];
  const after = stringsOf(list);
  const gone = before.filter((type) => !after.includes(type));
  const come = after.filter((type) => !before.includes(type));
  if (gone.length + come.length === 0) return [];
  return [
    difference(
      'kind-types-changed',
      `${path}/mime_types`,
      gone.length > 0 ? 'breaking' : 'compatible',
      {
        what: `a reference may be of the same types: ${kind}`,
        expected: before.join(', '),
        seen: after.join(', '),
        advice:
          gone.length > 0 ? `Send no reference of ${gone.join(', ')}` : `New: ${come.join(', ')}`,
      },
    ),
  ];
}

function roomOf(limit: unknown): number {
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}
