import { type Difference, schemaDifference } from './difference.ts';
import { type Facet, LOWER_BOUNDS, UPPER_BOUNDS } from './facets.ts';
import { pointerTo, segmentsOf } from './located.ts';
import type { SchemaRule, Side } from './rules.ts';
import type { Variant } from './shape.ts';
import { segmentsOfKey } from './subschemas.ts';

/** Fields whose new values Rivya announces: new models and new error codes break nobody. */
const ANNOUNCED = ['code', 'model'];

/** Compares the values that two variants list. */
export function compareValues(ours: Variant, theirs: Variant, side: Side): Difference[] {
  const before = ours.values;
  const after = theirs.values;
  const places = { contract: ours.pointer, pointer: theirs.pointer };
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) {
    const rule = before === undefined ? 'values-listed' : 'values-unlisted';
    const said = { expected: listed(before), seen: listed(after) };
    return [schemaDifference(rule, side, { ...places, ...said })];
  }
  const come = [...after].filter((value) => !before.has(value));
  const gone = [...before].filter((value) => !after.has(value));
  const grows = ANNOUNCED.includes(segmentsOf(ours.pointer).at(-1) ?? '');
  return [
    ...come.map((value) =>
      schemaDifference(grows ? 'announced-value-added' : 'value-added', side, {
        ...places,
        expected: listed(before),
        seen: value,
      }),
    ),
    ...gone.map((value) =>
      schemaDifference('value-removed', side, { ...places, expected: value, seen: listed(after) }),
    ),
  ];
}

function listed(values: ReadonlySet<string> | undefined): string {
  return values === undefined ? 'any' : [...values].sort().join(', ');
}

/** Compares the limits of two variants. */
export function compareFacets(ours: Variant, theirs: Variant, side: Side): Difference[] {
  const keys = new Set([...ours.facets.keys(), ...theirs.facets.keys()]);
  return [...keys].flatMap((key) => {
    const before = ours.facets.get(key);
    const after = theirs.facets.get(key);
    const rule = facetRule(key, before, after);
    if (rule === undefined) return [];
    const keyword = key.replace(/^other:/, '');
    return schemaDifference(rule, side, {
      contract: before?.pointer ?? pointerTo(ours.pointer, ...segmentsOfKey(keyword)),
      pointer: after?.pointer ?? pointerTo(theirs.pointer, ...segmentsOfKey(keyword)),
      expected: before === undefined ? `no ${keyword}` : `${keyword} ${before.value}`,
      seen: after === undefined ? `no ${keyword}` : `${keyword} ${after.value}`,
    });
  });
}

function facetRule(
  key: string,
  before: Facet | undefined,
  after: Facet | undefined,
): SchemaRule | undefined {
  if (before?.value === after?.value) return undefined;
  if (key.startsWith('other:')) return 'keyword-changed';
  if (/^(?:content|dependentRequired)/.test(key)) {
    if (before === undefined) return 'keyword-set';
    return after === undefined ? 'keyword-unstated' : 'keyword-changed';
  }
  if (key === 'pattern' || key === 'format') {
    if (before === undefined) return `${key}-set`;
    return after === undefined ? `${key}-unstated` : `${key}-changed`;
  }
  if (before === undefined) return 'limit-set';
  if (after === undefined) return 'limit-unstated';
  if (key === 'multipleOf') return stepRule(Number(before.value), Number(after.value));
  return isTighter(key, Number(before.value), Number(after.value))
    ? 'limit-narrowed'
    : 'limit-widened';
}

function isTighter(key: string, before: number, after: number): boolean {
  if (LOWER_BOUNDS.includes(key)) return after > before;
  return UPPER_BOUNDS.includes(key) && after < before;
}

/** Whoever sends multiples of the known step is right as long as they are multiples of the new one. */
function stepRule(before: number, after: number): SchemaRule {
  if (isMultiple(before, after)) return 'limit-widened';
  return isMultiple(after, before) ? 'limit-narrowed' : 'keyword-changed';
}

function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) < 1e-9;
}
