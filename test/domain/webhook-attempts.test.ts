import { describe, expect, test } from 'vitest';
import { type Switches, setSwitches } from '../../src/contracts/switches.ts';
import { findFailure } from '../../src/contracts/webhook-signature.ts';
import { Random } from '../../src/server/domain/random.ts';
import { makeAttempt } from '../../src/server/domain/webhook-attempts.ts';
import { newSecret } from '../../src/server/domain/webhook-endpoints.ts';
import type { PlannedFault } from '../../src/server/domain/webhook-faults.ts';
import { newDelivery } from '../../src/server/domain/webhook-records.ts';
import { clockAtZero } from './clocks.ts';
import { receiverOf, worldWithEndpoint } from './webhook-worlds.ts';

const DAY_MS = 24 * 3_600_000;
const OLD = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const forgery = () => new Random('forgery');
const FORGED = newSecret(forgery());

interface Circumstances {
  readonly nowMs?: number;
  readonly fault?: Pick<PlannedFault, 'kind' | 'delayMs'>;
  /** When the secret was replaced, if it was. */
  readonly replacedAtMs?: number;
  readonly switches?: Partial<Switches>;
}

/** Makes the first attempt of a delivery under such circumstances. */
async function attempt({ nowMs = 0, fault: part, replacedAtMs, switches }: Circumstances = {}) {
  const { endpoint, test: send } = worldWithEndpoint();
  if (replacedAtMs !== undefined) endpoint.previous = { secret: OLD, replacedAtMs };
  const any = { endpointId: undefined, eventType: undefined, probability: 1, times: 1 };
  const fault = part && { ...any, ...part };
  const delivery = newDelivery({ id: 'whdel_1', endpoint, event: send().event, fault }, 0);
  const receiver = receiverOf(202);
  await makeAttempt(delivery, {
    clock: clockAtZero({ startMs: nowMs }),
    switches: setSwitches(switches),
    deliver: receiver.deliver,
    onAttempt: () => {},
    fault,
    forgery: forgery(),
  });
  const [request] = receiver.received;
  /** What a receiver that knows one secret makes of it. */
  const judge = (secret = endpoint.secret, body = request!.body) =>
    findFailure((name) => request?.headers[name], {
      body,
      secrets: [secret],
      nowMs,
      toleranceMs: 300_000,
    });
  return { delivery, request: request!, judge };
}

describe('An attempt', () => {
  test('carries the event as JSON, signed with the secret of the endpoint', async () => {
    const { delivery, request, judge } = await attempt({ nowMs: 1_999 });

    expect(request).toMatchObject({
      url: 'https://example.com/hook',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'whdel_1',
        'webhook-timestamp': '1',
      },
    });
    expect(JSON.parse(request.body)).toEqual(delivery.event.payload);
    expect(await judge()).toBeUndefined();
  });

  test('is remembered as it was sent, with what came of it', async () => {
    const { delivery, request } = await attempt({ nowMs: 5_000 });

    expect(delivery).toMatchObject({ lastStatus: 202, lastError: undefined, updatedAtMs: 5_000 });
    expect(delivery.attempts).toEqual([
      {
        ...request,
        atMs: 5_000,
        status: 202,
        error: undefined,
        sentTo: undefined,
        fault: undefined,
      },
    ]);
  });

  test.each([
    ['immediate', 0, 1],
    ['overlap24h', DAY_MS - 1, 2],
    ['overlap24h', DAY_MS, 1],
  ] as const)(
    'with webhook.rotation on "%s" has, %i ms after one, %i signatures',
    async (rotation, ageMs, count) => {
      const { request, judge } = await attempt({
        nowMs: 7_000 + ageMs,
        replacedAtMs: 7_000,
        switches: { 'webhook.rotation': rotation },
      });

      expect(request.headers['webhook-signature']?.split(' ')).toHaveLength(count);
      expect(await judge()).toBeUndefined();
      expect(await judge(OLD)).toBe(count === 2 ? undefined : 'signature_mismatch');
    },
  );

  test('without a rotation has one signature', async () => {
    const { request } = await attempt({ switches: { 'webhook.rotation': 'overlap24h' } });

    expect(request.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  test('is signed by the scheme that is switched on', async () => {
    const { request, judge } = await attempt({
      switches: { 'webhook.signature': 'timestamped-hex' },
    });

    expect(Object.keys(request.headers)).toEqual(['content-type', 'rivya-signature']);
    expect(await judge()).toBeUndefined();
  });

  test('is told of after it was noted, and takes as long as its answer', async () => {
    const { endpoint, test: send } = worldWithEndpoint();
    const delivery = send();
    const clock = clockAtZero();
    const told: unknown[] = [];

    await makeAttempt(delivery, {
      clock,
      switches: setSwitches(),
      deliver: async () => {
        await clock.advance(9_000);
        return { status: undefined, error: 'No answer', sentTo: endpoint.url };
      },
      onAttempt: ({ attempts, lastError, updatedAtMs }) =>
        told.push([attempts.length, lastError, updatedAtMs]),
      fault: undefined,
      forgery: forgery(),
    });

    expect(delivery.attempts).toMatchObject([{ atMs: 0, sentTo: endpoint.url }]);
    expect(told).toEqual([[1, 'No answer', 9_000]]);
  });

  test('of a world that was thrown away is not made', async () => {
    const { world, clock, receiver, test: send } = worldWithEndpoint();
    const delivery = send();
    clock.stop();

    const answer = await makeAttempt(delivery, {
      clock,
      switches: world.switches,
      deliver: receiver.deliver,
      onAttempt: () => {},
      fault: undefined,
      forgery: forgery(),
    });

    expect([answer, receiver.received, delivery.attempts]).toEqual([undefined, [], []]);
  });
});

describe('Under the fault', () => {
  test('stale-timestamp the signature is as old as planned', async () => {
    const fault = { kind: 'stale-timestamp', delayMs: 400_000 } as const;

    const { delivery, request, judge } = await attempt({ nowMs: 500_000, fault });

    expect(request.headers['webhook-timestamp']).toBe('100');
    expect(await judge()).toBe('timestamp_too_old');
    expect(delivery.attempts).toMatchObject([{ fault: 'stale-timestamp' }]);
  });

  test('delay the signature is fresh', async () => {
    const fault = { kind: 'delay', delayMs: 400_000 } as const;

    const { request } = await attempt({ nowMs: 500_000, fault });

    expect(request.headers['webhook-timestamp']).toBe('500');
  });

  test('bad-signature the secret was never valid', async () => {
    const fault = { kind: 'bad-signature', delayMs: 0 } as const;

    const { judge } = await attempt({ fault, replacedAtMs: 0 });

    expect(await judge()).toBe('signature_mismatch');
    expect(await judge(OLD)).toBe('signature_mismatch');
    expect(await judge(FORGED)).toBeUndefined();
  });

  test('old-secret the secret is the one before the rotation', async () => {
    const fault = { kind: 'old-secret', delayMs: 0 } as const;

    const { judge } = await attempt({ fault, replacedAtMs: 0 });

    expect(await judge()).toBe('signature_mismatch');
    expect(await judge(OLD)).toBeUndefined();
  });

  test('old-secret, where there was no rotation, the secret was never valid', async () => {
    const { judge } = await attempt({ fault: { kind: 'old-secret', delayMs: 0 } });

    expect(await judge()).toBe('signature_mismatch');
    expect(await judge(FORGED)).toBeUndefined();
  });

  test('truncated-body half of the body comes, under the signature of the whole', async () => {
    const fault = { kind: 'truncated-body', delayMs: 0 } as const;

    const { delivery, request, judge } = await attempt({ fault });

    const whole = JSON.stringify(delivery.event.payload);
    expect(request.body).toBe(whole.slice(0, whole.length >> 1));
    expect(await judge()).toBe('signature_mismatch');
    expect(await judge(undefined, whole)).toBeUndefined();
  });
});
