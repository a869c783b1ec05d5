import { compareFacets, compareValues } from './compare-facets.ts';
import { compareItems, compareSubschemas } from './compare-subschemas.ts';
import type { Child, Comparison, Pair } from './comparison.ts';
import { type Difference, schemaDifference } from './difference.ts';
import { pointerTo } from './located.ts';
import type { SchemaRule, Side } from './rules.ts';
import type { Field, Variant } from './shape.ts';

/** Compares two variants of a type, and asks for what they hold. `tag` has been compared before. */
export function compareVariants(
  ours: Variant,
  theirs: Variant,
  side: Side,
  comparison: Comparison,
  tag?: string,
): Pair {
  const differences = [...compareValues(ours, theirs, side), ...compareFacets(ours, theirs, side)];
  const children: Child[] = [];
  if (ours.type === 'array') children.push(...compareItems(ours, theirs, side, comparison));
  const inner = compareSubschemas(ours, theirs, side, comparison);
  differences.push(...inner.differences);
  children.push(...inner.children);
  if (ours.type !== 'object') return { differences, children };
  if (theirs.fields.size === 0 && theirs.others === 'free' && ours.fields.size > 0) {
    return { differences: [...differences, unstated(ours, theirs, side)], children };
  }
  for (const name of new Set([...ours.fields.keys(), ...theirs.fields.keys()])) {
    if (name === tag) continue;
    const before = visible(ours.fields.get(name), comparison.ours, side);
    const after = visible(theirs.fields.get(name), comparison.theirs, side);
    differences.push(...fieldDifferences(name, { ours, theirs, before, after }, side));
    if (before && after) {
      children.push({ pair: comparison.compare(before.parts, after.parts, side) });
    }
  }
  const others = compareOthers(ours, theirs, side, comparison);
  return {
    differences: [...differences, ...others.differences],
    children: [...children, ...others.children],
  };
}

/** A field that is only read is not sent, and the other way round. */
function visible(field: Field | undefined, document: Comparison['ours'], side: Side) {
  if (field === undefined) return undefined;
  const { isReadOnly, isWriteOnly } = document.shape(field.parts);
  return (side === 'request' ? isReadOnly : isWriteOnly) ? undefined : field;
}

interface FieldPair {
  readonly ours: Variant;
  readonly theirs: Variant;
  readonly before: Field | undefined;
  readonly after: Field | undefined;
}

function fieldDifferences(name: string, pair: FieldPair, side: Side): Difference[] {
  const { ours, theirs, before, after } = pair;
  const places = {
    contract: before?.pointer ?? pointerTo(ours.pointer, 'properties', name),
    pointer: after?.pointer ?? pointerTo(theirs.pointer, 'properties', name),
  };
  const report = (rule: SchemaRule, expected: string, seen: string, severity?: 'compatible') => [
    schemaDifference(rule, side, { ...places, expected, seen, ...(severity ? { severity } : {}) }),
  ];
  if (before === undefined && after === undefined) return [];
  if (after === undefined) {
    // Who reads an optional field copes with its absence already.
    const isSpared = side === 'reply' && !before?.isRequired;
    return report('field-removed', name, 'gone', isSpared ? 'compatible' : undefined);
  }
  if (before === undefined) {
    const mustSend = side === 'request' && after.isRequired;
    const rule = mustSend ? 'required-field-added' : 'field-added';
    return report(rule, 'unknown', `${name}, ${after.isRequired ? 'required' : 'optional'}`);
  }
  if (before.isRequired === after.isRequired) return [];
  return after.isRequired
    ? report('field-became-required', 'optional', 'required')
    : report('field-became-optional', 'required', 'optional');
}

function unstated(ours: Variant, theirs: Variant, side: Side): Difference {
  return schemaDifference('fields-unstated', side, {
    contract: ours.pointer,
    pointer: theirs.pointer,
    expected: [...ours.fields.keys()].join(', '),
    seen: 'any fields',
  });
}

function compareOthers(ours: Variant, theirs: Variant, side: Side, comparison: Comparison): Pair {
  if (typeof ours.others !== 'string' && typeof theirs.others !== 'string') {
    return {
      differences: [],
      children: [{ pair: comparison.compare(ours.others, theirs.others, side) }],
    };
  }
  if (ours.others === theirs.others) return { differences: [], children: [] };
  // A schema for other fields allows less than none, and more than a refusal.
  const amount = ({ others }: Variant) => {
    return typeof others === 'string' ? { refused: 0, free: 2 }[others] : 1;
  };
  const isWider = amount(theirs) > amount(ours);
  const said = ({ others }: Variant) => (typeof others === 'string' ? others : 'of one schema');
  const rule = isWider ? 'other-fields-allowed' : 'other-fields-refused';
  const difference = schemaDifference(rule, side, {
    contract: pointerTo(ours.pointer, 'additionalProperties'),
    pointer: pointerTo(theirs.pointer, 'additionalProperties'),
    expected: said(ours),
    seen: said(theirs),
  });
  return { differences: [difference], children: [] };
}
