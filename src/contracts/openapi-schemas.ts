import * as z from 'zod';
import { assumed, type Source } from './source.ts';

/** A JSON Schema as plain data. */
export interface SchemaNode {
  [keyword: string]: unknown;
}

/** A zod schema as JSON Schema: its root, and each named schema that the root needs. */
export interface Converted {
  readonly root: SchemaNode;
  readonly named: ReadonlyMap<string, SchemaNode>;
}

const COMPONENTS = '#/components/schemas/';

/** What a caller may send or must expect, as JSON Schema with references into the components. */
export function convert(schema: z.ZodType): Converted {
  const { $schema: _dialect, $defs, ...rest } = z.toJSONSchema(schema, { io: 'input', override });
  const root: SchemaNode = rest;
  const named = new Map(Object.entries($defs ?? {}) as [string, SchemaNode][]);
  for (const node of [root, ...named.values()].flatMap(nodesOf)) {
    if (typeof node['$ref'] === 'string') node['$ref'] = COMPONENTS + componentName(node['$ref']);
    if (node['discriminator'] !== undefined) mapDiscriminator(node, named);
  }
  return { root, named };
}

/** The name of the component that a reference points to. */
export function componentName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

interface Override {
  readonly zodSchema: unknown;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/** Takes away what zod writes for its own use, and keeps what it forgets. */
function override({ zodSchema, jsonSchema }: Override): void {
  if (['date-time', 'uri'].includes(jsonSchema.format ?? '')) delete jsonSchema.pattern;
  if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (zodSchema instanceof z.ZodDiscriminatedUnion) {
    jsonSchema['discriminator'] = { propertyName: zodSchema.def.discriminator };
  }
}

/** OpenAPI maps values to named schemas only: a union with nameless members loses its discriminator. */
function mapDiscriminator(node: SchemaNode, named: ReadonlyMap<string, SchemaNode>): void {
  const { propertyName } = node['discriminator'] as { propertyName: string };
  const entries = listOfNodes(node['oneOf']).map(({ $ref }) => {
    const member = named.get(componentName(String($ref)));
    return [String(propertiesOf(member ?? {})[propertyName]?.['const']), $ref] as const;
  });
  const isNamed = entries.every(([, ref]) => ref !== undefined);
  if (!isNamed) delete node['discriminator'];
  else {
    const mapping = entries.map(([value, ref]) => [value, COMPONENTS + componentName(String(ref))]);
    node['discriminator'] = { propertyName, mapping: Object.fromEntries(mapping) };
  }
}

/** The properties that an object schema declares. */
export function propertiesOf(node: SchemaNode): { [name: string]: SchemaNode } {
  return (node['properties'] ?? {}) as { [name: string]: SchemaNode };
}

/** The schemas directly inside a schema. */
function childrenOf(node: SchemaNode): SchemaNode[] {
  const single = ['items', 'additionalProperties', 'propertyNames', 'not'];
  const several = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
  return [
    ...Object.values(propertiesOf(node)),
    ...single.flatMap((keyword) => listOfNodes([node[keyword]])),
    ...several.flatMap((keyword) => listOfNodes(node[keyword])),
  ];
}

function nodesOf(node: SchemaNode): SchemaNode[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}

function listOfNodes(value: unknown): SchemaNode[] {
  if (!Array.isArray(value)) return [];
  return value.filter((node) => typeof node === 'object' && node !== null);
}

/** Writes on each property where it is known from; one that does not say inherits from above. */
export function writeSources(node: SchemaNode, inherited: Source): void {
  const source = sourceOf(node) ?? inherited;
  for (const property of Object.values(propertiesOf(node))) {
    if (sourceOf(property) === undefined) Object.assign(property, source);
  }
  if (node['additionalProperties'] === false && source['x-rivya-source'] !== 'testkit') {
    node['x-rivya-unknown-fields'] = assumed('request.unknownFields');
  }
  for (const child of childrenOf(node)) writeSources(child, source);
}

const SOURCE_KEYS = ['x-rivya-source', 'x-rivya-page', 'x-rivya-assumption'];

/** What a schema itself says of its source. */
export function sourceOf(node: SchemaNode): Source | undefined {
  if (node['x-rivya-source'] === undefined) return undefined;
  const entries = Object.entries(node).filter(([key]) => SOURCE_KEYS.includes(key));
  return Object.fromEntries(entries) as unknown as Source;
}
