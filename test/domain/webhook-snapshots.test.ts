import { describe, expect, test } from 'vitest';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';
import { answered, restored, snapshotOf, worldWithEndpoint } from './webhook-worlds.ts';

type Snapshot = ReturnType<typeof snapshotOf>['webhooks'];

/** A world at 60,000 ms with an endpoint that was rotated twice, and a delivery of each status. */
async function lived() {
  const parts = worldWithEndpoint();
  const { world, webhooks, account, endpoint, clock, receiver, inject, test: send } = parts;
  await parts.generate();
  await clock.advance(5_000);
  webhooks.rotate(account, endpoint.id);
  await clock.advance(5_000);
  webhooks.rotate(account, endpoint.id);
  inject({ kind: 'drop', endpointId: endpoint.id, eventType: 'webhook.test' });
  send();
  receiver.answer = () => ({ status: undefined, error: 'No answer', sentTo: endpoint.url });
  inject({ kind: 'truncated-body' });
  send();
  await clock.advance(50_000);
  return { ...parts, snapshot: snapshotOf(world).webhooks };
}

describe('A snapshot', () => {
  test('has an endpoint without its secrets', async () => {
    const { endpoint, snapshot } = await lived();

    expect(snapshot.endpoints).toEqual([
      {
        id: endpoint.id,
        account: 'main',
        name: 'Hook',
        url: 'https://example.com/hook',
        eventTypes: ['generation.succeeded', 'generation.failed'],
        status: 'active',
        rotations: 2,
        replacedAtMs: 10_000,
        createdAtMs: 0,
        updatedAtMs: 10_000,
        lastSuccessAtMs: 5_000,
        lastFailureAtMs: 40_000,
        failureCount: 0,
        disabledAtMs: null,
        revokedAtMs: null,
      },
    ]);
  });

  test('has events by the ids of what they are about', async () => {
    const { webhooks, account, snapshot } = await lived();

    const [truncated, dropped, ended] = webhooks.events(account);
    expect(snapshot.events.map(({ id, generation }) => [id, generation])).toEqual([
      [ended?.id, ended?.generation?.id],
      [dropped?.id, null],
      [truncated?.id, null],
    ]);
    expect(snapshot.events).toMatchObject([
      { account: 'main' },
      {},
      { payload: { id: truncated?.id } },
    ]);
  });

  test('has a delivery that was received, with the body of its attempt left out', async () => {
    const { webhooks, endpoint, snapshot } = await lived();

    const [received] = webhooks.deliveries.list();
    expect(snapshot.deliveries[0]).toEqual({
      id: received?.id,
      endpoint: endpoint.id,
      event: received?.event.id,
      fault: null,
      createdAtMs: 5_000,
      updatedAtMs: 5_000,
      status: 'succeeded',
      lastStatus: 200,
      lastError: null,
      tries: 0,
      isHeld: false,
      next: null,
      repeat: null,
      attempts: [
        {
          atMs: 5_000,
          url: 'https://example.com/hook',
          headers: received?.attempts[0]?.headers,
          body: null,
          status: 200,
          error: null,
          sentTo: null,
          fault: null,
        },
      ],
    });
  });

  test('has why a delivery was lost, and by which fault', async () => {
    const { endpoint, snapshot } = await lived();

    expect(snapshot.deliveries[1]).toMatchObject({
      status: 'failed',
      lastStatus: null,
      lastError: 'The delivery was lost by a planned fault',
      fault: { kind: 'drop', endpointId: endpoint.id, eventType: 'webhook.test' },
    });
  });

  test('has when a delivery is tried again, and exactly what was spoilt', async () => {
    const { webhooks, endpoint, snapshot } = await lived();

    const { next, attempts } = webhooks.deliveries.list()[2]!;
    expect(snapshot.deliveries[2]).toMatchObject({
      status: 'pending',
      fault: { kind: 'truncated-body', endpointId: null, eventType: null },
      next: { dueMs: 160_000, order: next?.order },
      attempts: [
        {
          body: attempts[0]?.body,
          error: 'No answer',
          sentTo: endpoint.url,
          fault: 'truncated-body',
        },
        { atMs: 40_000, body: null, fault: null },
      ],
    });
  });

  test('is not changed by what happens later', async () => {
    const { webhooks, account, endpoint, snapshot } = await lived();
    const before = structuredClone(snapshot);

    webhooks.update(account, endpoint.id, { eventTypes: ['generation.failed'] });
    Object.assign(webhooks.deliveries.list()[0]!.attempts[0]!.headers, { extra: 'x' });

    expect(snapshot).toEqual(before);
  });
});

describe('Restored', () => {
  test('everything is as it was', async () => {
    const { world, snapshot } = await lived();

    const copy = restored(snapshotOf(world));

    expect(snapshotOf(copy.world).webhooks).toEqual(snapshot);
  });

  test('an endpoint has both of its secrets, and everything else', async () => {
    const { world, account, endpoint } = await lived();

    const copy = restored(snapshotOf(world));

    const [found] = copy.webhooks.endpoints.list(copy.account);
    expect({ ...found, account }).toEqual(endpoint);
    expect(found?.account).toBe(copy.account);
  });

  test('an endpoint that was never rotated has one secret', () => {
    const { world, endpoint } = worldWithEndpoint();

    const copy = restored(snapshotOf(world));

    const [found] = copy.webhooks.endpoints.list(copy.account);
    expect([found?.secret, found?.previous]).toEqual([endpoint.secret, undefined]);
  });

  test.each(['disabled', 'revoked'] as const)('an endpoint stays %s', async (status) => {
    const { world, webhooks, account, endpoint } = await lived();
    webhooks.update(account, endpoint.id, { status: 'disabled' });
    if (status === 'revoked') webhooks.revoke(account, endpoint.id);

    const copy = restored(snapshotOf(world));

    expect(snapshotOf(copy.world).webhooks.endpoints).toMatchObject([
      { status, disabledAtMs: 60_000, revokedAtMs: status === 'revoked' ? 60_000 : null },
    ]);
  });

  test('an event is about the generation of its own world', async () => {
    const { world, webhooks } = await lived();

    const copy = restored(snapshotOf(world));

    const [ended, sample] = copy.webhooks.deliveries.list();
    const { id } = webhooks.deliveries.list()[0]!.event.generation!;
    expect(ended?.event.generation).toBe(copy.world.generations.find(id));
    expect(sample?.event.generation).toBeUndefined();
  });

  test('a delivery has exactly what was sent', async () => {
    const { world, webhooks } = await lived();

    const copy = restored(snapshotOf(world));

    const attempts = (of: typeof webhooks) => of.deliveries.list().map((one) => one.attempts);
    expect(attempts(copy.webhooks)).toStrictEqual(attempts(webhooks));
    expect(copy.webhooks.deliveries.list()[1]).toMatchObject({
      lastStatus: undefined,
      fault: { kind: 'drop', eventType: 'webhook.test' },
    });
  });

  test('a delivery goes on with the tries that it has left', async () => {
    const { world } = await lived();
    const copy = restored(snapshotOf(world));
    copy.receiver.answer = () => answered(500);

    await copy.clock.runUntilIdle();

    expect(copy.webhooks.deliveries.list()[2]?.attempts).toHaveLength(6);
  });
});

describe('A snapshot is refused', () => {
  type Spoil = (hooks: Snapshot) => object;
  const endpoint =
    (part: object): Spoil =>
    (hooks) =>
      Object.assign(hooks.endpoints[0]!, part);
  const event =
    (part: object): Spoil =>
    (hooks) =>
      Object.assign(hooks.events[0]!, part);
  const delivery =
    (part: object): Spoil =>
    (hooks) =>
      Object.assign(hooks.deliveries[0]!, part);
  const times = 'must be from createdAtMs, 0, to clock.nowMs, 60000: received 60001';
  const later = (name: string): [string, Spoil, string] => [
    `with an endpoint whose ${name} is still to come`,
    endpoint({ [name]: 60_001 }),
    `webhooks.endpoints[0].${name} ${times}`,
  ];

  test.each<[string, Spoil, string]>([
    [
      'with an endpoint of tomorrow',
      endpoint({ createdAtMs: 60_001 }),
      'webhooks.endpoints[0].createdAtMs must be at most clock.nowMs, 60000: received 60001',
    ],
    ...['updatedAtMs', 'replacedAtMs', 'lastSuccessAtMs'].map(later),
    ...['lastFailureAtMs', 'disabledAtMs', 'revokedAtMs'].map(later),
    [
      'with a rotation at no time',
      endpoint({ replacedAtMs: null }),
      'webhooks.endpoints[0].replacedAtMs must be a time: received null',
    ],
    [
      'with a time of no rotation',
      endpoint({ rotations: 0 }),
      'webhooks.endpoints[0].replacedAtMs must be null, as there was no rotation: received 10000',
    ],
    [
      'with an endpoint of nobody',
      endpoint({ account: 'ghost' }),
      'webhooks.endpoints[0].account must be the name of an account of the snapshot: received "ghost"',
    ],
    [
      'with an event of nobody',
      event({ account: 'ghost' }),
      'webhooks.events[0].account must be the name of an account of the snapshot: received "ghost"',
    ],
    [
      'with an event about nothing known',
      event({ generation: 'task_none' }),
      'webhooks.events[0].generation must be the id of a known generation: received "task_none"',
    ],
    [
      'with a delivery to nobody',
      delivery({ endpoint: 'whend_none' }),
      'webhooks.deliveries[0].endpoint must be the id of a known webhook endpoint: received "whend_none"',
    ],
    [
      'with a delivery of nothing',
      delivery({ event: 'evt_none' }),
      'webhooks.deliveries[0].event must be the id of a known event: received "evt_none"',
    ],
    [
      'with a delivery of tomorrow',
      delivery({ createdAtMs: 60_001 }),
      'webhooks.deliveries[0].createdAtMs must be at most clock.nowMs, 60000: received 60001',
    ],
    [
      'with a delivery that changed before it was made',
      delivery({ updatedAtMs: 4_999 }),
      'webhooks.deliveries[0].updatedAtMs must be from createdAtMs, 5000, to clock.nowMs, 60000: received 4999',
    ],
    [
      'with a next attempt of what is over',
      delivery({ next: { dueMs: 70_000, order: 0 } }),
      'webhooks.deliveries[0].next must be null, as the delivery has succeeded: received {',
    ],
  ])('%s', async (_what, spoil, reason) => {
    const { world } = await lived();
    const snapshot = structuredClone(snapshotOf(world));
    spoil(snapshot.webhooks);

    expect(() => restored(snapshot)).toThrow(SnapshotRefused);
    expect(() => restored(snapshot)).toThrow(`Cannot restore the world: ${reason}`);
  });
});
