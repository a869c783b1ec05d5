import * as z from 'zod';
import type { Source } from '../contracts/source.ts';
import type { Basis } from '../report/report.ts';

/** The same source in the words of a report. */
export function basisOf(source: Source): Basis {
  if (source['x-rivya-source'] === 'documented') {
    return { kind: 'documented', page: source['x-rivya-page'] };
  }
  if (source['x-rivya-source'] === 'assumed') {
    return { kind: 'assumed', assumption: source['x-rivya-assumption'] };
  }
  return { kind: 'contract' };
}

/**
 * What the value at a path of a schema rests on: the source that is written nearest to it, from the
 * value outwards, else `otherwise`.
 */
export function basisAt(schema: z.ZodType, path: readonly PropertyKey[], otherwise: Source): Basis {
  let nearest = sourceOf(schema) ?? otherwise;
  let inner: z.ZodType | undefined = schema;
  for (const key of path) {
    inner = inner === undefined ? undefined : step(unwrap(inner), key);
    nearest = sourceOf(inner) ?? sourceOf(unwrap(inner)) ?? nearest;
  }
  return basisOf(nearest);
}

function sourceOf(schema: z.ZodType | undefined): Source | undefined {
  const meta = schema === undefined ? undefined : z.globalRegistry.get(schema);
  return meta?.['x-rivya-source'] === undefined ? undefined : (meta as unknown as Source);
}

/** A schema without what only says that a value may be missing. */
function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}

function step(schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)] as z.ZodType | undefined;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return undefined;
}
