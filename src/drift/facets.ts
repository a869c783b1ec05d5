import { canonical, isObject, type JsonObject, objectOf, pointerTo, stringsOf } from './located.ts';
import type { Parts } from './schema-parts.ts';
import { segmentsOfKey } from './subschemas.ts';
import { type TypeName, typeOfValue, valuesOf } from './types-of-schema.ts';

/** One limit of a schema, and where it is said. */
export interface Facet {
  readonly value: string | number;
  readonly pointer: string;
}

/** The limits of one type, by keyword. Those that limit nothing are left out. */
export type Facets = ReadonlyMap<string, Facet>;

/** Keywords whose larger value allows less, and those whose smaller value does. */
export const LOWER_BOUNDS = [
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
  'minContains',
];
export const UPPER_BOUNDS = [
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
  'maxContains',
];

const NUMERIC = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'];
const TEXTUAL = [
  ...['minLength', 'maxLength', 'pattern', 'format', 'contentMediaType', 'contentEncoding'],
];
const KEYWORDS_OF: { readonly [Type in TypeName]?: readonly string[] } = {
  string: TEXTUAL,
  integer: NUMERIC,
  number: NUMERIC,
  array: ['minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'],
  object: ['minProperties', 'maxProperties'],
};

const BYTES = 'application/octet-stream';

/** Formats that say how wide a number is stored, not which numbers there are. */
const WIDTHS = ['int32', 'int64', 'float', 'double'];

/** Keywords that are read elsewhere, or mean nothing to a caller. */
const READ_ELSEWHERE = new Set([
  ...[...NUMERIC, ...TEXTUAL, 'minItems', 'maxItems', 'uniqueItems', 'minProperties'],
  ...['maxProperties', 'type', 'enum', 'const', 'nullable', '$ref', 'allOf', 'oneOf', 'anyOf'],
  ...['properties', 'required', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'],
  ...['items', 'default', 'deprecated', 'readOnly', 'writeOnly', 'discriminator', 'title'],
  ...['description', 'example', 'examples', 'externalDocs', 'xml', '$schema', '$id', '$comment'],
  ...['$defs', 'definitions', '$anchor', 'contentSchema', 'prefixItems', 'contains'],
  ...['minContains', 'maxContains', 'unevaluatedItems', 'patternProperties', 'dependentRequired'],
  ...['dependentSchemas', 'not', 'if', 'then', 'else'],
]);

/** The limits that some schemas together set for one type. */
export function facetsOf(parts: Parts, type: TypeName): Facets {
  const facets = new Map<string, Facet>();
  for (const { value, pointer } of parts) {
    if (!isObject(value)) continue;
    for (const [key, facet] of saidBy(value, type)) {
      const found = {
        value: facet,
        pointer: pointerTo(pointer, ...segmentsOfKey(key.replace(/^other:/, ''))),
      };
      facets.set(key, tighter(key, facets.get(key), found));
    }
  }
  return facets;
}

function saidBy(schema: JsonObject, type: TypeName): [string, string | number][] {
  const known = (KEYWORDS_OF[type] ?? []).flatMap((key) => {
    const value = normalized(key, schema, type);
    return value === undefined ? [] : [[key, value] as [string, string | number]];
  });
  const others = Object.keys(schema).filter((key) => {
    return !READ_ELSEWHERE.has(key) && !key.startsWith('x-');
  });
  const texts = others.map((key): [string, string] => [`other:${key}`, canonical(schema[key])]);
  return [...known, ...(type === 'object' ? dependents(schema) : []), ...texts];
}

/** Fields that must be there with another, each a demand of its own. */
function dependents({ dependentRequired }: JsonObject): [string, string][] {
  return Object.entries(objectOf(dependentRequired)).flatMap(([name, wanted]) =>
    stringsOf(wanted).map((other): [string, string] => [
      `dependentRequired ${name}`,
      `${name} needs ${other}`,
    ]),
  );
}

function normalized(key: string, schema: JsonObject, type: TypeName): string | number | undefined {
  if (key === 'format') return formatOf(schema);
  if (key === 'uniqueItems') return schema[key] === true ? 'true' : undefined;
  if (key === 'pattern') return typeof schema[key] === 'string' ? schema[key] : undefined;
  if (key.startsWith('content')) return contentOf(key, schema);
  if (key === 'minContains' && schema[key] === 1) return undefined;
  if (NUMERIC.includes(key)) return bound(key, schema, type);
  const value = schema[key];
  return typeof value === 'number' && (value > 0 || !key.startsWith('min')) ? value : undefined;
}

/** Bounds of whole numbers are written as inclusive ones. */
function bound(key: string, schema: JsonObject, type: TypeName): number | undefined {
  const isLower = key.endsWith('inimum');
  const plain = isLower ? 'minimum' : 'maximum';
  const exclusive = isLower ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const value = schema[key];
  if (key === 'multipleOf') {
    return typeof value === 'number' && !(value === 1 && type === 'integer') ? value : undefined;
  }
  const edge = schema[exclusive] === true ? schema[plain] : schema[exclusive];
  const step = isLower ? 1 : -1;
  if (key === exclusive) return typeof edge === 'number' && type === 'number' ? edge : undefined;
  if (typeof edge === 'number' && type === 'integer') {
    const next = (isLower ? Math.floor(edge) : Math.ceil(edge)) + step;
    const other = schema[exclusive] !== true && typeof value === 'number' ? value : next;
    return isLower ? Math.max(next, other) : Math.min(next, other);
  }
  if (schema[exclusive] === true || typeof value !== 'number') return undefined;
  return Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}

function formatOf(schema: JsonObject): string | undefined {
  const { format, contentMediaType, contentEncoding } = schema;
  if (typeof format === 'string') {
    if (WIDTHS.includes(format)) return undefined;
    return format === 'url' ? 'uri' : format;
  }
  if (contentEncoding === 'base64') return 'byte';
  return contentMediaType === BYTES ? 'binary' : undefined;
}

/** What a text holds, where that is no format of OpenAPI 3.0. */
function contentOf(key: string, schema: JsonObject): string | undefined {
  const value = schema[key];
  return typeof value !== 'string' || value === 'base64' || value === BYTES ? undefined : value;
}

function tighter(key: string, known: Facet | undefined, next: Facet): Facet {
  if (known === undefined || known.value === next.value) return known ?? next;
  if (LOWER_BOUNDS.includes(key)) return Number(next.value) > Number(known.value) ? next : known;
  if (UPPER_BOUNDS.includes(key)) return Number(next.value) < Number(known.value) ? next : known;
  if (key !== 'pattern' && !/^(?:other:|dependentRequired)/.test(key)) return known;
  const both = [String(known.value), String(next.value)].sort().join(' and ');
  return { ...known, value: both };
}

/** The only values of one type that some schemas together allow, as JSON; `undefined` for any. */
export function listedValues(parts: Parts, type: TypeName): ReadonlySet<string> | undefined {
  let common: ReadonlySet<string> | undefined;
  for (const { value } of parts) {
    const values = isObject(value) ? valuesOf(value) : undefined;
    if (values === undefined) continue;
    const ofType = values.filter((one) => isOfType(one, type)).map(canonical);
    const before = common;
    common = new Set(before === undefined ? ofType : ofType.filter((one) => before.has(one)));
  }
  return type === 'boolean' && common?.size === 2 ? undefined : common;
}

function isOfType(value: unknown, type: TypeName): boolean {
  const actual = typeOfValue(value);
  return actual === type || (type === 'number' && actual === 'integer');
}
