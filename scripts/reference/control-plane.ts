import { CONTROL } from '../../src/contracts/control.ts';
import { controlDocument } from '../../src/contracts/openapi-control.ts';
import { fenced, table } from './markdown.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

interface Document {
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const LONGEST_EXAMPLE = 400;
/** Beyond it a body is a document of its own, which its schema tells of better. */
const MOST_FIELDS = 14;
const document = controlDocument() as Document;
const calls = Object.entries(CONTROL);

/** Every call of the control plane, by subject: a table, then what the bodies hold. */
export function controlPlane(): string {
  return document.tags.map(chapter).join('\n\n');
}

function chapter({ name, description }: { name: string; description: string }): string {
  const mine = calls.filter(([, call]) => call.tag === name);
  const overview = table(
    ['call', 'what it does'],
    mine.map(([, { method, path, summary }]) => [`\`${method.toUpperCase()} ${path}\``, summary]),
  );
  return [`## ${name}`, description, overview, ...mine.flatMap(([id]) => bodyOf(id))].join('\n\n');
}

function bodyOf(id: string): string[] {
  const [, call] = calls.find(([each]) => each === id) ?? [];
  const schema = bodySchema(id);
  const properties = Object.entries(schema?.properties ?? {});
  if (call === undefined || properties.length === 0 || properties.length > MOST_FIELDS) return [];
  const rows = properties.map(([field, value]) => [
    `\`${field}\``,
    typeOf(value),
    schema?.required?.includes(field) ? 'yes' : '',
    value.description ?? '',
  ]);
  return [
    `### ${call.summary}`,
    ...exampleOf(call),
    table(['field', 'type', 'required', 'meaning'], rows),
  ];
}

function exampleOf(call: (typeof CONTROL)[keyof typeof CONTROL]): string[] {
  const body = 'body' in call.example ? JSON.stringify(call.example.body) : undefined;
  if (body === undefined || body.length > LONGEST_EXAMPLE) return [];
  return [fenced(`${call.method.toUpperCase()} ${call.path}\n\n${body}`, 'http')];
}

function bodySchema(id: string): Schema | undefined {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const content = operations.find(({ operationId }) => operationId === id)?.requestBody?.content;
  return resolved(content?.['application/json']?.schema);
}

function resolved(schema: Schema | undefined): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? schema : document.components.schemas[name];
}

function typeOf(schema: Schema): string {
  const found = resolved(schema) ?? schema;
  if (found.enum !== undefined)
    return found.enum.length > 12
      ? `one of ${found.enum.length} names`
      : found.enum.map((value) => `\`${value}\``).join(' ');
  if (found.type === 'array') return `list of ${found.items ? typeOf(found.items) : 'anything'}`;
  return found.type ?? 'several';
}
