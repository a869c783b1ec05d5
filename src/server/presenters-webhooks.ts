import { EVENT_API_VERSION, type WebhookEvent } from '../contracts/events.ts';
import { type Generation, generationEndpoints } from '../contracts/generations.ts';
import type {
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  WebhookEventRecord,
} from '../contracts/webhooks.ts';
import type { Waiting } from './domain/waiting-list.ts';
import type { EndpointRecord } from './domain/webhook-endpoints.ts';
import type { PlannedFault } from './domain/webhook-faults.ts';
import type { AttemptRecord, DeliveryRecord, EventRecord } from './domain/webhook-records.ts';
import type { EventDraft } from './domain/webhooks.ts';
import type { World } from './domain/world.ts';
import { presentGeneration, presentTime } from './presenters.ts';

/** The body of an event; a test event shows the sample of the status endpoint. */
export function presentEvent(event: EventDraft, world: World): WebhookEvent {
  return {
    id: event.id,
    type: event.type,
    api_version: EVENT_API_VERSION,
    created_at: presentTime(event.createdAtMs),
    data: event.generation === undefined ? SAMPLE : presentGeneration(event.generation, world),
  };
}

const SAMPLE: Generation = structuredClone<unknown>(
  generationEndpoints.retrieveGeneration.example.reply,
) as Generation;

/** A webhook endpoint, without its secret. */
export function presentEndpoint(record: EndpointRecord): WebhookEndpoint {
  const { secret } = record;
  return {
    id: record.id,
    object: 'webhook_endpoint',
    name: record.name,
    url: record.url,
    event_types: [...record.eventTypes],
    status: record.status,
    secret_preview: `${secret.slice(0, 8)}...${secret.slice(-6)}`,
    last_success_at: presentMaybe(record.lastSuccessAtMs),
    last_failure_at: presentMaybe(record.lastFailureAtMs),
    failure_count: record.failureCount,
    created_at: presentTime(record.createdAtMs),
    updated_at: presentTime(record.updatedAtMs),
    disabled_at: presentMaybe(record.disabledAtMs),
    revoked_at: presentMaybe(record.revokedAtMs),
  };
}

/** A webhook endpoint with the secret that was just made. */
export function presentNewSecret(record: EndpointRecord): WebhookEndpointWithSecret {
  return { ...presentEndpoint(record), signing_secret: record.secret };
}

/** A delivery, without what was sent. */
export function presentDelivery(record: DeliveryRecord): WebhookDelivery {
  return {
    id: record.id,
    object: 'webhook_delivery',
    endpoint_id: record.endpoint.id,
    event_id: record.event.id,
    event_type: record.event.type,
    status: record.status,
    attempt_count: record.attempts.length,
    last_response_status: record.lastStatus ?? null,
    last_error: record.lastError ?? null,
    next_attempt_at: presentMaybe(record.next?.dueMs),
    created_at: presentTime(record.createdAtMs),
    updated_at: presentTime(record.updatedAtMs),
  };
}

/** An event, as it was sent. */
export function presentEventRecord({ payload }: EventRecord): WebhookEventRecord {
  const { id, ...rest } = payload;
  return { id, object: 'webhook_event', ...rest };
}

/** A delivery with everything that was sent, for the control plane. */
export function presentSent(record: DeliveryRecord) {
  return {
    ...presentDelivery(record),
    account: record.endpoint.account.name,
    attempts: record.attempts.map(presentAttempt),
  };
}

function presentAttempt(attempt: AttemptRecord) {
  const { atMs, url, sentTo, headers, body, status, error, fault } = attempt;
  return {
    at: presentTime(atMs),
    url,
    sent_to: sentTo ?? null,
    headers: { ...headers },
    body,
    response_status: status ?? null,
    error: error ?? null,
    fault: fault ?? null,
  };
}

/** A planned fault that still waits for deliveries, for the control plane. */
export function presentWebhookFault({ id, plan: fault, left }: Waiting<PlannedFault>) {
  return {
    id,
    kind: fault.kind,
    endpoint_id: fault.endpointId ?? null,
    event_type: fault.eventType ?? null,
    left,
    probability: fault.probability,
    delay_ms: fault.delayMs,
  };
}

/** A list in the manner of the API. */
export function presentList<T, Shown>(records: Iterable<T>, present: (record: T) => Shown) {
  return { object: 'list', data: Array.from(records, (record) => present(record)) } as const;
}

function presentMaybe(ms: number | undefined): string | null {
  return ms === undefined ? null : presentTime(ms);
}
