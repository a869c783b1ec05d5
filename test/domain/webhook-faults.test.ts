import { describe, expect, test } from 'vitest';
import { setSwitches } from '../../src/contracts/switches.ts';
import { Coverage } from '../../src/server/domain/coverage.ts';
import { Random } from '../../src/server/domain/random.ts';
import {
  matches,
  type WebhookFault,
  WebhookFaults,
} from '../../src/server/domain/webhook-faults.ts';

const SUCCEEDED = { endpointId: 'whend_1', eventType: 'generation.succeeded' } as const;
const FAILED = { endpointId: 'whend_1', eventType: 'generation.failed' } as const;
const ELSEWHERE = { ...SUCCEEDED, endpointId: 'whend_2' };
const TEST = { endpointId: 'whend_1', eventType: 'webhook.test' } as const;

/** Faults that were planned in this order. */
function planned(...plans: WebhookFault[]) {
  const coverage = new Coverage(setSwitches());
  const faults = new WebhookFaults(new Random('1'), coverage);
  for (const plan of plans) faults.add(plan);
  return { faults, coverage };
}

describe('add()', () => {
  test.each([
    ['duplicate', 0],
    ['reorder', 600_000],
    ['delay', 60_000],
    ['drop', 0],
    ['bad-signature', 0],
    ['stale-timestamp', 600_000],
    ['old-secret', 0],
    ['truncated-body', 0],
    ['early', 0],
    ['late', 1_000],
  ] as const)('plans "%s" for one delivery, with a delay of %i ms', (kind, delayMs) => {
    const { faults } = planned({ kind });

    expect(faults.list()).toMatchObject([
      {
        id: 'webhook_fault_1',
        left: 1,
        plan: { kind, delayMs, times: 1, probability: 1 },
      },
    ]);
  });

  test('keeps what was chosen', () => {
    const chosen = {
      kind: 'delay',
      endpointId: 'whend_1',
      eventType: 'generation.failed',
      times: 3,
      probability: 0.5,
      delayMs: 7,
    } as const;

    const { faults } = planned({ kind: 'drop' }, chosen);

    expect(faults.list()[1]).toMatchObject({ id: 'webhook_fault_2', left: 3, plan: chosen });
  });

  test.each<WebhookFault>([
    { kind: 'drop', probability: 0 },
    { kind: 'drop', probability: 1 },
    { kind: 'delay', delayMs: 0 },
    { kind: 'drop', eventType: 'webhook.test' },
    { kind: 'early', eventType: 'generation.succeeded' },
  ])('takes %j', (fault) => {
    expect(planned(fault).faults.list()).toHaveLength(1);
  });

  const known = 'kind, endpointId, eventType, times, probability, delayMs';
  const kinds =
    'duplicate, reorder, delay, drop, bad-signature, stale-timestamp, old-secret, truncated-body, early, late';
  const types = 'generation.succeeded, generation.failed, webhook.test';
  test.each([
    [null, TypeError, 'expected an object with a kind'],
    ['drop', TypeError, 'expected an object with a kind'],
    [{ kind: 'drop', to: 'all' }, TypeError, `"to" is unknown; known are ${known}`],
    [{}, RangeError, `kind is "undefined", expected one of ${kinds}`],
    [{ kind: 'toString' }, RangeError, `kind is "toString", expected one of ${kinds}`],
    [
      { kind: 'drop', eventType: 'chat.completed' },
      RangeError,
      `eventType is "chat.completed", expected one of ${types}`,
    ],
    [
      { kind: 'late', eventType: 'webhook.test' },
      RangeError,
      '"late" is for events of generations, not "webhook.test"',
    ],
    [{ kind: 'drop', times: 0 }, RangeError, 'times is 0, expected a whole number from 1'],
    [{ kind: 'drop', times: 1.5 }, RangeError, 'times is 1.5, expected a whole number from 1'],
    [{ kind: 'drop', probability: -1 }, RangeError, 'probability is -1, expected 0 to 1'],
    [{ kind: 'drop', probability: 1.1 }, RangeError, 'probability is 1.1, expected 0 to 1'],
    [{ kind: 'delay', delayMs: -1 }, RangeError, 'delayMs is -1, expected milliseconds from 0'],
    [
      { kind: 'delay', delayMs: Number.POSITIVE_INFINITY },
      RangeError,
      'delayMs is Infinity, expected milliseconds from 0',
    ],
  ])('refuses %j', (fault, Kind, reason) => {
    const { faults } = planned();

    expect(() => faults.add(fault as WebhookFault)).toThrow(
      new Kind(`Cannot inject the webhook fault: ${reason}`),
    );
    expect(faults.list()).toEqual([]);
  });
});

describe('take()', () => {
  test('uses up the oldest fault that matches, and no other', () => {
    const { faults } = planned({ kind: 'drop', times: 2 }, { kind: 'delay' });

    const kinds = [1, 2, 3, 4].map(() => faults.take(SUCCEEDED)?.kind);

    expect(kinds).toEqual(['drop', 'drop', 'delay', undefined]);
    expect(faults.list()).toEqual([]);
  });

  test.each([
    [{ kind: 'drop', endpointId: 'whend_1' }, SUCCEEDED, ELSEWHERE],
    [{ kind: 'drop', eventType: 'generation.failed' }, FAILED, SUCCEEDED],
    [{ kind: 'late' }, SUCCEEDED, TEST],
  ] as const)('%j strikes %j and not %j', (fault, struck, spared) => {
    const { faults } = planned(fault);

    expect(faults.take(spared)).toBeUndefined();
    expect(faults.take(struck)?.kind).toBe(fault.kind);
  });

  test('leaves alone what makes generations end early', () => {
    const { faults } = planned({ kind: 'early' });

    expect(faults.take(SUCCEEDED)).toBeUndefined();
  });

  test.each([
    [
      { kind: 'drop', endpointId: 'whend_1' },
      ELSEWHERE,
      'endpoint_id "whend_1", the delivery has "whend_2"',
    ],
    [
      { kind: 'drop', eventType: 'generation.failed' },
      SUCCEEDED,
      'event_type "generation.failed", the delivery has "generation.succeeded"',
    ],
    [{ kind: 'late' }, TEST, '"late" cannot strike "webhook.test"'],
    [{ kind: 'drop', probability: 0 }, SUCCEEDED, /^probability 0, drawn was 0\.\d+$/],
  ] as const)('notes why %j did not strike %j', (fault, target, missed) => {
    const { faults } = planned(fault);

    faults.take(target);

    expect(faults.list()[0]?.missed).toMatch(missed);
  });

  test('strikes by chance, as the seed has it', () => {
    const strikes = () => {
      const { faults } = planned({ kind: 'drop', probability: 0.25, times: 1_000 });
      return Array.from({ length: 1_000 }, () => faults.take(SUCCEEDED) !== undefined);
    };

    const first = strikes();

    expect(strikes()).toEqual(first);
    expect(first.filter(Boolean).length).toBeGreaterThan(200);
    expect(first.filter(Boolean).length).toBeLessThan(300);
  });

  test('draws nothing for what does not match, or is certain', () => {
    const one = planned({ kind: 'drop', endpointId: 'whend_2', probability: 0.5 }).faults;
    const two = planned({ kind: 'drop' }).faults;
    const untouched = planned().faults.snapshot().random;

    one.take(SUCCEEDED);
    two.take(SUCCEEDED);

    expect(one.snapshot().random).toEqual(untouched);
    expect(two.snapshot().random).toEqual(untouched);
  });

  test('tells the coverage what has struck', () => {
    const { faults, coverage } = planned({ kind: 'drop' });
    const noted = () => coverage.counts().faults.filter(({ count }) => count > 0);
    expect(noted()).toEqual([]);

    faults.take(SUCCEEDED);

    expect(noted()).toEqual([{ on: 'webhook', kind: 'drop', count: 1 }]);
  });
});

describe('takeEarly()', () => {
  test('takes what makes generations end early, and nothing else', () => {
    const { faults } = planned({ kind: 'drop' }, { kind: 'early' });

    expect(faults.takeEarly([SUCCEEDED])?.kind).toBe('early');
    expect(faults.takeEarly([SUCCEEDED])).toBeUndefined();
  });

  test.each([[[SUCCEEDED, ELSEWHERE]], [[ELSEWHERE, SUCCEEDED]]])(
    'strikes where one of several endpoints is meant',
    (targets) => {
      const { faults } = planned({ kind: 'early', endpointId: 'whend_2' });

      expect(faults.takeEarly(targets)?.kind).toBe('early');
    },
  );

  test('strikes nothing where none of them is meant, and says why by the first', () => {
    const { faults } = planned({ kind: 'early', endpointId: 'whend_3' });

    expect(faults.takeEarly([SUCCEEDED, ELSEWHERE])).toBeUndefined();
    expect(faults.list()[0]?.missed).toBe('endpoint_id "whend_3", the delivery has "whend_1"');
  });
});

test('matches() tells whether a fault is for a delivery', () => {
  const [waiting] = planned({ kind: 'early', endpointId: 'whend_1' }).faults.list();

  expect([SUCCEEDED, ELSEWHERE, TEST].map((target) => matches(waiting!.plan, target))).toEqual([
    true,
    false,
    false,
  ]);
});

test('remove() forgets one fault, clear() all of them', () => {
  const { faults } = planned({ kind: 'drop' }, { kind: 'delay' }, { kind: 'late' });

  expect([faults.remove('webhook_fault_2'), faults.remove('webhook_fault_2')]).toEqual([
    true,
    false,
  ]);
  expect(faults.list().map(({ plan }) => plan.kind)).toEqual(['drop', 'late']);
  faults.clear();
  expect(faults.list()).toEqual([]);
});

describe('restore()', () => {
  test('goes on with the faults, their ids and chance', () => {
    const { faults } = planned(
      { kind: 'drop', endpointId: 'whend_2', eventType: 'generation.failed' },
      { kind: 'delay', probability: 0.5, times: 100 },
    );
    faults.take(SUCCEEDED);
    const { random, faults: waiting } = faults.snapshot();
    const copy = planned().faults;

    copy.restore(random, waiting);

    expect(copy.list().map(({ plan, left }) => [plan, left])).toEqual(
      faults.list().map(({ plan, left }) => [plan, left]),
    );
    expect(copy.add({ kind: 'drop', endpointId: 'whend_3' })).toBe('webhook_fault_3');
    expect(Array.from({ length: 50 }, () => copy.take(SUCCEEDED)?.kind)).toEqual(
      Array.from({ length: 50 }, () => faults.take(SUCCEEDED)?.kind),
    );
  });

  test('refuses a fault that makes no sense, and says where it is', () => {
    const { faults } = planned({ kind: 'drop' });
    const { random, faults: waiting } = faults.snapshot();
    Object.assign(waiting.waiting[0]!.plan, { probability: 2 });

    expect(() => planned().faults.restore(random, waiting)).toThrow(
      'webhooks.faults.waiting[0].plan is not allowed: probability must be at most 1: received 2',
    );
  });
});
