import { isObject, type JsonObject, type Located, stringsOf } from './located.ts';
import type { Parts } from './schema-parts.ts';

const ALL_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'] as const;
export type TypeName = (typeof ALL_TYPES)[number];

/** What only makes sense for one type, so that a schema without a type can mean no other. */
const HINTS: readonly (readonly [TypeName, readonly string[]])[] = [
  ['object', ['properties', 'required', 'additionalProperties', 'propertyNames', 'minProperties']],
  ['object', ['maxProperties', 'patternProperties', 'dependentRequired', 'dependentSchemas']],
  ['array', ['items', 'minItems', 'maxItems', 'uniqueItems', 'prefixItems', 'contains']],
  ['array', ['unevaluatedItems']],
  ['string', ['pattern', 'minLength', 'maxLength', 'contentMediaType', 'contentEncoding']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The types that all parts allow; `undefined` where none of them says any. */
export function typesOf(parts: Parts): ReadonlySet<TypeName> | undefined {
  let common: ReadonlySet<TypeName> | undefined;
  for (const part of parts) {
    const types = typesOfPart(part);
    if (types !== undefined) common = common === undefined ? types : intersection(common, types);
  }
  if (common === undefined) return undefined;
  return parts.some(({ value }) => isObject(value) && value['nullable'] === true)
    ? new Set(common).add('null')
    : common;
}

function typesOfPart({ value }: Located): ReadonlySet<TypeName> | undefined {
  if (value === false) return new Set();
  if (!isObject(value)) return undefined;
  const declared = declaredTypes(value);
  const values = valuesOf(value);
  if (values === undefined) return declared ?? hintedTypes(value);
  const ofValues = new Set(values.map(typeOfValue));
  return declared === undefined ? ofValues : intersection(declared, ofValues);
}

function declaredTypes({ type }: JsonObject): ReadonlySet<TypeName> | undefined {
  const names = typeof type === 'string' ? [type] : stringsOf(type);
  if (names.length === 0) return undefined;
  const known = ALL_TYPES.filter((name) => names.includes(name));
  // A number may be whole: the two together are one type.
  return new Set(known.filter((name) => name !== 'integer' || !known.includes('number')));
}

function hintedTypes(schema: JsonObject): ReadonlySet<TypeName> | undefined {
  const hinted = HINTS.filter(([, keys]) => keys.some((key) => schema[key] !== undefined));
  return hinted.length > 0 ? new Set(hinted.map(([type]) => type)) : undefined;
}

/** The only values that a schema allows, if it lists them. */
export function valuesOf(schema: JsonObject): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

/** The type of a value of JSON. */
export function typeOfValue(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string' || typeof value === 'boolean') {
    return typeof value === 'string' ? 'string' : 'boolean';
  }
  return 'object';
}

function intersection(a: ReadonlySet<TypeName>, b: ReadonlySet<TypeName>): Set<TypeName> {
  const both = new Set([...a].filter((type) => b.has(type)));
  const hasWhole = (a.has('integer') && b.has('number')) || (a.has('number') && b.has('integer'));
  return hasWhole ? both.add('integer') : both;
}
