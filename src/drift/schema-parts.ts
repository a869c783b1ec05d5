import {
  below,
  isObject,
  itemsOf,
  type JsonObject,
  type Located,
  UnsoundDocument,
} from './located.ts';
import { targetOf } from './references.ts';

/** Schemas that hold together: a value must satisfy each of them. */
export type Parts = readonly Located[];

const MOST_ALTERNATIVES = 4_096;

/**
 * The alternatives of a schema. References, `allOf`, `oneOf` and `anyOf` are taken apart, so that
 * each part says only what it says itself.
 */
export function alternativesOf(root: JsonObject, parts: Parts): Parts[] {
  return product(parts.map((part) => partAlternatives(root, part, new Set()) ?? [[]]));
}

/** `undefined` for a schema that is reached again from within itself, and so says nothing new. */
function partAlternatives(
  root: JsonObject,
  at: Located,
  open: ReadonlySet<string>,
): Parts[] | undefined {
  const { value, pointer } = at;
  if (!isObject(value)) return [[at]];
  if (open.has(pointer)) return undefined;
  const within = new Set(open).add(pointer);
  const take = (one: Located) => partAlternatives(root, one, within);
  const all = itemsOf(below(at, 'allOf'));
  if (value['$ref'] !== undefined) all.unshift(targetOf(root, value['$ref'], pointer));
  const unions = ['oneOf', 'anyOf'].map((key) => itemsOf(below(at, key)));
  return product([
    [[at]],
    ...all.map((one) => take(one) ?? [[]]),
    ...unions
      .filter((union) => union.length > 0)
      .map((union) => union.flatMap((one) => take(one) ?? [])),
  ]);
}

function product(factors: readonly (readonly Parts[])[]): Parts[] {
  let result: Parts[] = [[]];
  for (const factor of factors) {
    if (result.length * factor.length > MOST_ALTERNATIVES) {
      throw new UnsoundDocument('Cannot compare a schema: it has too many alternatives');
    }
    result = result.flatMap((parts) => factor.map((more) => [...parts, ...more]));
  }
  return result;
}
