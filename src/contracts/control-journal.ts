import * as z from 'zod';
import { LedgerEntry } from './control-credits.ts';
import { defineControl } from './endpoint.ts';
import { listOf, Timestamp } from './primitives.ts';
import { OWN } from './source.ts';

/** How an exchange ended. */
export const ENDINGS = ['sent', 'caller-left', 'dropped'] as const;

/** Entries that one reply brings if nothing else is said. */
export const JOURNAL_LIMIT = 1_000;

const body = {
  body: z
    .unknown()
    .describe('The JSON value; its text where it is none or was cut; null where there is none.'),
  bytes: z.int().min(0),
  is_cut: z.boolean().describe('Whether the journal holds its beginning only.'),
};

/** A planned fault or plan that almost matched a request. */
export const NearMiss = z
  .object({
    kind: z.enum(['fault', 'plan']),
    id: z.string(),
    reason: z.string().describe('The one condition that failed, with both values.'),
  })
  .meta({ id: 'NearMiss', ...OWN });

/** One request and its reply, without secrets. */
export const JournalEntry = z
  .object({
    sequence: z.int().min(1).describe('Counts the requests of the world.'),
    method: z.string(),
    path: z.string().describe('Path and query as they were asked for.'),
    operation: z
      .string()
      .nullable()
      .describe('An operationId, or media for a download; null where no route fits.'),
    subject: z
      .string()
      .nullable()
      .describe('The id of a generation, a chat turn, a file or a webhook endpoint.'),
    account: z.string().nullable(),
    key: z.string().nullable().describe('Names the key; never the key itself.'),
    request: z.object({ headers: z.record(z.string().meta(OWN), z.string().meta(OWN)), ...body }),
    reply: z.object({
      status: z.int().nullable().describe('null where none was begun.'),
      error_code: z.string().nullable(),
      request_id: z.string().nullable(),
      replayed: z.boolean(),
      ending: z
        .enum(ENDINGS)
        .describe(
          'sent; caller-left where the caller was gone by then; dropped where the connection was closed on purpose.',
        ),
      ...body,
    }),
    faults: z.array(z.object({ id: z.string(), summary: z.string() })),
    directives: z.array(z.object({ field: z.string(), text: z.string() })),
    near_misses: z.array(NearMiss),
    credits: z.array(LedgerEntry),
    started_at: Timestamp,
    ended_at: Timestamp,
    duration_ms: z.number().min(0).describe('Real milliseconds.'),
  })
  .meta({ id: 'JournalEntry', ...OWN });

/** The entries that were asked for, oldest first. */
export const JournalList = listOf(JournalEntry)
  .extend({ dropped: z.int().min(0).describe('Entries that went, as the journal was full.') })
  .meta({ id: 'JournalList', ...OWN });
export type JournalList = z.output<typeof JournalList>;

const Word = z.string().min(1);

/** Which entries are wanted; what is left out fits to every entry. */
export const JournalQuery = z.object({
  operation: Word.optional().describe('An operationId, media, or none where no route fits.'),
  method: Word.optional(),
  status: z
    .string()
    .regex(/^(?:[1-5]\d\d|[1-5]xx)$/, 'a status as 404, or a class as 4xx')
    .optional()
    .describe('A status as 404, or a class as 4xx.'),
  error: Word.optional().describe('An error code.'),
  subject: Word.optional().describe('The id of a generation, a chat turn, a file, an endpoint.'),
  account: Word.optional(),
  since: z.iso
    .datetime({ error: 'an ISO 8601 time in UTC' })
    .optional()
    .describe('World time from which on requests came.'),
  text: Word.optional().describe('A part of the path or of either body.'),
  limit: z.coerce
    .number('a whole number from 1')
    .int('a whole number from 1')
    .min(1)
    .default(JOURNAL_LIMIT)
    .describe('How many entries at most; the newest are given.'),
});

const sample = {
  sequence: 1,
  method: 'POST',
  path: '/api/v1/generations',
  operation: 'createGeneration',
  subject: null,
  account: 'main',
  key: 'main',
  request: {
    headers: { 'content-type': 'application/json', authorization: '[redacted]' },
    body: { model: 'kling-3-0', prompt: 'A paper boat' },
    bytes: 47,
    is_cut: false,
  },
  reply: {
    status: 402,
    error_code: 'insufficient_credits',
    request_id: 'req_example',
    replayed: false,
    ending: 'sent',
    body: {
      error: {
        code: 'insufficient_credits',
        message: 'Cannot reserve 90 credits: 3 are available',
        requestId: 'req_example',
      },
    },
    bytes: 126,
    is_cut: false,
  },
  faults: [],
  directives: [],
  near_misses: [],
  credits: [],
  started_at: '2026-05-11T00:00:00.000Z',
  ended_at: '2026-05-11T00:00:00.000Z',
  duration_ms: 0.8,
};

const list = { kind: 'json', status: 200, schema: JournalList } as const;

/** The part of the control plane that shows what was asked and answered. */
export const journalControl = {
  listJournal: defineControl({
    method: 'get',
    path: '/__rivya/journal',
    tag: 'Evidence',
    summary: 'Show the requests of the world and their replies, without secrets',
    query: JournalQuery,
    reply: list,
    example: { reply: { object: 'list', data: [sample], dropped: 0 } },
  }),
  clearJournal: defineControl({
    method: 'delete',
    path: '/__rivya/journal',
    tag: 'Evidence',
    summary: 'Forget all entries of the journal',
    reply: list,
    example: { reply: { object: 'list', data: [], dropped: 0 } },
  }),
};
