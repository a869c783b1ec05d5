import type { Child, Comparison, Pair } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import { below, entriesOf, isObject, type Located, objectOf, pointerTo } from './located.ts';
import type { OperationEntry } from './operations.ts';

/** Headers that OpenAPI describes elsewhere. */
const NO_PARAMETERS = ['accept', 'content-type', 'authorization'];

/** Compares the parameters of two operations. Those of a path are told apart by their place. */
export function compareParameters(
  ours: OperationEntry,
  theirs: OperationEntry,
  comparison: Comparison,
): Pair {
  const before = parametersOf(ours);
  const after = parametersOf(theirs);
  const differences: Difference[] = [];
  const children: Child[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(key);
    const other = after.get(key);
    if (one && other) {
      differences.push(...compareFacts(key, one, other));
      children.push({
        pair: comparison.compare([schemaOf(one)], [schemaOf(other)], 'request'),
      });
    } else {
      differences.push(alone(key, { ours, theirs, one, other }));
    }
  }
  return { differences, children };
}

function parametersOf({ parameters, pathNames }: OperationEntry): Map<string, Located> {
  const named = parameters.map((at) => {
    const { name, in: place } = objectOf(at.value);
    const text = String(name);
    if (place === 'path') return [`path ${pathNames.indexOf(text) + 1}`, at] as const;
    return [`${String(place)} ${place === 'header' ? text.toLowerCase() : text}`, at] as const;
  });
  return new Map(named.filter(([key]) => !NO_PARAMETERS.some((name) => key === `header ${name}`)));
}

/** The schema of a parameter, said as such or as the content of a media type. */
function schemaOf(at: Located): Located {
  const content = entriesOf(below(at, 'content'))[0]?.[1];
  return below(content ?? at, 'schema');
}

interface Lonely {
  readonly ours: OperationEntry;
  readonly theirs: OperationEntry;
  readonly one: Located | undefined;
  readonly other: Located | undefined;
}

function alone(key: string, { ours, theirs, one, other }: Lonely): Difference {
  const isRequired = objectOf(other?.value)['required'] === true;
  const rule = one
    ? 'parameter-removed'
    : isRequired
      ? 'required-parameter-added'
      : 'parameter-added';
  return operationDifference(rule, {
    contract: one?.pointer ?? pointerTo(ours.at.pointer, 'parameters'),
    pointer: other?.pointer ?? pointerTo(theirs.at.pointer, 'parameters', key.split(' ')[1] ?? ''),
    expected: one ? key : 'unknown',
    seen: other ? `${key}, ${isRequired ? 'required' : 'optional'}` : 'gone',
  });
}

function compareFacts(key: string, one: Located, other: Located): Difference[] {
  const places = { contract: one.pointer, pointer: other.pointer };
  const isRequired = ({ value }: Located) => objectOf(value)['required'] === true;
  const found: Difference[] = [];
  if (isRequired(one) !== isRequired(other)) {
    const rule = isRequired(other) ? 'parameter-became-required' : 'parameter-became-optional';
    const said = (at: Located) => `${key}, ${isRequired(at) ? 'required' : 'optional'}`;
    found.push(operationDifference(rule, { ...places, expected: said(one), seen: said(other) }));
  }
  const [before, after] = [styleOf(one), styleOf(other)];
  if (before !== after) {
    const said = { expected: before, seen: after };
    found.push(operationDifference('parameter-style-changed', { ...places, ...said }));
  }
  return found;
}

/** How a parameter is written; only lists and objects can be written in several ways. */
function styleOf({ value }: Located): string {
  const { in: place, style, explode, content, schema } = objectOf(value);
  if (isObject(content)) return `as ${Object.keys(content)[0]}`;
  const { type, items, properties } = objectOf(schema);
  const isPlain = items === undefined && properties === undefined && type !== 'array';
  if (isPlain) return 'plain';
  const byDefault = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const name = String(style ?? byDefault);
  return `${name}${(explode ?? name === 'form') ? ', exploded' : ''}`;
}
