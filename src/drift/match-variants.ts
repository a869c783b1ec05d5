import type { Comparison } from './comparison.ts';
import { type Difference, schemaDifference } from './difference.ts';
import { likeness } from './likeness.ts';
import { pointerTo } from './located.ts';
import type { Side } from './rules.ts';
import type { Variant } from './shape.ts';

/** A field whose value says which variant it is, with the values that are meant. */
export interface Tag {
  readonly field: string;
  readonly values: readonly string[];
}

/** Two variants that stand for each other. */
export interface Match {
  readonly ours: Variant;
  readonly theirs: Variant;
  readonly tag?: Tag;
}

/** What a variant that stands alone is told as. */
export interface Lone {
  readonly difference: Difference;
  readonly tag?: Tag;
}

export interface Matched {
  readonly pairs: readonly Match[];
  readonly lone: readonly Lone[];
}

/** Finds which variants of one type stand for each other, and those that stand alone. */
export function matchVariants(
  ours: readonly Variant[],
  theirs: readonly Variant[],
  side: Side,
  comparison: Comparison,
): Matched {
  const [one] = ours;
  const [other] = theirs;
  if (ours.length === 1 && theirs.length === 1 && one && other) {
    return { pairs: [{ ours: one, theirs: other }], lone: [] };
  }
  const tags = (variant: Variant) => tagsOf(variant, comparison);
  const field = [...tags(one as Variant).keys()].find((name) =>
    ours.every((variant) => tags(variant).has(name)),
  );
  return field === undefined
    ? matchByLikeness(ours, theirs, side)
    : matchByTag(field, ours, theirs, side, comparison);
}

function tagsOf(variant: Variant, { ours }: Comparison): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, readonly string[]>();
  for (const [name, { parts, isRequired }] of variant.fields) {
    const values = isRequired ? ours.shape(parts).variants?.[0]?.values : undefined;
    if (values !== undefined) tags.set(name, [...values]);
  }
  return tags;
}

/** The values of a field, `undefined` where it may hold any, or is not there. */
function valuesOf(variant: Variant, field: string, document: Comparison['theirs']) {
  const found = variant.fields.get(field);
  const variants = found && document.shape(found.parts).variants;
  const values = variants?.flatMap((one) => (one.values === undefined ? [] : [...one.values]));
  return variants?.every((one) => one.values !== undefined) ? values : undefined;
}

function matchByTag(
  field: string,
  ours: readonly Variant[],
  theirs: readonly Variant[],
  side: Side,
  comparison: Comparison,
): Matched {
  const pairs: Match[] = [];
  const gone = new Map<string, Variant>();
  const open = theirs.filter((one) => valuesOf(one, field, comparison.theirs) === undefined);
  const known = new Set<string>();
  for (const one of ours) {
    const texts = valuesOf(one, field, comparison.ours) ?? [];
    for (const text of texts) {
      known.add(text);
      const candidates = theirs.filter((other) =>
        valuesOf(other, field, comparison.theirs)?.includes(text),
      );
      const best = mostAlike(one, candidates.length > 0 ? candidates : open);
      if (best === undefined) gone.set(text, one);
      else pairs.push({ ours: one, theirs: best, tag: tagOf(field, text) });
    }
  }
  const come = theirs.flatMap((one) => valuesOf(one, field, comparison.theirs) ?? []);
  const fresh = [...new Set(come)].filter((text) => !known.has(text));
  const places = { contract: placeOf(field, ours[0]), pointer: placeOf(field, theirs[0]) };
  return { pairs, lone: tagDifferences(field, { gone, fresh, open, known }, places, side) };
}

interface TagValues {
  readonly gone: ReadonlyMap<string, Variant>;
  readonly fresh: readonly string[];
  readonly open: readonly Variant[];
  readonly known: ReadonlySet<string>;
}

function tagDifferences(
  field: string,
  { gone, fresh, open, known }: TagValues,
  places: { contract: string; pointer: string },
  side: Side,
): Lone[] {
  const added = field === 'model' ? 'announced-value-added' : 'alternative-added';
  const listed = `${field}: ${[...known].join(', ')}`;
  return [
    ...[...gone].map(([text, variant]) => {
      const contract = placeOf(field, variant);
      const said = { expected: `${field}: ${text}`, seen: `no ${field}: ${text}` };
      const sighting = { ...places, contract, ...said };
      return {
        difference: schemaDifference('alternative-removed', side, sighting),
        tag: tagOf(field, text),
      };
    }),
    ...fresh.map((text) => {
      const said = { expected: 'unknown', seen: `${field}: ${text}` };
      const difference = schemaDifference(added, side, { ...places, ...said });
      return { difference, tag: tagOf(field, text) };
    }),
    ...(open.length > 0 ? [{ difference: unlisted(listed, places, side) }] : []),
  ];
}

function unlisted(expected: string, places: { contract: string; pointer: string }, side: Side) {
  return schemaDifference('values-unlisted', side, { ...places, expected, seen: 'any' });
}

function placeOf(field: string, variant: Variant | undefined): string {
  const declared = variant?.fields.get(field)?.pointer;
  return declared ?? pointerTo(variant?.pointer ?? '', 'properties', field);
}

function matchByLikeness(
  ours: readonly Variant[],
  theirs: readonly Variant[],
  side: Side,
): Matched {
  const scores = ours.flatMap((one) =>
    theirs.map((other) => ({ ours: one, theirs: other, score: likeness(one, other) })),
  );
  const left = new Set<Variant>([...ours, ...theirs]);
  const pairs: Match[] = [];
  for (const { ours: one, theirs: other } of scores.sort((a, b) => b.score - a.score)) {
    if (!left.has(one) || !left.has(other)) continue;
    left.delete(one);
    left.delete(other);
    pairs.push({ ours: one, theirs: other });
  }
  return { pairs, lone: [...left].map((one) => ({ difference: alone(one, ours, theirs, side) })) };
}

function alone(
  one: Variant,
  ours: readonly Variant[],
  theirs: readonly Variant[],
  side: Side,
): Difference {
  const text =
    one.fields.size > 0 ? `${one.type} with ${[...one.fields.keys()].join(', ')}` : one.type;
  return ours.includes(one)
    ? schemaDifference('alternative-removed', side, {
        contract: one.pointer,
        pointer: theirs[0]?.pointer ?? '',
        expected: text,
        seen: 'gone',
      })
    : schemaDifference('alternative-added', side, {
        contract: ours[0]?.pointer ?? '',
        pointer: one.pointer,
        expected: 'unknown',
        seen: text,
      });
}

function mostAlike(one: Variant, candidates: readonly Variant[]): Variant | undefined {
  const [first, ...rest] = candidates;
  return rest.reduce((best, next) => {
    return best !== undefined && likeness(one, best) >= likeness(one, next) ? best : next;
  }, first);
}

/** The tag for a value, which is written in JSON. */
function tagOf(field: string, json: string): Tag {
  const value: unknown = JSON.parse(json);
  return { field, values: [String(value)] };
}
