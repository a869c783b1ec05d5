import * as z from 'zod';
import { WEBHOOK_FAULTS, type WebhookFaultKind } from './control-webhooks.ts';
import { EVENTS, type EventType, SUBSCRIBABLE_EVENTS, type WebhookEvent } from './events.ts';
import {
  AccountName,
  AnyObject,
  Count,
  Due,
  Duration,
  MaybeMs,
  Ms,
  Name,
  RandomState,
  WaitingPlans,
} from './snapshot-values.ts';
import { OWN } from './source.ts';

const eventType = z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]]);
const kind = z.enum(Object.keys(WEBHOOK_FAULTS) as [WebhookFaultKind, ...WebhookFaultKind[]]);

/** A planned fault of deliveries. */
export const FaultSnapshot = z.strictObject({
  kind,
  endpointId: Name.nullable(),
  eventType: eventType.nullable(),
  probability: z.number().min(0).max(1),
  delayMs: Duration,
  times: z.int().min(1),
});

export type FaultSnapshot = z.output<typeof FaultSnapshot>;

const Endpoint = z
  .strictObject({
    id: Name,
    account: AccountName,
    createdAtMs: Ms,
    name: z.string(),
    url: z.string().min(1),
    eventTypes: z.array(z.enum(SUBSCRIBABLE_EVENTS)),
    status: z.enum(['active', 'disabled', 'revoked']),
    rotations: Count.describe('Seed, id and this number decide the secret, which is not stored.'),
    replacedAtMs: MaybeMs.describe('When the secret before the last rotation was replaced.'),
    lastSuccessAtMs: MaybeMs,
    lastFailureAtMs: MaybeMs,
    failureCount: Count,
    updatedAtMs: Ms,
    disabledAtMs: MaybeMs,
    revokedAtMs: MaybeMs,
  })
  .meta({ id: 'EndpointSnapshot', ...OWN });
export type EndpointSnapshot = z.output<typeof Endpoint>;

const Event = z
  .strictObject({
    id: Name,
    type: eventType,
    account: AccountName,
    generation: Name.nullable(),
    // Event bodies are shown as they were sent, under whatever switches.
    payload: AnyObject as unknown as z.ZodType<WebhookEvent>,
  })
  .meta({ id: 'EventSnapshot', ...OWN });
export type EventSnapshot = z.output<typeof Event>;

const Attempt = z.strictObject({
  atMs: Ms,
  url: z.string(),
  headers: z.record(z.string().meta(OWN), z.string().meta(OWN)),
  body: z.string().nullable().describe('null where it was the payload of the event as it is.'),
  status: z.int().nullable(),
  error: z.string().nullable(),
  sentTo: z.string().nullable(),
  fault: kind.nullable(),
});

const Delivery = z
  .strictObject({
    id: Name,
    endpoint: Name,
    event: Name,
    fault: FaultSnapshot.nullable(),
    createdAtMs: Ms,
    updatedAtMs: Ms,
    status: z.enum(['pending', 'succeeded', 'failed']),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    tries: Count,
    isHeld: z.boolean().describe('Whether it waits for something else than time.'),
    next: Due.nullable().describe('The next attempt; null while one is under way.'),
    repeat: Due.nullable().describe('A duplicate that waits for its time.'),
    attempts: z.array(Attempt),
  })
  .meta({ id: 'DeliverySnapshot', ...OWN });
export type DeliverySnapshot = z.output<typeof Delivery>;

/** The webhooks of a world: endpoints without their secrets, events, and where deliveries stand. */
export const WebhooksSnapshot = z
  .strictObject({
    random: z.strictObject({
      events: RandomState,
      faults: RandomState,
      endpoints: RandomState,
      deliveries: RandomState,
    }),
    faults: WaitingPlans,
    endpoints: z.array(Endpoint),
    events: z.array(Event),
    deliveries: z.array(Delivery),
  })
  .meta({ id: 'WebhooksSnapshot', ...OWN });
export type WebhooksSnapshot = z.output<typeof WebhooksSnapshot>;
