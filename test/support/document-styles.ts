type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Node = { [key: string]: Json };

/** Another way to write the same document. `draw` gives numbers from 0 up to 1. */
export type Style = (document: object, draw: () => number) => object;

/** Numbers of chance that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Styles of writing a document, none of which changes what it says. */
export const STYLES: { readonly [name: string]: Style } = {
  'components of other names': (document) => renameComponents(document as Node),
  'everything inline': (document) => inlineAll(document as Node),
  'anyOf instead of oneOf': (document) => everySchema(document as Node, swapUnions),
  'null as nullable': (document) => everySchema(document as Node, toNullable),
  'null as an alternative': (document) => everySchema(document as Node, toNullAlternative),
  'const as a list of one': (document) => everySchema(document as Node, constToEnum),
  'a list as alternatives of const': (document) => everySchema(document as Node, enumToConsts),
  'references in allOf': (document) => everySchema(document as Node, referenceInAllOf),
  'required apart in allOf': (document) => everySchema(document as Node, splitRequired),
  'integers with a format': (document) => everySchema(document as Node, integerFormat),
  'exclusive limits of 3.0': (document) => everySchema(document as Node, exclusiveLimits),
  'whole numbers as steps of one': (document) => everySchema(document as Node, stepsOfOne),
  'lists without a type': (document) => everySchema(document as Node, untypedEnums),
  'types as lists of one': (document) => everySchema(document as Node, typeLists),
  'limits that limit nothing': (document) => everySchema(document as Node, emptyLimits),
  'maps with their keys as fields': (document) => everySchema(document as Node, keysAsFields),
  'without texts and examples': (document) => everyObject(document as Node, withoutTexts),
  'without extensions': (document) => everyObject(document as Node, withoutExtensions),
  'other texts': (document) => everyObject(document as Node, otherTexts),
  'media types with a charset': (document) => everyObject(document as Node, withCharset),
  'path parameters of other names': (document) => renameParameters(document as Node),
  'paths below a server': (document) => movePaths(document as Node),
  'slashes at the end of paths': (document) => slashes(document as Node),
  'parameters at the path': (document) => hoistParameters(document as Node),
  'security once for all': (document) => hoistSecurity(document as Node),
  'header names in small letters': (document) => smallHeaders(document as Node),
  'the key as a header': (document) => keyAsHeader(document as Node),
  'in another order': (document, draw) => shuffled(document as Node, draw) as Node,
};

/** The whole document as one of OpenAPI 3.0, which knows neither `const`, lists of types nor webhooks. */
export function asOpenApi30(document: object): object {
  const styles = [
    constToEnum,
    toNullable,
    exclusiveLimits,
    keysAsFields,
    plainTypes,
    soleReference,
  ];
  const { webhooks, ...rest } = styles.reduce<Node>(
    (all, style) => everySchema(all, style),
    everyObject(document as Node, withoutTexts),
  );
  return { ...rest, openapi: '3.0.3', 'x-webhooks': webhooks! };
}

function plainTypes(schema: Node): Node {
  const { type, ...rest } = schema;
  if (!Array.isArray(type)) return schema;
  return type.length === 1
    ? { ...rest, type: type[0]! }
    : { ...rest, anyOf: type.map((name) => ({ type: name })) };
}

/** In OpenAPI 3.0, what stands beside a reference means nothing. */
function soleReference({ $ref, ...rest }: Node): Node {
  if ($ref === undefined) return rest;
  return Object.keys(rest).length === 0 ? { $ref } : { ...rest, allOf: [{ $ref }] };
}

function isNode(value: Json | undefined): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys below which there is data and no description. */
const DATA = ['example', 'examples', 'default', 'enum', 'const', 'required', 'x-rivya-assumptions'];

function mapAll(
  value: Json,
  change: (node: Node, path: string[]) => Node,
  path: string[] = [],
): Json {
  if (Array.isArray(value)) return value.map((one, i) => mapAll(one, change, [...path, String(i)]));
  if (!isNode(value)) return value;
  const isData = (key: string) => DATA.includes(key) && path.at(-1) !== 'properties';
  const entries = Object.entries(value).map(([key, one]): [string, Json] => [
    key,
    isData(key) ? one : mapAll(one, change, [...path, key]),
  ]);
  return change(Object.fromEntries(entries), path);
}

function everyObject(document: Node, change: (node: Node, path: string[]) => Node): Node {
  return mapAll(document, change) as Node;
}

/** Changes everything that stands where a schema stands. */
function everySchema(document: Node, change: (schema: Node) => Node): Node {
  return everyObject(document, (node, path) => {
    const [last = '', before = '', earlier] = path.toReversed();
    const isSchema =
      ['schema', 'items', 'additionalProperties', 'propertyNames'].includes(last) ||
      (['properties', 'schemas', 'x-rivya-events'].includes(before) && earlier !== 'properties') ||
      ['oneOf', 'anyOf', 'allOf'].includes(before);
    return isSchema && last !== 'properties' ? change(node) : node;
  });
}

function renameComponents(document: Node): Node {
  const kinds = ['schemas', 'parameters', 'headers', 'examples', 'securitySchemes'];
  const text = JSON.stringify(document).replaceAll(
    /"#\/components\/(schemas|parameters|headers)\/([^"]+)"/g,
    '"#/components/$1/$2.Renamed"',
  );
  const renamed = JSON.parse(text) as { components: { [kind: string]: Node } };
  for (const kind of kinds.slice(0, 3)) {
    const entries = Object.entries(renamed.components[kind] ?? {});
    renamed.components[kind] = Object.fromEntries(
      entries.map(([name, one]) => [`${name}.Renamed`, one]),
    );
  }
  return renamed as unknown as Node;
}

function inlineAll(document: Node): Node {
  const expand = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(expand);
    if (!isNode(value)) return value;
    const { $ref, discriminator: _, ...rest } = value;
    const own = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, expand(one)]));
    if (typeof $ref !== 'string') return own;
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<Json>((at, key) => (at as Node)[key]!, document);
    return { ...(expand(target) as Node), ...own };
  };
  const { components, ...rest } = expand(document) as Node;
  return { ...rest, components: { securitySchemes: (components as Node)['securitySchemes']! } };
}

function swapUnions({ oneOf, anyOf, discriminator: _, ...rest }: Node): Node {
  return { ...rest, ...(oneOf ? { anyOf: oneOf } : {}), ...(anyOf ? { oneOf: anyOf } : {}) };
}

function nullAlternative(schema: Node): { union: string; others: Json[] } | undefined {
  for (const union of ['oneOf', 'anyOf']) {
    const list = schema[union];
    if (!Array.isArray(list)) continue;
    const others = list.filter((one) => !isNode(one) || String(one['type']) !== 'null');
    if (others.length < list.length) return { union, others };
  }
  return undefined;
}

function toNullable(schema: Node): Node {
  const { type } = schema;
  if (Array.isArray(type) && type.length > 1 && type.includes('null')) {
    const others = type.filter((name) => name !== 'null');
    return { ...schema, type: others.length === 1 ? others[0]! : others, nullable: true };
  }
  const found = nullAlternative(schema);
  if (found === undefined) return schema;
  const { [found.union]: _, ...rest } = schema;
  const one = found.others.length === 1 ? { allOf: found.others } : { [found.union]: found.others };
  return { ...rest, ...one, nullable: true };
}

function toNullAlternative(schema: Node): Node {
  const { type, ...rest } = schema;
  if (!Array.isArray(type) || type.length === 1 || !type.includes('null')) return schema;
  return {
    anyOf: [{ ...rest, type: type.filter((name) => name !== 'null') }, { type: 'null' }],
    ...(schema['x-rivya-source'] ? { 'x-rivya-source': schema['x-rivya-source'] } : {}),
  };
}

function constToEnum({ const: value, ...rest }: Node): Node {
  return value === undefined ? rest : { ...rest, enum: [value] };
}

function enumToConsts({ enum: values, ...rest }: Node): Node {
  if (!Array.isArray(values)) return rest;
  return { ...rest, oneOf: values.map((value) => ({ const: value })) };
}

function referenceInAllOf({ $ref, ...rest }: Node): Node {
  return $ref === undefined ? rest : { ...rest, allOf: [{ $ref }] };
}

function splitRequired({ required, ...rest }: Node): Node {
  if (!Array.isArray(required) || rest['allOf']) return required ? { ...rest, required } : rest;
  return { ...rest, allOf: [{ required }] };
}

function integerFormat(schema: Node): Node {
  return schema['type'] === 'integer' ? { ...schema, format: 'int64' } : schema;
}

function exclusiveLimits({ exclusiveMinimum, ...rest }: Node): Node {
  if (typeof exclusiveMinimum !== 'number') return { ...rest };
  return { ...rest, minimum: exclusiveMinimum, exclusiveMinimum: true };
}

function stepsOfOne(schema: Node): Node {
  if (schema['type'] !== 'integer' || schema['multipleOf'] !== undefined) return schema;
  return { ...schema, type: 'number', multipleOf: 1 };
}

function untypedEnums({ type, ...rest }: Node): Node {
  const isListed = Array.isArray(rest['enum']) || rest['const'] !== undefined;
  return type === undefined || isListed ? rest : { ...rest, type };
}

function typeLists(schema: Node): Node {
  return typeof schema['type'] === 'string' ? { ...schema, type: [schema['type']] } : schema;
}

function emptyLimits(schema: Node): Node {
  if (schema['type'] === 'array') return { minItems: 0, uniqueItems: false, ...schema };
  return schema['type'] === 'string' ? { minLength: 0, ...schema } : schema;
}

function keysAsFields({ propertyNames, ...schema }: Node): Node {
  const keys = isNode(propertyNames) && propertyNames['enum'];
  if (!Array.isArray(keys)) return propertyNames ? { ...schema, propertyNames } : schema;
  const fields = keys.map((key): [string, Json] => [String(key), schema['additionalProperties']!]);
  return { ...schema, properties: Object.fromEntries(fields), additionalProperties: false };
}

function withoutTexts(node: Node, path: string[]): Node {
  if (path.at(-1) === 'properties') return node;
  const { description, summary, example, examples, ...rest } = node;
  return path.length === 2 && path[0] === 'components'
    ? node
    : { ...rest, ...(path.at(-2) === 'responses' ? { description: '' } : {}) };
}

function withoutExtensions(node: Node, path: string[]): Node {
  if (path.at(-1) === 'headers') return node;
  return Object.fromEntries(Object.entries(node).filter(([key]) => !key.startsWith('x-')));
}

function otherTexts(node: Node, path: string[]): Node {
  if (path.at(-1) === 'properties' || typeof node['description'] !== 'string') return node;
  const isReply = path.at(-2) === 'responses';
  return isReply ? node : { ...node, description: `Said otherwise: ${node['description']}` };
}

function withCharset(node: Node, path: string[]): Node {
  if (path.at(-1) !== 'content' || node['application/json'] === undefined) return node;
  const { 'application/json': json, ...rest } = node;
  return { ...rest, 'application/json; charset=utf-8': json };
}

function renameParameters(document: Node): Node {
  const paths = everyObject(document['paths'] as Node, (node) => {
    return node['in'] === 'path' ? { ...node, name: `${node['name']}_renamed` } : node;
  });
  const entries = Object.entries(paths).map(([path, item]): [string, Json] => {
    return [path.replaceAll(/\{(\w+)\}/g, '{$1_renamed}'), item];
  });
  return { ...document, paths: Object.fromEntries(entries) };
}

function movePaths(document: Node): Node {
  const entries = Object.entries(document['paths'] as Node);
  const moved = entries.map(([path, item]): [string, Json] => [path.replace('/api/v1', ''), item]);
  const servers = [
    { url: 'https://rivya.ai/api/{version}/', variables: { version: { default: 'v1' } } },
  ];
  return { ...document, servers, paths: Object.fromEntries(moved) };
}

function slashes(document: Node): Node {
  const entries = Object.entries(document['paths'] as Node);
  return {
    ...document,
    paths: Object.fromEntries(entries.map(([path, item]) => [`${path}/`, item])),
  };
}

function hoistParameters(document: Node): Node {
  const entries = Object.entries(document['paths'] as Node).map(([path, item]): [string, Json] => {
    const operations = Object.entries(item as Node) as [string, Node][];
    const [first] = operations;
    if (operations.length !== 1 || !first?.[1]['parameters']) return [path, item];
    const { parameters, ...operation } = first[1];
    return [path, { parameters: parameters!, [first[0]]: operation }];
  });
  return { ...document, paths: Object.fromEntries(entries) };
}

function hoistSecurity(document: Node): Node {
  const changed = everyObject(document, (node) => {
    const { security, ...rest } = node;
    return Array.isArray(security) && security.length > 0 ? { ...rest } : node;
  });
  return { ...changed, security: [{ apiKey: [] }] };
}

function smallHeaders(document: Node): Node {
  return everyObject(document, (node, path) => {
    if (path.at(-1) !== 'headers' || path[0] === 'components') return node;
    return Object.fromEntries(Object.entries(node).map(([name, one]) => [name.toLowerCase(), one]));
  });
}

function keyAsHeader(document: Node): Node {
  const components = document['components'] as Node;
  const apiKey = { type: 'apiKey', in: 'header', name: 'Authorization' };
  return { ...document, components: { ...components, securitySchemes: { apiKey } } };
}

const ORDERED = ['example', 'examples', 'default'];

function shuffled(value: Json, draw: () => number): Json {
  if (Array.isArray(value))
    return shuffle(
      value.map((one) => shuffled(one, draw)),
      draw,
    );
  if (!isNode(value)) return value;
  const entries = Object.entries(value).map(([key, one]): [string, Json] => [
    key,
    ORDERED.includes(key) ? one : shuffled(one, draw),
  ]);
  return Object.fromEntries(shuffle(entries, draw));
}

function shuffle<T>(items: T[], draw: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
