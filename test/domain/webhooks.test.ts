import { describe, expect, test } from 'vitest';
import { answered, HOOK, restored, snapshotOf, worldWithEndpoint } from './webhook-worlds.ts';

const FAILURES = { eventTypes: ['generation.failed'] } as const;

describe('events()', () => {
  test('are those of the account, newest first', () => {
    const { world, webhooks, account, test: send } = worldWithEndpoint();
    const other = world.accounts.get('other');
    const elsewhere = webhooks.test(other, webhooks.endpoints.create(other, HOOK).id);
    const [first, second] = [send(), send()];

    expect(webhooks.events(account)).toEqual([second.event, first.event]);
    expect(webhooks.events(other)).toEqual([elsewhere.event]);
  });

  test('are the newest hundred', () => {
    const { webhooks, account, test: send } = worldWithEndpoint();
    const sent = Array.from({ length: 101 }, () => send().event);

    expect(webhooks.events(account)).toEqual(sent.slice(1).reverse());
  });
});

describe('deliveriesOf()', () => {
  test('are those to the endpoint, newest first', () => {
    const { webhooks, account, endpoint, listen, test: send } = worldWithEndpoint();
    const other = listen();
    const [first, elsewhere, second] = [send(), send(other), send()];

    expect(webhooks.deliveriesOf(account, endpoint.id)).toEqual([second, first]);
    expect(webhooks.deliveriesOf(account, other.id)).toEqual([elsewhere]);
  });

  test('are no business of another account', () => {
    const { world, webhooks, endpoint } = worldWithEndpoint();
    const other = world.accounts.get('other');

    expect(() => webhooks.deliveriesOf(other, endpoint.id)).toThrow('Cannot find the webhook');
  });
});

describe('update()', () => {
  test('to disabled ends what is under way', () => {
    const { webhooks, account, endpoint, test: send } = worldWithEndpoint();
    const delivery = send();

    webhooks.update(account, endpoint.id, { status: 'disabled' });

    expect(delivery).toMatchObject({ status: 'failed', lastError: 'The endpoint was disabled' });
  });

  test('to anything else leaves it under way', () => {
    const { webhooks, account, endpoint, test: send } = worldWithEndpoint();
    const delivery = send();

    expect(webhooks.update(account, endpoint.id, { name: 'New', status: 'active' })).toBe(endpoint);

    expect(delivery.status).toBe('pending');
  });
});

test('revoke() ends an endpoint and what is under way to it', () => {
  const { webhooks, account, endpoint, test: send } = worldWithEndpoint();
  const delivery = send();

  expect(webhooks.revoke(account, endpoint.id)).toBe(endpoint);

  expect(endpoint.status).toBe('revoked');
  expect(delivery).toMatchObject({ status: 'failed', lastError: 'The endpoint was deleted' });
});

test('rotate() gives an endpoint a new secret', () => {
  const { webhooks, account, endpoint } = worldWithEndpoint();
  const { secret } = endpoint;

  expect(webhooks.rotate(account, endpoint.id)).toBe(endpoint);

  expect(endpoint.secret).not.toBe(secret);
  expect(endpoint.previous?.secret).toBe(secret);
});

describe('test()', () => {
  test('sends an event that is about no generation', () => {
    const { endpoint, test: send } = worldWithEndpoint();

    const { event, endpoint: to } = send();

    expect(to).toBe(endpoint);
    expect(event).toMatchObject({ type: 'webhook.test', generation: undefined });
    expect(event.id).toMatch(/^evt_[a-z0-9]{24}$/);
    expect(event.payload.id).toBe(event.id);
  });

  test('is struck by faults of its endpoint and its type', () => {
    const { endpoint, inject, test: send } = worldWithEndpoint();
    inject({ kind: 'drop', endpointId: 'whend_other' });
    inject({ kind: 'drop', eventType: 'generation.failed' });
    inject({ kind: 'delay', endpointId: endpoint.id, eventType: 'webhook.test' });

    expect([send().fault?.kind, send().fault]).toEqual(['delay', undefined]);
  });
});

describe('The end of a generation', () => {
  test('is told to each endpoint that wants to know', async () => {
    const { webhooks, clock, endpoint, listen, generate } = worldWithEndpoint();
    listen(FAILURES);
    const [off, on] = [listen(), listen()];
    webhooks.endpoints.disable(off);
    await generate();

    await clock.advance(5_000);

    const told = webhooks.deliveries.list().map((delivery) => delivery.endpoint);
    expect(told).toEqual([endpoint, on]);
  });

  test('is told by what has become of it', async () => {
    const { world, webhooks, account, clock, generate } = worldWithEndpoint();
    await generate();
    world.generations.plan({ outcome: 'failed' });
    const { id } = await generate();

    await clock.advance(5_000);

    const [failed, succeeded] = webhooks.events(account);
    expect([failed?.type, succeeded?.type]).toEqual(['generation.failed', 'generation.succeeded']);
    expect(failed?.generation?.id).toBe(id);
    expect(failed?.payload).toMatchObject({ created_at: '1970-01-01T00:00:05.000Z', data: { id } });
  });

  test('waits for nobody who is told', async () => {
    const { webhooks, clock, generate, times } = worldWithEndpoint();
    const generation = await generate();
    await clock.advance(5_000);

    expect(webhooks.emitEnd(generation)).toBeUndefined();
    expect(times()).toEqual([[5_000], []]);
  });

  test('is recorded where nobody wants to know, and not where nobody could', async () => {
    const { world, webhooks, account, endpoint, clock, generate } = worldWithEndpoint();
    webhooks.endpoints.disable(endpoint);
    await generate();
    const other = world.accounts.get('other');
    await world.generations.start(other, { model: 'z-image', prompt: 'A boat', params: {} });

    await clock.advance(5_000);

    expect(webhooks.events(account)).toHaveLength(1);
    expect(webhooks.events(other)).toEqual([]);
    expect(webhooks.deliveries.list()).toEqual([]);
  });
});

describe('Under the fault early', () => {
  test('the event is answered before the generation is', async () => {
    const { inject, generate, receiver } = worldWithEndpoint();
    inject({ kind: 'early' });
    const { arrived, answer } = receiver.hold();
    let isMade = false;

    const making = generate().then(() => {
      isMade = true;
    });
    await arrived;
    expect(isMade).toBe(false);
    answer(200);
    await making;

    expect(isMade).toBe(true);
  });

  test('other endpoints are told as always', async () => {
    const { clock, endpoint, inject, listen, generate, times } = worldWithEndpoint();
    listen();
    inject({ kind: 'early', endpointId: endpoint.id });

    await generate();
    expect(times()).toEqual([[0], []]);
    await clock.advance(0);

    expect(times()).toEqual([[0], [0]]);
  });

  test('an end that no endpoint wants to know is not early', async () => {
    const { webhooks, clock, endpoint, inject, listen, generate } = worldWithEndpoint();
    webhooks.endpoints.disable(endpoint);
    listen(FAILURES);
    inject({ kind: 'early' });

    await generate();

    expect(webhooks.faults.list()).toHaveLength(1);
    expect(clock.pending).toBe(1);
  });

  test('only generations that end as planned are early', async () => {
    const { world, clock, inject, generate, times } = worldWithEndpoint();
    inject({ kind: 'early', eventType: 'generation.failed' });
    await generate();
    expect(times()).toEqual([]);
    world.generations.plan({ outcome: 'failed' });

    await generate();

    expect(times()).toEqual([[0]]);
    expect(clock.pending).toBe(1);
  });

  test('the next generation ends at its time', async () => {
    const { clock, inject, generate, times } = worldWithEndpoint();
    inject({ kind: 'early' });
    await generate();
    await generate();

    await clock.runUntilIdle();

    expect(times()).toEqual([[0], [5_000]]);
  });
});

test('a look at a generation that has failed lets its event go', async () => {
  const { world, webhooks, clock, inject, generate, times } = worldWithEndpoint();
  inject({ kind: 'late' });
  world.generations.plan({ outcome: 'failed' });
  const generation = await generate();
  webhooks.noteSeen(generation);
  await clock.advance(60_000);
  expect(times()).toEqual([[]]);

  webhooks.noteSeen(generation);
  await clock.runUntilIdle();

  expect(times()).toEqual([[61_000]]);
});

test('each attempt is told of', async () => {
  const told: unknown[] = [];
  const {
    world,
    clock,
    test: send,
  } = worldWithEndpoint([500, 200], {
    onWebhookAttempt: ({ id, attempts }) => told.push([id, attempts.length]),
  });
  const changes = world.changes;
  const { id } = send();

  await clock.advance(30_000);

  expect(told).toEqual([
    [id, 1],
    [id, 2],
  ]);
  expect(world.changes).toBeGreaterThan(changes);
});

test('restored webhooks are those that were there, and go on with the ids of events', async () => {
  const { world, webhooks, account, endpoint, clock, receiver, inject, ...parts } =
    worldWithEndpoint();
  receiver.answer = () => answered(500);
  inject({ kind: 'delay', eventType: 'generation.failed' });
  await parts.generate();
  await clock.advance(5_000);
  const snapshot = snapshotOf(world);

  const copy = restored(snapshot);

  expect(snapshotOf(copy.world).webhooks).toEqual(snapshot.webhooks);
  expect(copy.webhooks.events(copy.account)).toMatchObject(
    webhooks.events(account).map(({ id, type, payload }) => ({ id, type, payload })),
  );
  expect(copy.webhooks.test(copy.account, endpoint.id).event.id).toBe(parts.test().event.id);
});
