import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { Generation } from './generations.ts';
import { idWithPrefix, Timestamp } from './primitives.ts';
import { assumed, documented, type Source } from './source.ts';

/** CATALOGUE of webhook events: when each is sent, and whether endpoints can subscribe to it. */
export const EVENTS = {
  'generation.succeeded': {
    meaning: 'A generation has succeeded.',
    subscribable: true,
    source: documented('webhooks'),
  },
  'generation.failed': {
    meaning: 'A generation has failed.',
    subscribable: true,
    source: documented('webhooks'),
  },
  [ASSUMPTIONS['webhook.testEvent'].value]: {
    meaning: 'A test delivery was asked for.',
    subscribable: false,
    source: assumed('webhook.testEvent'),
  },
} as const satisfies Record<string, { meaning: string; subscribable: boolean; source: Source }>;

export type EventType = keyof typeof EVENTS;

/** The types that an endpoint can subscribe to. */
export const SUBSCRIBABLE_EVENTS = (Object.keys(EVENTS) as EventType[]).filter(
  (type) => EVENTS[type].subscribable,
) as [SubscribableEvent, ...SubscribableEvent[]];

export type SubscribableEvent = {
  [Type in EventType]: (typeof EVENTS)[Type]['subscribable'] extends true ? Type : never;
}[EventType];

/** The version of the event format. */
export const EVENT_API_VERSION = '2026-05-11';

/** The body of a delivery; the generation is shown as the status endpoint shows it. */
export const WebhookEvent = z
  .object({
    id: idWithPrefix('evt_'),
    type: z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]]),
    api_version: z.literal(EVENT_API_VERSION),
    created_at: Timestamp,
    data: Generation.meta(assumed('webhook.eventBody')),
  })
  .meta({ id: 'WebhookEvent', ...documented('webhooks') });
export type WebhookEvent = z.output<typeof WebhookEvent>;
