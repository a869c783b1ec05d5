import { below, canonical, entriesOf, isObject, itemsOf, type Located } from './located.ts';
import type { Parts } from './schema-parts.ts';
import type { TypeName } from './types-of-schema.ts';

/** Schemas that other keywords hold, by keyword and name. */
export type Subschemas = ReadonlyMap<string, Parts>;

const SCHEMA_KEYWORDS: { readonly [Type in TypeName]?: readonly string[] } = {
  string: ['contentSchema'],
  array: ['contains', 'unevaluatedItems'],
  object: ['propertyNames'],
};

const MAP_KEYWORDS: { readonly [Type in TypeName]?: readonly string[] } = {
  object: ['patternProperties', 'dependentSchemas'],
};

/** Keywords that hold for values of any type. */
const CONDITIONS = ['not', 'if', 'then', 'else'];

/** The segments of a key: its keyword, and the name that stands behind it if there is one. */
export function segmentsOfKey(key: string): string[] {
  const end = key.indexOf(' ');
  return end < 0 ? [key] : [key.slice(0, end), key.slice(end + 1)];
}

/** What the keywords of one type hold. Where several parts say the same, all of it must hold. */
export function subschemasOf(parts: Parts, type: TypeName): Subschemas {
  const found = new Map<string, Parts>();
  const add = (key: string, at: Located) => {
    if (isSchema(at)) found.set(key, [...(found.get(key) ?? []), at]);
  };
  for (const part of parts) {
    for (const key of SCHEMA_KEYWORDS[type] ?? []) {
      if (!(key === 'propertyNames' && namesFields(part))) add(key, below(part, key));
    }
    for (const key of MAP_KEYWORDS[type] ?? []) {
      for (const [name, at] of entriesOf(below(part, key))) add(`${key} ${name}`, at);
    }
  }
  return found;
}

/** What holds for values of any type. Two parts that both have conditions have them apart. */
export function conditionsOf(parts: Parts): Subschemas {
  const entries = CONDITIONS.flatMap((key) =>
    parts
      .map((part) => below(part, key))
      .filter(isSchema)
      .map((at, index): [string, Parts] => [index === 0 ? key : `${key} ${index + 1}`, [at]]),
  );
  return new Map(entries);
}

/** The schemas of the first items of a list, each for its place. */
export function prefixOf(parts: Parts): Parts[] {
  const lists = parts.map((part) => itemsOf(below(part, 'prefixItems')));
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? []));
}

function isSchema({ value }: Located): boolean {
  return isObject(value) || typeof value === 'boolean';
}

/** Names that are listed or free say which fields there are, and are read there. */
function namesFields(part: Located): boolean {
  const { value } = below(part, 'propertyNames');
  return (
    isObject(below(part, 'additionalProperties').value) ||
    ['{}', '{"type":"string"}', 'true'].includes(canonical(value))
  );
}
