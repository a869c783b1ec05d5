import type { Child, Comparison, Pair } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import { below, entriesOf, isObject, type Located, objectOf, pointerTo } from './located.ts';
import type { Side } from './rules.ts';

/** Compares the request bodies of two operations. The body of a webhook goes to the caller. */
export function compareBodies(
  ours: Located,
  theirs: Located,
  side: Side,
  comparison: Comparison,
): Pair {
  const before = comparison.ours.follow(below(ours, 'requestBody'));
  const after = comparison.theirs.follow(below(theirs, 'requestBody'));
  if (before.value === undefined && after.value === undefined) return EMPTY;
  if (before.value === undefined || after.value === undefined) {
    return { differences: alone(before, after, ours, theirs), children: [] };
  }
  const contents = compareContents(before, after, side, comparison);
  const differences = side === 'request' ? requiredDifference(before, after) : [];
  return { ...contents, differences: [...differences, ...contents.differences] };
}

const EMPTY: Pair = { differences: [], children: [] };

function isRequired({ value }: Located): boolean {
  return objectOf(value)['required'] === true;
}

function alone(before: Located, after: Located, ours: Located, theirs: Located): Difference[] {
  const places = {
    contract: pointerTo(ours.pointer, 'requestBody'),
    pointer: pointerTo(theirs.pointer, 'requestBody'),
  };
  if (before.value !== undefined) {
    // A body that nothing has to be in is as good as none.
    if (!isRequired(before)) return [];
    return [operationDifference('body-removed', { ...places, expected: 'a body', seen: 'none' })];
  }
  const rule = isRequired(after) ? 'required-body-added' : 'body-added';
  return [operationDifference(rule, { ...places, expected: 'none', seen: 'a body' })];
}

function requiredDifference(before: Located, after: Located): Difference[] {
  if (isRequired(before) === isRequired(after)) return [];
  const rule = isRequired(after) ? 'body-became-required' : 'body-became-optional';
  const said = (at: Located) => (isRequired(at) ? 'required' : 'optional');
  const places = { contract: before.pointer, pointer: after.pointer };
  return [operationDifference(rule, { ...places, expected: said(before), seen: said(after) })];
}

/** Compares what two bodies may hold, by media type. */
export function compareContents(
  ours: Located,
  theirs: Located,
  side: Side,
  comparison: Comparison,
): Pair {
  const before = contentsOf(ours);
  const after = contentsOf(theirs);
  const differences: Difference[] = [];
  const children: Child[] = [];
  for (const type of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(type);
    const other = after.get(type) ?? covering(type, after);
    if (one && other) {
      children.push(...schemaPairs(one, other, side, comparison));
    } else if (one || !covering(type, before)) {
      differences.push(lonelyType(type, { ours, theirs, one, other }, side));
    }
  }
  return { differences, children };
}

function contentsOf(at: Located): Map<string, Located> {
  const named = entriesOf(below(at, 'content')).map(([type, entry]) => {
    return [(type.split(';')[0] ?? '').trim().toLowerCase(), entry] as const;
  });
  return new Map(named);
}

/** A range such as `application/*` that holds the type. */
function covering(type: string, contents: ReadonlyMap<string, Located>): Located | undefined {
  return contents.get(`${type.split('/')[0]}/*`) ?? contents.get('*/*');
}

function schemaPairs(ours: Located, theirs: Located, side: Side, comparison: Comparison): Child[] {
  const events = below(ours, 'x-rivya-events');
  const theirEvents = below(theirs, 'x-rivya-events');
  const named = isObject(theirEvents.value) ? entriesOf(events) : [];
  const pairs = [
    [below(ours, 'schema'), below(theirs, 'schema')] as const,
    ...named.map(([name, event]) => [event, below(theirEvents, name)] as const),
  ];
  return pairs.map(([one, other]) => ({ pair: comparison.compare([one], [other], side) }));
}

interface Lonely {
  readonly ours: Located;
  readonly theirs: Located;
  readonly one: Located | undefined;
  readonly other: Located | undefined;
}

function lonelyType(type: string, { ours, theirs, one, other }: Lonely, side: Side): Difference {
  return operationDifference(`${side}-media-type-${one ? 'removed' : 'added'}`, {
    contract: one?.pointer ?? pointerTo(ours.pointer, 'content'),
    pointer: other?.pointer ?? pointerTo(theirs.pointer, 'content', type),
    expected: one ? type : 'unknown',
    seen: other ? type : 'gone',
  });
}
