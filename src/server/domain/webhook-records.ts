import type { WebhookFaultKind } from '../../contracts/control-webhooks.ts';
import type { EventType, WebhookEvent } from '../../contracts/events.ts';
import type { Account } from './accounts.ts';
import type { Appointment } from './clock.ts';
import type { GenerationRecord } from './generation-record.ts';
import type { EndpointRecord } from './webhook-endpoints.ts';
import type { PlannedFault } from './webhook-faults.ts';

/** What is sent in one attempt: the exact body and the headers that belong to it. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of an attempt; it was received if the status is 2xx and there is no error. */
export interface WebhookAnswer {
  readonly status: number | undefined;
  readonly error: string | undefined;
  /** Where it was sent, or was tried to be; `undefined` where it was only collected. */
  readonly sentTo: string | undefined;
}

/** Whether an attempt has brought its event to the endpoint. */
export function isReceived({ status = 0, error }: WebhookAnswer): boolean {
  return error === undefined && status >= 200 && status < 300;
}

/** Sends a request and tells what came of it; never rejects. */
export type Deliver = (request: WebhookRequest) => Promise<WebhookAnswer>;

/** One try to deliver, with exactly what was sent. */
export interface AttemptRecord extends WebhookRequest, WebhookAnswer {
  readonly atMs: number;
  readonly fault: WebhookFaultKind | undefined;
}

/** Something that happened, and the body that tells of it. */
export interface EventRecord {
  readonly id: string;
  readonly type: EventType;
  readonly account: Account;
  /** What it is about; `undefined` for a test event. */
  readonly generation: GenerationRecord | undefined;
  readonly payload: WebhookEvent;
}

/** One event on its way to one endpoint, over all of its attempts. */
export interface DeliveryRecord {
  readonly id: string;
  readonly endpoint: EndpointRecord;
  readonly event: EventRecord;
  readonly fault: PlannedFault | undefined;
  readonly createdAtMs: number;
  readonly attempts: AttemptRecord[];
  status: 'pending' | 'succeeded' | 'failed';
  lastStatus: number | undefined;
  lastError: string | undefined;
  /** The next attempt, where it waits for its time. */
  next: Appointment | undefined;
  updatedAtMs: number;
  /** Attempts by schedule; a duplicate is none of them. */
  tries: number;
  /** A duplicate that waits for its time. */
  repeat: Appointment | undefined;
}

/** A delivery at its beginning. */
export function newDelivery(
  more: Pick<DeliveryRecord, 'id' | 'endpoint' | 'event' | 'fault'>,
  nowMs: number,
): DeliveryRecord {
  return {
    ...more,
    createdAtMs: nowMs,
    attempts: [],
    tries: 0,
    status: 'pending',
    lastStatus: undefined,
    lastError: undefined,
    next: undefined,
    updatedAtMs: nowMs,
    repeat: undefined,
  };
}
