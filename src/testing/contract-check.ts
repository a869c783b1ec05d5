import * as z from 'zod';
import { endpointOf, OPERATION_IDS, type OperationId } from '../contracts/api.ts';
import { explain } from '../contracts/explain.ts';
import { nearest } from '../contracts/nearest.ts';
import { ErrorEnvelope } from '../contracts/primitives.ts';
import type { Verdict } from './checks.ts';

/**
 * Whether a value is what an operation replies, or what a named schema of the contract says, as in
 * `createGeneration`, `Generation` or `ErrorEnvelope`. Fields that the contract does not name are no
 * fault, as the API may add some at any time.
 *
 * @throws {RangeError} if the contract has neither.
 */
export function checkContract(value: unknown, name: OperationId | (string & {})): Verdict {
  const schema = schemaOf(name);
  const result = schema.safeParse(value);
  const problem = result.success ? '' : explain(result.error.issues, value, 'the value');
  return {
    pass: result.success,
    message: () =>
      result.success
        ? `Expected the value not to match the contract of "${name}": it does`
        : `Expected the value to match the contract of "${name}": ${withoutKeys(problem)}`,
  };
}

function schemaOf(name: string): z.ZodType {
  const known = namedSchemas();
  const schema = known.get(name);
  if (schema !== undefined) return schema;
  const similar = nearest(name, [...known.keys()]);
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`;
  throw new RangeError(`Cannot check the contract: it has no operation or schema "${name}"${hint}`);
}

/** The reply of each operation, and what a reply or event consists of, by name. */
function namedSchemas(): Map<string, z.ZodType> {
  const found = new Map<string, z.ZodType>([['ErrorEnvelope', ErrorEnvelope]]);
  for (const id of OPERATION_IDS) {
    const { reply } = endpointOf(id);
    const schemas = reply.kind === 'json' ? { [id]: reply.schema } : reply.events;
    for (const [name, schema] of Object.entries(schemas)) {
      found.set(name, schema);
      collect(schema, found);
    }
  }
  return found;
}

function collect(schema: unknown, found: Map<string, z.ZodType>): void {
  if (!(schema instanceof z.ZodType)) return;
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) {
    if (found.has(id)) return;
    found.set(id, schema);
  }
  if (schema instanceof z.ZodObject) {
    for (const inner of Object.values(schema.shape)) collect(inner, found);
  } else if (schema instanceof z.ZodArray) collect(schema.element, found);
  else if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    collect(schema.unwrap(), found);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) collect(option, found);
  }
}

function withoutKeys(text: string): string {
  return text.replace(/\b(rvya_sk_|whsec_)[\w.+/=-]+/g, '$1…');
}
