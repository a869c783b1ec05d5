import { describe, expect, test } from 'vitest';
import { setSwitches } from '../../src/contracts/switches.ts';
import { settled } from './clocks.ts';
import { restored, snapshotOf, worldWithEndpoint } from './webhook-worlds.ts';

const perRequest = () => ({ mode: 'per-request', startMs: 0, speed: 1, stepMs: 10_000 }) as const;

/** A delivery whose first attempt is not answered yet, though time has gone on with requests. */
async function attemptUnderWay({ requestsLater }: { readonly requestsLater: number }) {
  const { clock, receiver, test } = worldWithEndpoint([], { clock: perRequest });
  const { arrived, answer } = receiver.hold();
  const delivery = test();
  await clock.onRequest();
  await arrived;
  for (let request = 0; request < requestsLater; request++) await clock.onRequest();
  return { clock, delivery, answer };
}

describe('A delivery', () => {
  test('has no next attempt while one is under way', async () => {
    const { clock, receiver, test } = worldWithEndpoint();
    const { arrived, answer } = receiver.hold();
    const delivery = test();
    expect(delivery.next?.dueMs).toBe(0);

    const advancing = clock.advance(0);
    await arrived;

    expect([delivery.status, delivery.next]).toEqual(['pending', undefined]);
    answer(200);
    await advancing;
    expect(delivery.status).toBe('succeeded');
  });

  test('that waits in line is not sent when its endpoint is turned off meanwhile', async () => {
    const { webhooks, account, endpoint, clock, receiver, test } = worldWithEndpoint();
    const { arrived, answer } = receiver.hold();
    const [first, second] = [test(), test()];
    const advancing = clock.advance(0);
    await arrived;

    webhooks.update(account, endpoint.id, { status: 'disabled' });
    answer(200);
    await advancing;

    expect([first.status, second.status]).toEqual(['succeeded', 'failed']);
    expect([second.lastError, second.attempts]).toEqual(['The endpoint was disabled', []]);
  });

  test('that fails after its endpoint was turned off is not counted, and not tried again', async () => {
    const { webhooks, account, endpoint, clock, receiver, test } = worldWithEndpoint();
    const { arrived, answer } = receiver.hold();
    const delivery = test();
    const advancing = clock.advance(5_000);
    await arrived;

    webhooks.update(account, endpoint.id, { status: 'disabled' });
    answer(500);
    await advancing;

    expect(delivery).toMatchObject({ status: 'failed', lastStatus: 500, next: undefined });
    expect(endpoint).toMatchObject({ lastFailureAtMs: 0, failureCount: 0 });
    expect(clock.pending).toBe(0);
  });

  test('is tried again 30 s after the attempt, not after its answer', async () => {
    const { clock, delivery, answer } = await attemptUnderWay({ requestsLater: 2 });

    answer(500);
    await settled();

    expect(delivery.attempts[0]?.atMs).toBe(0);
    expect([clock.now(), delivery.next?.dueMs]).toEqual([30_000, 30_000]);
  });

  test('is tried again at once when the answer came later than that', async () => {
    const { clock, delivery, answer } = await attemptUnderWay({ requestsLater: 8 });

    answer(500);
    await settled();

    expect([clock.now(), delivery.next?.dueMs]).toEqual([90_000, 90_000]);
  });

  test('that has come to its end stays as it is when its endpoint goes', async () => {
    const { webhooks, account, endpoint, clock, test } = worldWithEndpoint();
    const delivery = test();
    await clock.advance(1_000);

    webhooks.revoke(account, endpoint.id);

    expect(delivery).toMatchObject({ status: 'succeeded', lastError: undefined, updatedAtMs: 0 });
  });

  test('ends with its own endpoint and no other', async () => {
    const { webhooks, account, endpoint, clock, listen, test } = worldWithEndpoint();
    const [lost, kept] = [test(), test(listen())];
    await clock.advance(0);
    const [alsoLost, alsoKept] = [test(), test(kept.endpoint)];

    webhooks.revoke(account, endpoint.id);
    await clock.advance(0);

    expect([lost, kept, alsoKept].map(({ status }) => status)).toEqual(Array(3).fill('succeeded'));
    expect(alsoLost).toMatchObject({ status: 'failed', lastError: 'The endpoint was deleted' });
  });

  test('says when it has changed', async () => {
    const { clock, test } = worldWithEndpoint([500, 200]);
    const delivery = test();

    await clock.advance(40_000);

    expect([delivery.createdAtMs, delivery.updatedAtMs]).toEqual([0, 30_000]);
  });

  test('that is refused each time has failed for good after six attempts', async () => {
    const { clock, endpoint, test, times } = worldWithEndpoint([500]);
    const delivery = test();

    await clock.runUntilIdle();

    expect(times()).toEqual([[0, 30_000, 150_000, 750_000, 4_350_000, 25_950_000]]);
    expect(delivery.status).toBe('failed');
    expect(endpoint).toMatchObject({ status: 'active', failureCount: 1 });
  });

  test('is the twentieth in a row that fails: it turns its endpoint off', async () => {
    const { clock, endpoint, inject, test } = worldWithEndpoint([500]);
    endpoint.failureCount = 19;
    test();
    await clock.advance(25_949_999);
    inject({ kind: 'delay', delayMs: 90_000 });
    const waiting = test();

    await clock.advance(1);

    expect(endpoint).toMatchObject({ status: 'disabled', failureCount: 20 });
    expect(waiting).toMatchObject({ status: 'failed', lastError: 'The endpoint was disabled' });
  });

  test('that succeeds begins the count of its endpoint anew', async () => {
    const { clock, endpoint, test } = worldWithEndpoint();
    endpoint.failureCount = 19;
    test();

    await clock.advance(0);

    expect(endpoint).toMatchObject({ failureCount: 0, lastSuccessAtMs: 0 });
  });

  test.each([
    ['retry', 410, 'active'],
    ['disable', 410, 'disabled'],
    ['disable', 500, 'active'],
  ] as const)(
    'with webhook.gone on "%s", %i leaves its endpoint %s',
    async (gone, status, left) => {
      const switches = setSwitches({ 'webhook.gone': gone });
      const { clock, endpoint, test } = worldWithEndpoint([status], { switches });
      test();

      await clock.advance(0);

      expect(endpoint.status).toBe(left);
    },
  );

  test('beyond the ten thousandth is remembered in the place of the oldest', () => {
    const { webhooks, inject, test } = worldWithEndpoint();
    inject({ kind: 'drop', times: 10_001 });
    const [oldest, second] = [test(), test()];
    for (let count = 2; count < 10_000; count++) test();
    expect(webhooks.deliveries.list()[0]).toBe(oldest);

    test();

    expect(webhooks.deliveries.list()).toHaveLength(10_000);
    expect(webhooks.deliveries.list()[0]).toBe(second);
  });
});

describe('Of a world that was thrown away', () => {
  test('nothing more is sent, and nobody is told of an error', async () => {
    const { clock, receiver, test } = worldWithEndpoint();
    const { arrived, answer } = receiver.hold();
    const [, waiting] = [test(), test()];
    const advancing = clock.advance(0);
    await arrived;

    clock.stop();
    answer(200);

    await expect(advancing).resolves.toBeUndefined();
    expect(receiver.received).toHaveLength(1);
    expect(waiting).toMatchObject({ status: 'pending', attempts: [] });
  });

  test('no duplicate is sent either', async () => {
    const { clock, receiver, inject, test } = worldWithEndpoint();
    const { arrived, answer } = receiver.hold();
    inject({ kind: 'duplicate' });
    test();
    const advancing = clock.advance(0);
    await arrived;

    clock.stop();
    answer(200);

    await expect(advancing).resolves.toBeUndefined();
    expect(receiver.received).toHaveLength(1);
  });
});

describe('A delivery under the fault', () => {
  test('drop says why it has failed', () => {
    const { clock, inject, test } = worldWithEndpoint();
    inject({ kind: 'drop' });

    const delivery = test();

    expect(delivery.status).toBe('failed');
    expect(delivery.lastError).toBe('The delivery was lost by a planned fault');
    expect(clock.pending).toBe(0);
  });

  test('delay is sent late', async () => {
    const { clock, inject, test, times } = worldWithEndpoint();
    inject({ kind: 'delay', delayMs: 90_000 });
    test();

    await clock.runUntilIdle();

    expect(times()).toEqual([[90_000]]);
  });

  test('early is sent while its generation is created', async () => {
    const { inject, generate, times } = worldWithEndpoint();
    inject({ kind: 'early' });

    await generate();

    expect(times()).toEqual([[0]]);
  });

  test('stale-timestamp is sent at once, and only its first attempt is stale', async () => {
    const { clock, inject, receiver, test, times } = worldWithEndpoint([500, 200]);
    await clock.advance(600_000);
    inject({ kind: 'stale-timestamp' });
    test();

    await clock.advance(30_000);

    const stamps = receiver.received.map(({ headers }) => headers['webhook-timestamp']);
    expect(times()).toEqual([[600_000, 630_000]]);
    expect(stamps).toEqual(['0', '630']);
  });

  test('duplicate succeeds when only the second is received', async () => {
    const { clock, inject, test, times } = worldWithEndpoint([500, 200]);
    inject({ kind: 'duplicate' });
    const delivery = test();

    await clock.runUntilIdle();

    expect(delivery.status).toBe('succeeded');
    expect(times()).toEqual([[0, 0]]);
  });

  test('duplicate is sent twice once, and then tried again as usual', async () => {
    const { clock, inject, test, times } = worldWithEndpoint([500, 500, 500, 200]);
    inject({ kind: 'duplicate' });
    test();

    await clock.runUntilIdle();

    expect(times()).toEqual([[0, 0, 30_000, 150_000]]);
  });

  test('duplicate stays received when the second is refused', async () => {
    const { clock, endpoint, inject, test } = worldWithEndpoint([200, 500]);
    inject({ kind: 'duplicate' });
    const delivery = test();

    await clock.runUntilIdle();

    expect(delivery).toMatchObject({ status: 'succeeded', lastStatus: 500 });
    expect(endpoint).toMatchObject({ lastFailureAtMs: undefined, failureCount: 0 });
  });

  test('duplicate is sent twice before the next in line', async () => {
    const { clock, inject, receiver, test } = worldWithEndpoint();
    inject({ kind: 'duplicate' });
    const ids = [test().id, test().id];

    await clock.advance(0);

    const received = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(received).toEqual([ids[0], ids[0], ids[1]]);
  });

  test('duplicate marks the second and no other', async () => {
    const { clock, inject, test } = worldWithEndpoint();
    inject({ kind: 'duplicate' });
    const delivery = test();

    await clock.advance(0);

    expect(delivery.attempts.map(({ fault }) => fault)).toEqual([undefined, 'duplicate']);
  });

  test('duplicate is not sent again to an endpoint that is gone', async () => {
    const { webhooks, account, endpoint, clock, inject, test, times } = worldWithEndpoint();
    inject({ kind: 'duplicate', delayMs: 90_000 });
    test();
    await clock.advance(0);

    webhooks.revoke(account, endpoint.id);
    await clock.runUntilIdle();

    expect(times()).toEqual([[0]]);
  });

  test('duplicate is not sent again to an endpoint that was turned off', async () => {
    const { webhooks, account, endpoint, clock, inject, generate, times } = worldWithEndpoint();
    inject({ kind: 'duplicate', delayMs: 90_000 });
    await generate();
    await clock.advance(5_000);

    webhooks.update(account, endpoint.id, { status: 'disabled' });
    await clock.runUntilIdle();

    expect(times()).toEqual([[5_000]]);
  });

  test('duplicate of a test event is sent to an endpoint that is off', async () => {
    const { webhooks, account, endpoint, clock, inject, test, times } = worldWithEndpoint();
    webhooks.update(account, endpoint.id, { status: 'disabled' });
    inject({ kind: 'duplicate' });
    test();

    await clock.runUntilIdle();

    expect(times()).toEqual([[0, 0]]);
  });

  test('duplicate waits for the second until its time', async () => {
    const { clock, inject, test } = worldWithEndpoint();
    inject({ kind: 'duplicate', delayMs: 90_000 });
    const delivery = test();

    await clock.advance(0);
    expect(delivery.repeat?.dueMs).toBe(90_000);
    await clock.advance(90_000);

    expect([delivery.repeat, delivery.attempts.length]).toEqual([undefined, 2]);
  });
});

describe('A delivery that is late', () => {
  async function lateEnds(count: number) {
    const parts = worldWithEndpoint();
    parts.inject({ kind: 'late', times: count });
    const generations = await Promise.all(Array.from({ length: count }, parts.generate));
    await parts.clock.advance(5_000);
    return { ...parts, generations };
  }

  test('is let go by a look at its own generation', async () => {
    const { generations, webhooks, clock, times } = await lateEnds(2);

    webhooks.noteSeen(generations[1]!);
    await clock.runUntilIdle();

    expect(times()).toEqual([[], [6_000]]);
  });

  test('is not put off by a second look', async () => {
    const { generations, webhooks, clock, times } = await lateEnds(1);
    webhooks.noteSeen(generations[0]!);
    await clock.advance(500);

    webhooks.noteSeen(generations[0]!);
    await clock.runUntilIdle();

    expect(times()).toEqual([[6_000]]);
  });

  test('is not let go by another one', async () => {
    const { clock, test, times } = await lateEnds(1);
    test();

    await clock.runUntilIdle();

    expect(times()).toEqual([[], [5_000]]);
  });

  test('is not set in motion once its endpoint is gone', async () => {
    const { generations, webhooks, account, endpoint, clock } = await lateEnds(1);
    webhooks.revoke(account, endpoint.id);

    webhooks.noteSeen(generations[0]!);

    expect(clock.pending).toBe(0);
  });
});

describe('A delivery that is reordered', () => {
  test('is not overtaken by one to another endpoint', async () => {
    const { clock, inject, listen, test, times } = worldWithEndpoint();
    const other = listen();
    inject({ kind: 'reorder' });
    test();
    test(other);

    await clock.runUntilIdle();

    expect(times()).toEqual([[600_000], [0]]);
  });

  test('is not overtaken by the second try of an earlier one', async () => {
    const { clock, inject, test, times } = worldWithEndpoint([500, 200]);
    test();
    await clock.advance(10_000);
    inject({ kind: 'reorder' });
    test();

    await clock.runUntilIdle();

    expect(times()).toEqual([[0, 30_000], [610_000]]);
  });

  test('waits for nothing more once it was overtaken', async () => {
    const { clock, inject, test, times } = worldWithEndpoint();
    inject({ kind: 'reorder' });
    test();
    test();

    await clock.advance(0);

    expect(times()).toEqual([[0], [0]]);
    expect(clock.pending).toBe(0);
  });

  test('is not put off by a look at its generation', async () => {
    const { webhooks, clock, inject, generate, times } = worldWithEndpoint();
    inject({ kind: 'reorder' });
    const generation = await generate();
    await clock.advance(65_000);

    webhooks.noteSeen(generation);
    await clock.runUntilIdle();

    expect(times()).toEqual([[605_000]]);
  });
});

describe('In a restored world', () => {
  test('a delivery is tried again at its time', async () => {
    const { world, clock, test } = worldWithEndpoint([500]);
    test();
    await clock.advance(10_000);

    const copy = restored(snapshotOf(world));
    await copy.clock.runUntilIdle();

    expect(copy.times()).toEqual([[0, 30_000]]);
  });

  test('an attempt that was under way is made again', async () => {
    const { world, clock, receiver, test } = worldWithEndpoint();
    const { arrived } = receiver.hold();
    test();
    void clock.advance(0);
    await arrived;

    const copy = restored(snapshotOf(world));
    await copy.clock.advance(0);

    expect(copy.times()).toEqual([[0]]);
    expect(copy.receiver.received).toEqual(receiver.received);
  });

  test('a duplicate comes at its time', async () => {
    const { world, clock, inject, test } = worldWithEndpoint();
    inject({ kind: 'duplicate', delayMs: 90_000 });
    test();
    await clock.advance(10_000);

    const copy = restored(snapshotOf(world));
    await copy.clock.runUntilIdle();

    expect(copy.times()).toEqual([[0, 90_000]]);
    expect(copy.webhooks.deliveries.list()[0]?.repeat).toBeUndefined();
  });

  test('a late delivery still waits for a look at its generation', async () => {
    const { world, clock, inject, generate } = worldWithEndpoint();
    inject({ kind: 'late' });
    const { id } = await generate();
    await clock.advance(5_000);

    const copy = restored(snapshotOf(world));
    await copy.clock.advance(60_000);
    expect(copy.times()).toEqual([[]]);
    copy.webhooks.noteSeen(copy.world.generations.find(id)!);
    await copy.clock.runUntilIdle();

    expect(copy.times()).toEqual([[66_000]]);
  });

  test('a reordered delivery is still overtaken by the next', async () => {
    const { world, endpoint, inject, test } = worldWithEndpoint();
    inject({ kind: 'reorder' });
    test();

    const copy = restored(snapshotOf(world));
    copy.webhooks.test(copy.account, endpoint.id);
    await copy.clock.advance(0);

    expect(copy.times()).toEqual([[0], [0]]);
    expect(copy.clock.pending).toBe(0);
  });

  test('what has ended is over, and what waits still ends with its endpoint', async () => {
    const { world, endpoint, clock, test } = worldWithEndpoint();
    test();
    await clock.advance(0);
    test();

    const copy = restored(snapshotOf(world));
    expect(copy.clock.pending).toBe(1);
    copy.webhooks.revoke(copy.account, endpoint.id);

    expect(copy.webhooks.deliveries.list()).toMatchObject([
      { status: 'succeeded', lastError: undefined },
      { status: 'failed', lastError: 'The endpoint was deleted' },
    ]);
    expect(copy.clock.pending).toBe(0);
  });

  test('a delivery that waits for time alone is not held', () => {
    const { world, test } = worldWithEndpoint();
    test();
    const snapshot = snapshotOf(world);

    const copy = restored(snapshot);

    expect(snapshotOf(copy.world).webhooks).toEqual(snapshot.webhooks);
  });

  test('the next delivery has the id that it would have had', () => {
    const { world, endpoint, test } = worldWithEndpoint();
    test();

    const copy = restored(snapshotOf(world));

    const { id } = test();
    expect(id).toMatch(/^whdel_[a-z0-9]{24}$/);
    expect(copy.webhooks.test(copy.account, endpoint.id).id).toBe(id);
  });

  test('no delivery is there twice', () => {
    const { world, test } = worldWithEndpoint();
    const { id } = test();
    const snapshot = snapshotOf(world);
    snapshot.webhooks.deliveries.push(...snapshot.webhooks.deliveries);

    expect(() => restored(snapshot)).toThrow(
      `webhooks.deliveries[1].id must be the only delivery of that name: received "${id}"`,
    );
  });
});
