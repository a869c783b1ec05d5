/** An object of parsed JSON. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** A value of a document, and the JSON pointer to it. */
export interface Located {
  readonly value: unknown;
  readonly pointer: string;
}

/** A document that cannot be compared, because it is wrong in itself. */
export class UnsoundDocument extends Error {
  override readonly name = 'UnsoundDocument';
}

/** Whether a value is an object of JSON, and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one where it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as a list; an empty one where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of a list. */
export function stringsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** A JSON pointer, longer by some segments. */
export function pointerTo(pointer: string, ...segments: readonly (string | number)[]): string {
  return segments.reduce<string>((all, segment) => `${all}/${escaped(String(segment))}`, pointer);
}

function escaped(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The segments of a JSON pointer. */
export function segmentsOf(pointer: string): string[] {
  const segments = pointer.split('/').slice(1);
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands below a value. */
export function below(at: Located, ...segments: readonly (string | number)[]): Located {
  let { value } = at;
  for (const segment of segments) value = ownValue(value, String(segment));
  return { value, pointer: pointerTo(at.pointer, ...segments) };
}

/** The entries of an object, each with its place. */
export function entriesOf(at: Located): [name: string, entry: Located][] {
  return Object.keys(objectOf(at.value)).map((name) => [name, below(at, name)]);
}

/** The items of a list, each with its place. */
export function itemsOf(at: Located): Located[] {
  return listOf(at.value).map((_, index) => below(at, index));
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as JsonObject)[key];
}

/** JSON with sorted keys: equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}
