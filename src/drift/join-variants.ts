import type { Variant } from './shape.ts';

/** Joins variants that allow together what one of them could say: a list of values, or anything. */
export function joinVariants(variants: readonly Variant[]): Variant[] {
  const joined: Variant[] = [];
  for (const next of variants) {
    const at = joined.findIndex((known) => join(known, next) !== undefined);
    const known = joined[at];
    const both = known && join(known, next);
    if (both === undefined) joined.push(next);
    else joined[at] = both;
  }
  return joined;
}

function join(a: Variant, b: Variant): Variant | undefined {
  if (isFree(a) && isWithin(b, a)) return a;
  if (isFree(b) && isWithin(a, b)) return b;
  if (a.type !== b.type) return undefined;
  if (a.type === 'object' || a.type === 'array') return a.pointer === b.pointer ? a : undefined;
  if (describe(a) !== describe(b)) return undefined;
  if (a.values === undefined || b.values === undefined) return a.values === undefined ? a : b;
  const values = new Set([...a.values, ...b.values]);
  return { ...a, values: a.type === 'boolean' && values.size === 2 ? undefined : values };
}

function isFree({ type, facets, values, schemas }: Variant): boolean {
  const isLimited = facets.size > 0 || values !== undefined || schemas.size > 0;
  return type !== 'object' && type !== 'array' && !isLimited;
}

function isWithin(one: Variant, free: Variant): boolean {
  return one.type === free.type || (one.type === 'integer' && free.type === 'number');
}

function describe({ facets, schemas }: Variant): string {
  const limits = [...facets].map(([key, { value }]) => `${key}=${value}`);
  const inner = [...schemas].map(([key, parts]) => `${key} at ${parts[0]?.pointer}`);
  return [...limits, ...inner].sort().join(' ');
}
