import type { Child, Comparison, Pair } from './comparison.ts';
import { type Difference, schemaDifference } from './difference.ts';
import { pointerTo } from './located.ts';
import type { Side } from './rules.ts';
import type { Parts } from './schema-parts.ts';
import type { Shape, Variant } from './shape.ts';
import { type Subschemas, segmentsOfKey } from './subschemas.ts';

/** What has subschemas, and where it stands. */
type Holder = Pick<Variant | Shape, 'pointer'>;

/** Compares what keywords hold beside fields and items. */
export function compareSubschemas(
  ours: Holder & { readonly schemas: Subschemas },
  theirs: Holder & { readonly schemas: Subschemas },
  side: Side,
  comparison: Comparison,
): Pair {
  const differences: Difference[] = [];
  const children: Child[] = [];
  for (const key of new Set([...ours.schemas.keys(), ...theirs.schemas.keys()])) {
    const before = ours.schemas.get(key);
    const after = theirs.schemas.get(key);
    const places = {
      contract: before?.[0]?.pointer ?? pointerTo(ours.pointer, ...segmentsOfKey(key)),
      pointer: after?.[0]?.pointer ?? pointerTo(theirs.pointer, ...segmentsOfKey(key)),
    };
    if (before && after) {
      const said = { expected: key, seen: `another ${key}` };
      const instead = schemaDifference('keyword-changed', side, { ...places, ...said });
      const pair = comparison.compare(before, after, side);
      children.push(isOpaque(key) ? { pair, instead } : { pair });
      continue;
    }
    const rule = before ? 'keyword-unstated' : 'keyword-set';
    const said = { expected: before ? key : `no ${key}`, seen: after ? key : `no ${key}` };
    differences.push(schemaDifference(rule, side, { ...places, ...said }));
  }
  return { differences, children };
}

/** Where allowing more within may allow less without. */
function isOpaque(key: string): boolean {
  return ['not', 'if'].includes(segmentsOfKey(key)[0] ?? '');
}

/** Compares the items of two lists, the first ones place by place. */
export function compareItems(
  ours: Variant,
  theirs: Variant,
  side: Side,
  comparison: Comparison,
): Child[] {
  const places = Math.max(ours.prefix.length, theirs.prefix.length);
  const pairs = Array.from({ length: places }, (_, index): [Parts, Parts] => [
    ours.prefix[index] ?? ours.items ?? [],
    theirs.prefix[index] ?? theirs.items ?? [],
  ]);
  if ((ours.items ?? theirs.items) !== undefined) {
    pairs.push([ours.items ?? [], theirs.items ?? []]);
  }
  return pairs.map(([one, other]) => ({ pair: comparison.compare(one, other, side) }));
}
