import * as z from 'zod';
import { defineControl, jsonBody } from './endpoint.ts';
import { EVENTS, type EventType } from './events.ts';
import { listOf, Timestamp } from './primitives.ts';
import { OWN } from './source.ts';
import { WebhookDelivery } from './webhooks.ts';

const CENTURY_MS = 100 * 365 * 24 * 3_600 * 1_000;

/** CATALOGUE of what can be planned to go wrong with a delivery. */
export const WEBHOOK_FAULTS = {
  duplicate: 'The first attempt is made twice: at once, or delay_ms later.',
  reorder:
    'The delivery waits until a later one of the same endpoint was attempted, at most delay_ms.',
  delay: 'The first attempt is made delay_ms late.',
  drop: 'The delivery is lost: nothing is sent, and it has failed for good.',
  'bad-signature': 'The first attempt is signed with a secret that was never valid.',
  'stale-timestamp': 'The first attempt is signed with a time that is delay_ms ago.',
  'old-secret':
    'The first attempt is signed with the secret before the last rotation, or an invalid one.',
  'truncated-body': 'The first attempt carries half of the body, under the signature of the whole.',
  early: 'The generation ends at once, and its event is sent before the create call is answered.',
  late: 'The delivery waits until the status endpoint has shown the end, and delay_ms more.',
} as const;

export type WebhookFaultKind = keyof typeof WEBHOOK_FAULTS;

/** Whether a kind of fault can strike such events: a test event has no create call and no poll. */
export function isFaultOf(kind: WebhookFaultKind, eventType: EventType): boolean {
  return EVENTS[eventType].subscribable || (kind !== 'early' && kind !== 'late');
}

const eventType = z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]]);
const kind = z.enum(Object.keys(WEBHOOK_FAULTS) as [WebhookFaultKind, ...WebhookFaultKind[]]);

/** What shall go wrong with the next matching deliveries. */
export const PlanWebhookFault = z
  .object({
    kind: kind.describe(
      Object.entries(WEBHOOK_FAULTS)
        .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
        .join(' '),
    ),
    endpoint_id: z.string().min(1).optional().describe('Only deliveries to this endpoint.'),
    event_type: eventType.optional().describe('Only deliveries of such events.'),
    times: z.int().min(1).max(1_000_000).default(1).describe('How many deliveries it is for.'),
    probability: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('How likely it strikes a matching delivery; drawn from the seed.'),
    delay_ms: z
      .number()
      .min(0)
      .max(CENTURY_MS)
      .optional()
      .describe('World time; what is left out fits the kind.'),
  })
  .check((context) => {
    const { kind, event_type } = context.value;
    if (event_type === undefined || isFaultOf(kind, event_type)) return;
    const message = `an event of a generation where the kind is "${kind}"`;
    context.issues.push({ code: 'custom', path: ['event_type'], input: event_type, message });
  })
  .meta({ id: 'PlanWebhookFault', ...OWN });

export const WebhookFault = z
  .object({
    id: z.string(),
    kind,
    endpoint_id: z.string().nullable(),
    event_type: eventType.nullable(),
    left: z.int().min(0).describe('Deliveries that it is still waiting for.'),
    probability: z.number(),
    delay_ms: z.number(),
  })
  .meta({ id: 'WebhookFault', ...OWN });

export const WebhookFaultList = listOf(WebhookFault).meta({ id: 'WebhookFaultList', ...OWN });

/** One try to deliver, with exactly what was sent. */
export const WebhookAttempt = z
  .object({
    at: Timestamp,
    url: z.string().describe('The URL of the endpoint at that time.'),
    sent_to: z
      .string()
      .nullable()
      .describe('Where it was sent, or was tried to be; null where it was only collected.'),
    headers: z.record(z.string().meta(OWN), z.string().meta(OWN)).describe('Names in lower case.'),
    body: z.string().describe('The raw body.'),
    response_status: z.int().nullable(),
    error: z.string().nullable(),
    fault: kind.nullable(),
  })
  .meta({ id: 'WebhookAttempt', ...OWN });

export const SentWebhook = WebhookDelivery.extend({
  account: z.string(),
  attempts: z.array(WebhookAttempt),
}).meta({ id: 'SentWebhook', ...OWN });

export const SentWebhookList = listOf(SentWebhook).meta({ id: 'SentWebhookList', ...OWN });

const json = <T>(schema: z.ZodType<T>) => ({ kind: 'json', status: 200, schema }) as const;

const sampleFault = {
  id: 'webhook_fault_1',
  kind: 'duplicate',
  endpoint_id: null,
  event_type: 'generation.succeeded',
  left: 1,
  probability: 1,
  delay_ms: 0,
};

const at = '2026-05-11T00:00:05.000Z';
const sampleSent = {
  id: 'whdel_example',
  object: 'webhook_delivery',
  endpoint_id: 'whend_example',
  event_id: 'evt_example',
  event_type: 'generation.succeeded',
  status: 'succeeded',
  attempt_count: 1,
  last_response_status: 200,
  last_error: null,
  next_attempt_at: null,
  created_at: at,
  updated_at: at,
  account: 'main',
  attempts: [
    {
      at,
      url: 'https://example.com/rivya/webhook',
      sent_to: null,
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'whdel_example',
        'webhook-timestamp': '1778457605',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      body: '{"id":"evt_example"}',
      response_status: 200,
      error: null,
      fault: null,
    },
  ],
};

const tag = 'Webhooks';
const faultsPath = '/__rivya/webhooks/faults';

/** The part of the control plane that shows and disturbs webhooks. */
export const webhookControl = {
  listSentWebhooks: defineControl({
    method: 'get',
    path: '/__rivya/webhooks/deliveries',
    tag,
    summary: 'Show the deliveries of the world, with everything that was sent, oldest first',
    reply: json(SentWebhookList),
    example: { reply: { object: 'list', data: [sampleSent] } },
  }),
  listWebhookFaults: defineControl({
    method: 'get',
    path: faultsPath,
    tag,
    summary: 'Show the planned faults of webhooks that still wait for a delivery',
    reply: json(WebhookFaultList),
    example: { reply: { object: 'list', data: [sampleFault] } },
  }),
  planWebhookFault: defineControl({
    method: 'post',
    path: faultsPath,
    tag,
    summary: 'Plan what shall go wrong with the next matching deliveries',
    body: jsonBody(PlanWebhookFault),
    reply: json(WebhookFaultList),
    example: {
      body: { kind: 'duplicate', event_type: 'generation.succeeded' },
      reply: { object: 'list', data: [sampleFault] },
    },
  }),
  clearWebhookFaults: defineControl({
    method: 'delete',
    path: faultsPath,
    tag,
    summary: 'Forget all planned faults of webhooks',
    reply: json(WebhookFaultList),
    example: { reply: { object: 'list', data: [] } },
  }),
};
