import type { Switches } from '../../contracts/switches.ts';
import { signatureHeaders } from '../../contracts/webhook-signature.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import { type EndpointRecord, newSecret } from './webhook-endpoints.ts';
import type { PlannedFault } from './webhook-faults.ts';
import type { Deliver, DeliveryRecord, WebhookAnswer, WebhookRequest } from './webhook-records.ts';

const DAY_MS = 24 * 3_600_000;

/** Sends a delivery once and takes note of it; `undefined` if its world is gone. */
export async function makeAttempt(
  delivery: DeliveryRecord,
  more: {
    readonly clock: Clock;
    readonly switches: Switches;
    readonly deliver: Deliver;
    readonly onAttempt: (delivery: DeliveryRecord) => void;
    readonly fault: PlannedFault | undefined;
    readonly forgery: Random;
  },
): Promise<WebhookAnswer | undefined> {
  const { clock, deliver, onAttempt, fault } = more;
  if (clock.isStopped) return undefined;
  const atMs = clock.now();
  const request = await composeAttempt(delivery, { ...more, nowMs: atMs });
  const answer = await deliver(request);
  delivery.attempts.push({ ...request, ...answer, atMs, fault: fault?.kind });
  delivery.lastStatus = answer.status;
  delivery.lastError = answer.error;
  delivery.updatedAtMs = clock.now();
  onAttempt(delivery);
  return answer;
}

/** The request of an attempt at a time, signed and, where its fault says so, spoilt. */
async function composeAttempt(
  { id, endpoint, event }: Pick<DeliveryRecord, 'id' | 'endpoint' | 'event'>,
  more: {
    readonly nowMs: number;
    readonly switches: Switches;
    readonly fault: PlannedFault | undefined;
    /** Chance for secrets that were never valid. */
    readonly forgery: Random;
  },
): Promise<WebhookRequest> {
  const { nowMs, switches, fault, forgery } = more;
  const body = JSON.stringify(event.payload);
  const ageMs = fault?.kind === 'stale-timestamp' ? fault.delayMs : 0;
  const timestamp = Math.floor((nowMs - ageMs) / 1_000);
  const secrets =
    fault?.kind === 'bad-signature'
      ? [newSecret(forgery)]
      : fault?.kind === 'old-secret'
        ? [endpoint.previous?.secret ?? newSecret(forgery)]
        : validSecrets(endpoint, nowMs, switches);
  const signature = await signatureHeaders(switches['webhook.signature'], secrets, {
    id,
    timestamp,
    body,
  });
  return {
    url: endpoint.url,
    headers: { 'content-type': 'application/json', ...signature },
    body: fault?.kind === 'truncated-body' ? body.slice(0, body.length >> 1) : body,
  };
}

/** The secrets that sign at a time, the newest first. */
function validSecrets(
  { secret, previous }: EndpointRecord,
  nowMs: number,
  switches: Switches,
): string[] {
  const overlaps =
    switches['webhook.rotation'] === 'overlap24h' &&
    previous !== undefined &&
    nowMs < previous.replacedAtMs + DAY_MS;
  return overlaps ? [secret, previous.secret] : [secret];
}
