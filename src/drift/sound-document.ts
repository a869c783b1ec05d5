import {
  below,
  entriesOf,
  isObject,
  type JsonObject,
  type Located,
  listOf,
  pointerTo,
  UnsoundDocument,
} from './located.ts';
import { follow } from './references.ts';

const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];
const DEEPEST = 200;

/** The document, if it is one of OpenAPI 3 that is right in itself. Throws `UnsoundDocument`. */
export function soundDocument(value: unknown): JsonObject {
  if (!isObject(value)) throw new UnsoundDocument('Cannot compare the document: it is no object');
  const { openapi, paths } = value;
  if (typeof openapi !== 'string' || !openapi.startsWith('3.')) {
    const version = JSON.stringify(openapi ?? value['swagger'] ?? null);
    throw new UnsoundDocument(`Cannot compare the document: it is no OpenAPI 3, but ${version}`);
  }
  if (!isObject(paths) || Object.keys(paths).length === 0) {
    throw new UnsoundDocument('Cannot compare the document: it has no paths');
  }
  checkPaths({ value: paths, pointer: '/paths' });
  checkTree(value, { value, pointer: '' }, 0);
  return value;
}

function checkPaths(paths: Located): void {
  for (const [path, item] of entriesOf(paths)) {
    if (path.startsWith('x-')) continue;
    if (!isObject(item.value)) wrong(item.pointer, 'a path item is no object');
    for (const [method, operation] of entriesOf(item)) {
      if (!/^(get|put|post|delete|options|head|patch|trace)$/.test(method)) continue;
      const replies = below(operation, 'responses');
      if (!isObject(replies.value)) wrong(operation.pointer, 'an operation has no responses');
      if (Object.keys(replies.value as JsonObject).length === 0) {
        wrong(operation.pointer, 'an operation has no responses');
      }
    }
  }
}

function wrong(pointer: string, what: string): never {
  throw new UnsoundDocument(`Cannot compare the document: ${what}, at ${pointer}`);
}

/** Values that are data and no part of the description. */
const DATA = ['example', 'examples', 'default', 'enum', 'const'];

/** Looks at every value once: references lead somewhere, and schemas are written right. */
function checkTree(root: JsonObject, at: Located, depth: number): void {
  if (depth > DEEPEST) wrong(at.pointer, 'it is nested too deeply');
  if (Array.isArray(at.value)) {
    for (const [index, value] of at.value.entries()) {
      checkTree(root, { value, pointer: pointerTo(at.pointer, index) }, depth + 1);
    }
    return;
  }
  if (!isObject(at.value)) return;
  if (typeof at.value['$ref'] === 'string') follow(root, at);
  const isNamed = /\/(properties|schemas|parameters|headers|responses|examples)$/.test(at.pointer);
  if (!isNamed) checkKeywords(at.value, at.pointer);
  for (const [key, value] of Object.entries(at.value)) {
    if (!isNamed && (DATA.includes(key) || key.startsWith('x-'))) continue;
    checkTree(root, { value, pointer: pointerTo(at.pointer, key) }, depth + 1);
  }
}

function checkKeywords(schema: JsonObject, pointer: string): void {
  const { type, required, pattern, enum: values, items } = schema;
  const types = typeof type === 'string' ? [type] : listOf(type);
  const looksLikeSchema = ['properties', 'items', 'format', 'pattern', 'maxLength', 'minLength'];
  const isSchema =
    looksLikeSchema.some((key) => schema[key] !== undefined) || /\/schema$/.test(pointer);
  if (isSchema && types.some((name) => !TYPES.includes(String(name)))) {
    wrong(pointer, `there is no type ${JSON.stringify(type)}`);
  }
  if (isSchema && required !== undefined && !Array.isArray(required)) {
    wrong(pointer, '"required" of a schema is no list');
  }
  if (isSchema && values !== undefined && !Array.isArray(values)) {
    wrong(pointer, '"enum" is no list');
  }
  if (isSchema && items !== undefined && typeof items !== 'object' && typeof items !== 'boolean') {
    wrong(pointer, '"items" is no schema');
  }
  if (typeof pattern === 'string' && !isPattern(pattern)) {
    wrong(pointer, `"pattern" is no regular expression: ${pattern}`);
  }
}

function isPattern(text: string): boolean {
  for (const flags of ['u', '']) {
    try {
      new RegExp(text, flags);
      return true;
    } catch {}
  }
  return false;
}
