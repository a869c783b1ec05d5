import { compareSubschemas } from './compare-subschemas.ts';
import { compareVariants } from './compare-variants.ts';
import type { Child, Comparer, Comparison, Pair } from './comparison.ts';
import { type Difference, schemaDifference } from './difference.ts';
import { pointerTo } from './located.ts';
import { matchVariants, type Tag } from './match-variants.ts';
import type { SchemaRule, Side } from './rules.ts';
import type { Shape, Variant } from './shape.ts';

/** Compares schemas that go one way, with their texts or without. */
export function shapeComparer(side: Side, withTexts: boolean): Comparer {
  return (ours, theirs, comparison) => {
    const about = [
      ...annotations(ours, theirs, side),
      ...(withTexts ? texts(ours, theirs, side) : []),
    ];
    const kinds = typeDifference(ours, theirs, side);
    const below = variantPairs(ours, theirs, side, comparison);
    const conditions = compareSubschemas(ours, theirs, side, comparison);
    return {
      differences: [...about, ...kinds, ...below.differences, ...conditions.differences],
      children: [...below.children, ...conditions.children],
    };
  };
}

function annotations(ours: Shape, theirs: Shape, side: Side): Difference[] {
  const found: Difference[] = [];
  const places = { contract: ours.pointer, pointer: theirs.pointer };
  const isOpen = ours.variants === undefined || theirs.variants === undefined;
  if (!isOpen && ours.isNullable !== theirs.isNullable) {
    const rule = theirs.isNullable ? 'became-nullable' : 'became-not-nullable';
    const [expected, seen] = theirs.isNullable ? ['never null', 'null'] : ['null', 'never null'];
    found.push(schemaDifference(rule, side, { ...places, expected, seen }));
  }
  if (ours.default?.json !== theirs.default?.json) {
    found.push(defaultDifference(ours, theirs, side));
  }
  if (theirs.isDeprecated && !ours.isDeprecated) {
    const seen = { expected: 'in use', seen: 'deprecated' };
    found.push(schemaDifference('field-deprecated', side, { ...places, ...seen }));
  }
  return found;
}

function defaultDifference(ours: Shape, theirs: Shape, side: Side): Difference {
  const rule: SchemaRule =
    ours.default === undefined
      ? 'default-set'
      : theirs.default === undefined
        ? 'default-unstated'
        : 'default-changed';
  return schemaDifference(rule, side, {
    contract: ours.default?.pointer ?? pointerTo(ours.pointer, 'default'),
    pointer: theirs.default?.pointer ?? pointerTo(theirs.pointer, 'default'),
    expected: ours.default?.json ?? 'no default',
    seen: theirs.default?.json ?? 'no default',
  });
}

function texts(ours: Shape, theirs: Shape, side: Side): Difference[] {
  if (ours.description?.value === theirs.description?.value) return [];
  const places = {
    contract: ours.description?.pointer ?? pointerTo(ours.pointer, 'description'),
    pointer: theirs.description?.pointer ?? pointerTo(theirs.pointer, 'description'),
  };
  const said = {
    expected: String(ours.description?.value ?? 'no text'),
    seen: String(theirs.description?.value ?? 'no text'),
  };
  return [schemaDifference('description-changed', side, { ...places, ...said })];
}

function typeDifference(ours: Shape, theirs: Shape, side: Side): Difference[] {
  const before = typeNames(ours);
  const after = typeNames(theirs);
  const gone = before.filter((type) => !includes(after, type));
  const come = after.filter((type) => !includes(before, type));
  if (gone.length === 0 && come.length === 0) return [];
  const rule =
    come.length === 0 || before.includes('any')
      ? 'type-narrowed'
      : gone.length === 0 || after.includes('any')
        ? 'type-widened'
        : 'type-changed';
  return [
    schemaDifference(rule, side, {
      contract: ours.pointer,
      pointer: theirs.pointer,
      expected: before.join(' or ') || 'nothing',
      seen: after.join(' or ') || 'nothing',
    }),
  ];
}

function typeNames({ variants, isNullable }: Shape): string[] {
  if (variants === undefined) return ['any'];
  const names = [...new Set(variants.map(({ type }) => type))].sort();
  return names.length === 0 && isNullable ? ['null'] : names;
}

/** A whole number is a number. */
function includes(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function variantPairs(ours: Shape, theirs: Shape, side: Side, comparison: Comparison): Pair {
  const found: Pair = { differences: [], children: [] };
  for (const group of ['string', 'number', 'boolean', 'object', 'array'] as const) {
    const before = ofGroup(ours, group);
    const after = ofGroup(theirs, group);
    if (before.length === 0 || after.length === 0) continue;
    const matched = matchVariants(before, after, side, comparison);
    for (const { difference, tag } of matched.lone) {
      const pair = { differences: [difference], children: [] };
      found.children.push({ pair, ...modelsOf(tag) });
    }
    for (const { ours: one, theirs: other, tag } of matched.pairs) {
      const pair = compareVariants(one, other, side, comparison, tag?.field);
      found.children.push({ pair, ...modelsOf(tag) });
    }
  }
  return found;
}

/** The models that a tag names, if it is one of models. */
function modelsOf(tag: Tag | undefined): Pick<Child, 'models'> {
  return tag?.field === 'model' ? { models: tag.values } : {};
}

function ofGroup({ variants = [] }: Shape, group: Variant['type']): Variant[] {
  return variants.filter(
    ({ type }) => type === group || (group === 'number' && type === 'integer'),
  );
}
