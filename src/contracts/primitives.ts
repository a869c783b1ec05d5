import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { assumed, documented } from './source.ts';

/** ISO 8601 in UTC with milliseconds, as in `2026-05-11T00:00:00.000Z`. */
export const Timestamp = z.iso
  .datetime({ precision: 3, error: 'an ISO 8601 time in UTC with milliseconds' })
  .describe('ISO 8601, UTC, milliseconds.');

/** An absolute http or https URL. */
export const HttpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#]+[^\s]*$/, 'an http or https URL')
  .meta({ format: 'uri' });

/** An amount of credits. */
export const Credits = z.int().min(0);

/** The caller's own trace id. */
export const ClientRequestId = z
  .string()
  .max(ASSUMPTIONS['generation.clientRequestId'].value)
  .describe("The caller's own trace id.");

/** The body of every refusal (docs/api-errors-and-limits). */
export const ErrorEnvelope = z
  .object({
    error: z
      .object({
        code: z.string().describe('The stable contract; new codes may appear at any time.'),
        message: z.string(),
        requestId: z.string().describe('For support.'),
      })
      .meta(documented('errors')),
  })
  .meta({ id: 'ErrorEnvelope', ...documented('errors') });
export type ErrorEnvelope = z.output<typeof ErrorEnvelope>;

/** A list in the manner of the API: `{"object":"list","data":[…]}`. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ object: z.literal('list'), data: z.array(item) });
}

/** Ids are opaque; the prefix alone is part of the contract. */
export function idWithPrefix(prefix: string) {
  return z.string().startsWith(prefix);
}

export const TaskId = idWithPrefix(ASSUMPTIONS['generation.id'].value).meta(
  assumed('generation.id'),
);
