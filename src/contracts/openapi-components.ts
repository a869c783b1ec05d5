import type {
  ComponentsObject,
  ExampleObject,
  HeaderObject,
  ParameterObject,
  ReferenceObject,
  SchemaObject,
  SecuritySchemeObject,
} from 'openapi3-ts/oas31';
import type * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import type { MultipartBody } from './endpoint.ts';
import { ERRORS, type ErrorCode, type ErrorRow } from './errors.ts';
import { HEADERS } from './headers.ts';
import {
  type Converted,
  componentName,
  convert,
  propertiesOf,
  type SchemaNode,
  writeSources,
} from './openapi-schemas.ts';
import { assumed, type Source } from './source.ts';

type HeaderName = Exclude<keyof typeof HEADERS, 'idempotencyKey'>;

/** The shared parts of one document: each is written once, and only if something refers to it. */
export class Components {
  readonly #schemas = new Map<string, { readonly raw: string; readonly node: SchemaNode }>();
  readonly #headers = new Set<HeaderName>();
  readonly #codes = new Set<ErrorCode>();
  #hasIdempotencyKey = false;

  /** A schema that takes unknown fields as its own declaration says. */
  schema(schema: z.ZodType, source: Source): SchemaObject {
    return this.#take(convert(schema), source);
  }

  /** The schema of a JSON body: unknown fields are refused. */
  body(schema: z.ZodType, source: Source): SchemaObject {
    const converted = convert(schema);
    const top = topOf(converted);
    const isOpen = top['type'] === 'object' && top['additionalProperties'] === undefined;
    const { $ref } = converted.root;
    const known = this.#schemas.get(componentName(String($ref)));
    if (isOpen && known?.raw === JSON.stringify(top)) {
      return Object.assign(this.#take(converted, source), { unevaluatedProperties: false });
    }
    if (isOpen) top['additionalProperties'] = false;
    return this.#take(converted, source);
  }

  /** The schema of a multipart body: its file, then its text fields. */
  multipart({ filePart, fields }: MultipartBody, source: Source): SchemaObject {
    const converted = convert(fields);
    const top = topOf(converted);
    const required = (top['required'] ?? []) as string[];
    const file = { type: 'string', format: 'binary', description: 'The bytes of the file.' };
    top['properties'] = { [filePart]: file, ...propertiesOf(top) };
    top['required'] = [filePart, ...required];
    return this.#take(converted, source);
  }

  header(name: HeaderName): ReferenceObject {
    this.#headers.add(name);
    return { $ref: `#/components/headers/${pascalCase(name)}` };
  }

  idempotencyKey(): ReferenceObject {
    this.#hasIdempotencyKey = true;
    return { $ref: '#/components/parameters/IdempotencyKey' };
  }

  errorExample(code: ErrorCode): ReferenceObject {
    this.#codes.add(code);
    return { $ref: `#/components/examples/${code}` };
  }

  /** Everything that was referred to; the order does not depend on who asked first. */
  toObject(apiKey: SecuritySchemeObject): ComponentsObject {
    const schemas = [...this.#schemas].map(([name, { node }]) => [name, node] as const);
    const headers = [...this.#headers].map(
      (name) => [pascalCase(name), headerObject(name)] as const,
    );
    const codes = [...this.#codes].map((code) => [code, ERRORS[code]] as const);
    return {
      schemas: sorted(schemas),
      ...(this.#hasIdempotencyKey ? { parameters: { IdempotencyKey: idempotencyKey } } : {}),
      headers: sorted(headers),
      examples: sorted(codes.map(([code, row]) => [code, errorExample(code, row)])),
      securitySchemes: { apiKey },
      'x-rivya-errors': sorted(codes.map(([code, row]) => [code, errorFacts(row)])),
    };
  }

  #take({ root, named }: Converted, source: Source): SchemaObject {
    for (const [name, node] of named) {
      const raw = JSON.stringify(node);
      const known = this.#schemas.get(name);
      if (known !== undefined && known.raw !== raw) {
        throw new Error(`Cannot write two different schemas as one component: "${name}"`);
      }
      if (known !== undefined) continue;
      writeSources(node, source);
      this.#schemas.set(name, { raw, node });
    }
    writeSources(root, source);
    return root;
  }
}

/** The schema itself, where the root may only refer to it. */
function topOf({ root, named }: Converted): SchemaNode {
  return named.get(componentName(String(root['$ref']))) ?? root;
}

function headerObject(name: HeaderName): HeaderObject {
  const { description, type, source } = HEADERS[name];
  return { description, schema: { type }, ...source };
}

const idempotencyKey: ParameterObject = {
  name: HEADERS.idempotencyKey.name,
  in: 'header',
  required: false,
  description: HEADERS.idempotencyKey.description,
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: ASSUMPTIONS['idempotency.keyFormat'].value,
    pattern: '^[!-~]+$',
    ...assumed('idempotency.keyFormat'),
  },
  example: '7f1d1a52-5f0e-4a7e-9a55-0d3c1f6f2b10',
  ...HEADERS.idempotencyKey.source,
};

function errorExample(code: ErrorCode, row: ErrorRow): ExampleObject {
  const message = row.message ?? row.meaning;
  return { summary: row.meaning, value: { error: { code, message, requestId: 'req_example' } } };
}

function errorFacts({ source, statusSource, meaningSource, ...facts }: ErrorRow) {
  return {
    ...facts,
    ...source,
    ...(statusSource ? { 'x-rivya-status': statusSource } : {}),
    ...(meaningSource ? { 'x-rivya-meaning': meaningSource } : {}),
  };
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function sorted<T>(entries: readonly (readonly [string, T])[]): { [name: string]: T } {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
