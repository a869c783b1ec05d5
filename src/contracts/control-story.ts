import * as z from 'zod';
import { defineControl } from './endpoint.ts';
import { Timestamp } from './primitives.ts';
import { OWN } from './source.ts';

/** What kinds of things happen in a story; the order is that of one instant. */
export const STORY_KINDS = ['create', 'credits', 'status', 'webhook', 'call', 'download'] as const;

/** What happened to one generation, chat turn, file or webhook endpoint, in order of world time. */
export const WorldStory = z
  .object({
    id: z.string(),
    world: z.string(),
    account: z.string().nullable(),
    model: z.string().nullable(),
    status: z.enum(['queued', 'processing', 'succeeded', 'failed']).nullable(),
    events: z.array(
      z.object({
        at: Timestamp,
        kind: z.enum(STORY_KINDS),
        what: z.string().describe('What happened, as a phrase.'),
        detail: z.string().nullable(),
      }),
    ),
    journal_dropped: z.int().min(0).describe('Entries that are no longer in the journal.'),
    text: z.string().describe('The story as aligned text.'),
  })
  .meta({ id: 'WorldStory', ...OWN });
export type WorldStory = z.output<typeof WorldStory>;

const sample = {
  id: 'task_example',
  world: 'default',
  account: 'main',
  model: 'kling-3-0',
  status: 'queued' as const,
  events: [
    { at: '2026-05-11T00:00:00.000Z', kind: 'status' as const, what: 'queued', detail: null },
  ],
  journal_dropped: 0,
  text: 'task_example · kling-3-0 · queued · world default · account main\n  +0.000 s  status  queued',
};

/** The part of the control plane that tells what happened to one thing. */
export const storyControl = {
  retrieveStory: defineControl({
    method: 'get',
    path: '/__rivya/stories/{id}',
    tag: 'Evidence',
    summary: 'Tell what happened to a generation, a chat turn, a file or a webhook endpoint',
    params: z.object({ id: z.string() }),
    reply: { kind: 'json', status: 200, schema: WorldStory, text: true } as const,
    errors: ['not_found'],
    example: { params: { id: 'task_example' }, reply: sample },
  }),
};
