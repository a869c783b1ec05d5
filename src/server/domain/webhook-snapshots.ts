import type {
  DeliverySnapshot,
  EndpointSnapshot,
  EventSnapshot,
} from '../../contracts/snapshot-webhooks.ts';
import type { Appointment, Due } from './clock.ts';
import type { GenerationRecord } from './generation-record.ts';
import { checkTimes, type Register, type Restoring, refuse } from './restoring.ts';
import type { EndpointRecord } from './webhook-endpoints.ts';
import { faultOf, snapshotFault } from './webhook-faults.ts';
import type { AttemptRecord, DeliveryRecord, EventRecord } from './webhook-records.ts';

/** An endpoint as a snapshot holds it, without its secrets. */
export function snapshotEndpoint(record: EndpointRecord): EndpointSnapshot {
  const { secret: _secret, previous, account, ...kept } = record;
  return {
    ...kept,
    account: account.name,
    eventTypes: [...kept.eventTypes],
    replacedAtMs: previous?.replacedAtMs ?? null,
    lastSuccessAtMs: kept.lastSuccessAtMs ?? null,
    lastFailureAtMs: kept.lastFailureAtMs ?? null,
    disabledAtMs: kept.disabledAtMs ?? null,
    revokedAtMs: kept.revokedAtMs ?? null,
  };
}

/** An endpoint of a snapshot, with the secrets that it had. */
export function endpointOf(
  { replacedAtMs, ...snapshot }: EndpointSnapshot,
  context: {
    readonly path: string;
    readonly restoring: Restoring;
    readonly secretOf: (rotation: number) => string;
  },
): EndpointRecord {
  const { path, restoring, secretOf } = context;
  const { rotations } = snapshot;
  checkTimes(
    path,
    { ...snapshot, replacedAtMs },
    [
      'createdAtMs',
      'updatedAtMs',
      'replacedAtMs',
      'lastSuccessAtMs',
      'lastFailureAtMs',
      'disabledAtMs',
      'revokedAtMs',
    ],
    restoring.nowMs,
  );
  if ((replacedAtMs === null) !== (rotations === 0)) {
    const expected = rotations === 0 ? 'null, as there was no rotation' : 'a time';
    refuse(`${path}.replacedAtMs`, expected, replacedAtMs);
  }
  return {
    ...snapshot,
    account: restoring.account(snapshot.account, `${path}.account`),
    secret: secretOf(rotations),
    previous: replacedAtMs === null ? undefined : { secret: secretOf(rotations - 1), replacedAtMs },
    lastSuccessAtMs: snapshot.lastSuccessAtMs ?? undefined,
    lastFailureAtMs: snapshot.lastFailureAtMs ?? undefined,
    disabledAtMs: snapshot.disabledAtMs ?? undefined,
    revokedAtMs: snapshot.revokedAtMs ?? undefined,
  };
}

/** An event as a snapshot holds it. */
export function snapshotEvent({ account, generation, ...event }: EventRecord): EventSnapshot {
  return { ...event, account: account.name, generation: generation?.id ?? null };
}

/** An event of a snapshot, about a generation of the same world. */
export function eventOf(
  { account, generation, ...event }: EventSnapshot,
  context: {
    readonly path: string;
    readonly restoring: Restoring;
    readonly findGeneration: (id: string) => GenerationRecord | undefined;
  },
): EventRecord {
  const { path, restoring, findGeneration } = context;
  const found = generation === null ? undefined : findGeneration(generation);
  if (generation !== null && found === undefined) {
    refuse(`${path}.generation`, 'the id of a known generation', generation);
  }
  return { ...event, account: restoring.account(account, `${path}.account`), generation: found };
}

/** A delivery as a snapshot holds it. */
export function snapshotDelivery(record: DeliveryRecord, isHeld: boolean): DeliverySnapshot {
  const { endpoint, event, fault, attempts, ...kept } = record;
  const payload = JSON.stringify(event.payload);
  return {
    ...kept,
    endpoint: endpoint.id,
    event: event.id,
    fault: fault === undefined ? null : snapshotFault(fault),
    lastStatus: kept.lastStatus ?? null,
    lastError: kept.lastError ?? null,
    isHeld,
    next: dueOf(kept.next),
    repeat: dueOf(kept.repeat),
    attempts: attempts.map((attempt) => snapshotAttempt(attempt, payload)),
  };
}

function dueOf(appointment: Appointment | undefined): Due | null {
  if (appointment === undefined) return null;
  return { dueMs: appointment.dueMs, order: appointment.order };
}

type AttemptSnapshot = DeliverySnapshot['attempts'][number];

function snapshotAttempt(attempt: AttemptRecord, payload: string): AttemptSnapshot {
  return {
    ...attempt,
    headers: { ...attempt.headers },
    body: attempt.body === payload ? null : attempt.body,
    status: attempt.status ?? null,
    error: attempt.error ?? null,
    sentTo: attempt.sentTo ?? null,
    fault: attempt.fault ?? null,
  };
}

/** What deliveries of a snapshot can be about. */
export interface KnownWebhooks {
  readonly restoring: Restoring;
  readonly endpoints: Register<EndpointRecord>;
  readonly events: Register<EventRecord>;
}

/** A delivery of a snapshot; what it waits for is not scheduled yet. */
export function deliveryOf(
  { isHeld: _held, ...snapshot }: DeliverySnapshot,
  path: string,
  { restoring, endpoints, events }: KnownWebhooks,
): DeliveryRecord {
  const { fault, status, next } = snapshot;
  checkTimes(path, snapshot, ['createdAtMs', 'updatedAtMs'], restoring.nowMs);
  if (status !== 'pending' && next !== null) {
    refuse(`${path}.next`, `null, as the delivery has ${status}`, next);
  }
  const event = events.get(`${path}.event`, snapshot.event);
  const payload = JSON.stringify(event.payload);
  return {
    ...snapshot,
    endpoint: endpoints.get(`${path}.endpoint`, snapshot.endpoint),
    event,
    fault: fault === null ? undefined : faultOf(fault),
    lastStatus: snapshot.lastStatus ?? undefined,
    lastError: snapshot.lastError ?? undefined,
    next: undefined,
    repeat: undefined,
    attempts: snapshot.attempts.map((attempt) => attemptOf(attempt, payload)),
  };
}

function attemptOf(attempt: AttemptSnapshot, payload: string): AttemptRecord {
  return {
    ...attempt,
    body: attempt.body ?? payload,
    status: attempt.status ?? undefined,
    error: attempt.error ?? undefined,
    sentTo: attempt.sentTo ?? undefined,
    fault: attempt.fault ?? undefined,
  };
}
