import type { WebhookFault } from './domain/webhook-faults.ts';
import type { AttemptRecord, DeliveryRecord } from './domain/webhook-records.ts';
import type { Webhooks } from './domain/webhooks.ts';

/** A delivery as a test sees it, with exactly what was sent in each attempt. */
export interface SentWebhook {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly account: string;
  readonly status: DeliveryRecord['status'];
  readonly lastError: string | undefined;
  readonly nextAttemptAtMs: number | undefined;
  readonly attempts: readonly AttemptRecord[];
}

/** The webhooks of a world, as a test holds them. It stays valid over a reset. */
export interface WebhookHandle {
  /** The deliveries of all accounts, oldest first. */
  deliveries(): SentWebhook[];
  /**
   * Plans what shall go wrong with the next matching deliveries, and returns the id of the plan.
   *
   * @throws {TypeError|RangeError} if a part of it makes no sense.
   */
  inject(fault: WebhookFault): string;
  /** Forgets all faults that were planned. */
  clearFaults(): void;
}

/** A handle on webhooks, which are looked up anew at each use. */
export function createWebhookHandle(find: () => Webhooks): WebhookHandle {
  return {
    deliveries: () => find().deliveries.list().map(showSent),
    inject: (fault) => find().faults.add(fault),
    clearFaults: () => find().faults.clear(),
  };
}

function showSent(record: DeliveryRecord): SentWebhook {
  return {
    id: record.id,
    endpointId: record.endpoint.id,
    eventId: record.event.id,
    eventType: record.event.type,
    account: record.endpoint.account.name,
    status: record.status,
    lastError: record.lastError,
    nextAttemptAtMs: record.next?.dueMs,
    attempts: record.attempts.map((attempt) => ({ ...attempt, headers: { ...attempt.headers } })),
  };
}
