import type { Variant } from './shape.ts';

/** How much two variants of a type have in common, from 0 to 1. */
export function likeness(a: Variant, b: Variant): number {
  return (overlap(traitsOf(a), traitsOf(b)) + (a.type === b.type ? 1 : 0)) / 2;
}

function traitsOf({ fields, facets, values, others }: Variant): Set<string> {
  return new Set([
    ...[...fields].map(([name, { isRequired }]) => `field ${name} ${isRequired}`),
    ...[...fields.keys()].map((name) => `name ${name}`),
    ...[...facets].map(([key, { value }]) => `${key} ${value}`),
    ...[...(values ?? [])].map((value) => `value ${value}`),
    `others ${typeof others === 'string' ? others : 'typed'}`,
  ]);
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((trait) => b.has(trait)).length;
  return common / (a.size + b.size - common);
}
