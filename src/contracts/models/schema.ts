import * as z from 'zod';
import { MEDIA_KIND_NAMES, type MediaKind } from '../media.ts';
import { ReferenceMediaItem } from '../references.ts';
import { assumed } from '../source.ts';
import type { Switches } from '../switches.ts';
import type { Param } from './params.ts';
import type { ModelRow, ReferencePolicy } from './row.ts';

/** What happens to keys that a schema does not name: they are refused, dropped or let through. */
export type UnknownKeys = 'reject' | 'ignore' | 'keep';

/** An object schema that treats unknown keys in one of the three ways. */
export function objectOf(shape: z.ZodRawShape, unknownKeys: UnknownKeys): z.ZodObject {
  const makers = { reject: z.strictObject, ignore: z.object, keep: z.looseObject };
  return makers[unknownKeys](shape);
}

const spokenLine = { voice: z.string().min(1), text: z.string().min(1) };

/** The schema of one param; a default makes it optional unless the documentation requires it. */
function paramSchema(param: Param, unknownKeys: UnknownKeys): z.ZodType {
  const value = valueSchema(param, unknownKeys).describe(param.description);
  if (param.required) return value;
  return param.default === null ? value.optional() : value.default(param.default);
}

function valueSchema(param: Param, unknownKeys: UnknownKeys): z.ZodType {
  switch (param.type) {
    case 'select':
      return z.enum(param.options);
    case 'text':
      return param.required ? z.string().min(1) : z.string();
    case 'lines':
      return z.array(objectOf(spokenLine, unknownKeys)).min(1);
    case 'number': {
      const { min, max, step } = param.range ?? {};
      let schema = z.number();
      if (min !== undefined) schema = schema.min(min);
      if (max !== undefined) schema = schema.max(max);
      if (step !== undefined) schema = schema.multipleOf(step);
      return schema;
    }
  }
}

/** The params object of a model: its own keys, and the references that it takes. */
export function paramsSchema(row: ModelRow, switches: Switches): z.ZodObject {
  const named = switches['request.unknownFields'];
  const isUnseen = row.unseenParams && switches['model.unseenParams'] === 'accept';
  const entries = Object.entries(row.params).map(([key, param]) => [
    key,
    paramSchema(param, named),
  ]);
  const shape: Record<string, z.ZodType> = Object.fromEntries(entries);
  if (row.references !== null) {
    shape['referenceMediaItems'] = referencesSchema(row.references, named);
  }
  return objectOf(shape, isUnseen ? 'keep' : named);
}

const LooseReferenceMediaItem = z.object(ReferenceMediaItem.shape);

function referencesSchema(policy: ReferencePolicy, unknownKeys: UnknownKeys): z.ZodType {
  const item = unknownKeys === 'reject' ? ReferenceMediaItem : LooseReferenceMediaItem;
  let items: z.ZodArray<z.ZodType<ReferenceMediaItem>> = z.array(item);
  if (policy.maxFiles !== null) items = items.max(policy.maxFiles);
  return items
    .check((context) => {
      for (const problem of referenceProblems(policy, context.value)) {
        context.issues.push({ code: 'custom', input: context.value, ...problem });
      }
    })
    .optional()
    .meta({
      description: describeReferences(policy),
      ...(policy.unseen === 'policy' ? assumed('model.unseenUploadPolicy') : {}),
    });
}

interface ReferenceProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What of a set of references a model does not take; `message` says what was expected. */
export function referenceProblems(
  policy: ReferencePolicy,
  items: readonly ReferenceMediaItem[],
): ReferenceProblem[] {
  const problems = items.flatMap((item, index): ReferenceProblem[] => {
    const limits = policy.kinds[item.kind];
    if (limits === undefined) {
      const message = `one of ${quoted(Object.keys(policy.kinds))}`;
      return [{ path: [index, 'kind'], message }];
    }
    if (item.mimeType !== undefined && !limits.mimeTypes.includes(item.mimeType)) {
      return [{ path: [index, 'mimeType'], message: `one of ${quoted(limits.mimeTypes)}` }];
    }
    return [];
  });
  if (problems.length > 0 || fitsCombination(policy, items)) return problems;
  return [{ path: [], message: describeReferences(policy) }];
}

function fitsCombination(policy: ReferencePolicy, items: readonly ReferenceMediaItem[]): boolean {
  if (policy.combinations === undefined) return true;
  const count = (kind: MediaKind) => items.filter((item) => item.kind === kind).length;
  return policy.combinations.some((combination) =>
    MEDIA_KIND_NAMES.every((kind) => count(kind) <= (combination[kind] ?? 0)),
  );
}

/** The policy in words, as in "at most 2 files (image); the second image is the last frame". */
export function describeReferences(policy: ReferencePolicy): string {
  const kinds = Object.keys(policy.kinds).join(', ');
  const files = policy.maxFiles === 1 ? 'file' : 'files';
  const count = policy.maxFiles === null ? 'any number of' : `at most ${policy.maxFiles}`;
  const combinations = policy.combinations?.map((combination) =>
    Object.entries(combination)
      .map(([kind, most]) => `${most} ${kind}`)
      .join(' and '),
  );
  return [
    `${count} ${files} (${kinds})`,
    ...(combinations ? [`counts within ${combinations.join(', or ')}`] : []),
    ...(policy.secondImageIsLastFrame ? ['the second image is the last frame'] : []),
  ].join('; ');
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}
