/** Members whose value is the caller's own, so its names stay as they are. */
const OWN_VALUES = ['equals', 'fields', 'body'];

/** `retryAfterMs` as `retry_after_ms`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `retry_after_ms` as `retryAfterMs`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** The same value with its members renamed on every level, without those that are `undefined`. */
export function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [
      rename(name),
      OWN_VALUES.includes(name) ? member : renamed(member, rename),
    ]),
  );
}
