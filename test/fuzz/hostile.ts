import * as fc from 'fast-check';

const DEEP = JSON.parse(`${'['.repeat(300)}1${']'.repeat(300)}`);

/** Values that a careless reader falls over. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    -1,
    0.1,
    1e308,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    '\ud800',
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    'toString',
    '{{7*7}}',
    '../../etc/passwd',
    DEEP,
  ),
  fc.constantFrom<unknown>(
    'file:///etc/passwd',
    'http://[::1]/',
    'https://user:pw@host/#x',
    'javascript:1',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(25_000),
    Array.from({ length: 2_000 }, () => 1),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Names of fields that mean something to the language instead of the API. */
const hostileName = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'then',
  'toJSON',
  '',
  '0',
  'a.b',
  '\u0000',
  '\ud800',
  'files',
  'model',
);

interface Change {
  readonly kind: 'replace' | 'remove' | 'add' | 'wrap';
  /** Which of the places in the value. */
  readonly place: number;
  readonly name: string;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'wrap'),
  place: fc.nat(40),
  name: hostileName,
  value: hostileValue,
});

/** A JSON text near a value: the same with a few changes, or no JSON at all. */
export function nearly(value: unknown): fc.Arbitrary<string> {
  const changed = fc
    .array(change, { maxLength: 3 })
    .map((changes) => JSON.stringify(changes.reduce(apply, structuredClone(value))) ?? '');
  const text = JSON.stringify(value) ?? '';
  const broken = fc.oneof(
    fc.nat(text.length).map((length) => text.slice(0, length)),
    fc.constantFrom(
      '',
      'null',
      '[]',
      '"x"',
      '{"a":1}}',
      '\ufeff{}',
      '{"a":1,"a":2}',
      '1'.repeat(400),
      '{"__proto__":{"a":1}}',
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  return fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: broken });
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

function apply(value: unknown, { kind, place, name, value: shared }: Change): unknown {
  const hostile = structuredClone(shared);
  const places = placesIn(value);
  const chosen = places[place % Math.max(1, places.length)];
  if (chosen === undefined) return kind === 'add' ? put({}, name, hostile) : hostile;
  const { holder } = chosen;
  if (kind === 'remove') delete holder[chosen.name];
  else if (kind === 'replace') put(holder, chosen.name, hostile);
  else if (kind === 'wrap') put(holder, chosen.name, [holder[chosen.name]]);
  else put(holder, name, hostile);
  return value;
}

/** Makes an own field of any name, which an assignment cannot make of `__proto__`. */
function put(holder: object, name: string, value: unknown): object {
  const field = { value, enumerable: true, configurable: true, writable: true };
  return Array.isArray(holder) && name === 'length'
    ? holder
    : Object.defineProperty(holder, name, field);
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder)
    .slice(0, 20)
    .flatMap((name) => [{ holder, name }, ...placesIn(holder[name])]);
}
