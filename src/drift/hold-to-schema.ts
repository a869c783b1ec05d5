import type * as z from 'zod';
import { explain } from '../contracts/explain.ts';
import type { Source } from '../contracts/source.ts';
import type { Basis } from '../report/report.ts';
import { basisAt } from './basis.ts';

/** One way in which a value differs from its schema. */
export interface Deviation {
  readonly kind: 'broken' | 'undeclared';
  /** A JSON pointer; the items of lists are `*`, so that a thousand items make one deviation. */
  readonly pointer: string;
  /** In words: the field, what is expected and what was received. */
  readonly sentence: string;
  readonly basis: Basis;
}

/** How a value differs from a schema, each place once. An undeclared field breaks nobody. */
export function deviations(schema: z.ZodType, value: unknown, source: Source): Deviation[] {
  const result = schema.safeParse(value);
  if (result.success)
    return undeclared(value, result.data, []).map((path) => extra(schema, path, source));
  return once(
    result.error.issues.map((issue) => ({
      kind: 'broken',
      pointer: pointerOf(issue.path),
      sentence: explain([issue], value, 'the reply'),
      basis: basisAt(schema, issue.path, source),
    })),
  );
}

function extra(schema: z.ZodType, path: readonly PropertyKey[], source: Source): Deviation {
  const pointer = pointerOf(path);
  const sentence = `the contract does not name ${pointer}`;
  return { kind: 'undeclared', pointer, sentence, basis: basisAt(schema, path, source) };
}

/** The paths of all fields that parsing has dropped, each place once. */
function undeclared(value: unknown, parsed: unknown, path: PropertyKey[]): PropertyKey[][] {
  if (typeof value !== 'object' || value === null) return [];
  const kept = Object(parsed) as Record<string, unknown>;
  const found = Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return Object.hasOwn(kept, key) ? undeclared(inner, kept[key], here) : [here];
  });
  return [...new Map(found.map((one) => [pointerOf(one), one])).values()];
}

function once(all: readonly Deviation[]): Deviation[] {
  return [...new Map(all.toReversed().map((one) => [one.pointer, one])).values()].toReversed();
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) =>
      typeof key === 'number' ? '*' : String(key).replace(/~/g, '~0').replace(/\//g, '~1'),
    )
    .map((key) => `/${key}`)
    .join('');
}
