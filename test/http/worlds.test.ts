import { describe } from 'vitest';
import type { WorldHandle } from '../../src/index.ts';
import { type Caller, createCaller } from '../support/caller.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test as base } from '../support/fake.ts';

interface Side {
  readonly world: WorldHandle;
  readonly call: Caller;
}

/** Two worlds of one fake, each with a caller of its own. */
const test = base.extend<{ left: Side; right: Side }>({
  left: ({ fake }, use) => use(side(fake.url, fake.world('left'))),
  right: ({ fake }, use) => use(side(fake.url, fake.world('right'))),
});

function side(url: string, world: WorldHandle): Side {
  return { world, call: createCaller(url, world.apiKey) };
}

const START = Date.UTC(2026, 4, 11);

describe('Two worlds of one fake', () => {
  test('do not find the generations of each other', async ({ left, right, expect }) => {
    const { body } = await left.call.post('/api/v1/generations', IMAGE);

    const own = await left.call.get(`/api/v1/generations/${body.id}`);
    const foreign = await right.call.get(`/api/v1/generations/${body.id}`);

    expect(own.status).toBe(200);
    expect(foreign.status).toBe(404);
    expect(foreign.body.error.code).toBe('not_found');
  });

  test('have clocks of their own', async ({ left, right, expect }) => {
    const { body } = await right.call.post('/api/v1/generations', IMAGE);

    await left.world.clock.advance(5_000);
    await left.call.post('/__rivya/clock/advance', { ms: 1_000 });

    const shown = await right.call.get(`/api/v1/generations/${body.id}`);
    expect(shown.body.status).toBe('queued');
    expect(left.world.clock.now()).toBe(START + 6_000);
    expect(right.world.clock.now()).toBe(START);
  });

  test('have credits of their own', async ({ left, right, expect }) => {
    await left.call.post('/api/v1/generations', VIDEO);
    await left.call.put('/__rivya/credits', { balance: 1 }, { key: `${left.world.apiKey}.other` });

    expect(left.world.ledger.available).toBe(910);
    expect(right.world.ledger.available).toBe(1_000);
    expect(right.world.account('other').ledger.available).toBe(1_000);
  });

  test('have idempotency keys of their own', async ({ left, right, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    await left.call.post('/api/v1/generations', IMAGE, options);

    const { status, headers } = await right.call.post('/api/v1/generations', VIDEO, options);

    expect(status).toBe(200);
    expect(headers.get('Idempotency-Replayed')).toBeNull();
  });

  test('have plans of their own', async ({ left, right, expect }) => {
    left.world.generations.plan({ outcome: 'failed' });
    const { body } = await right.call.post('/api/v1/generations', IMAGE);
    await right.world.clock.runUntilIdle();

    const shown = await right.call.get(`/api/v1/generations/${body.id}`);

    expect(shown.body.status).toBe('succeeded');
  });

  test('have made keys of their own', async ({ left, right, expect }) => {
    const variant = left.world.createKey().slice(left.world.apiKey.length);

    const { body } = await right.call.get('/api/v1/credits', {
      key: `${right.world.apiKey}${variant}`,
    });

    expect(body.error.code).toBe('api_key_invalid');
  });

  test('are reset one by one', async ({ left, right, expect }) => {
    await left.call.post('/api/v1/generations', VIDEO);
    await right.call.post('/api/v1/generations', VIDEO);

    left.world.reset();

    expect(left.world.ledger.available).toBe(1_000);
    expect(right.world.ledger.available).toBe(910);
  });

  test('draw ids of their own', async ({ left, right, expect }) => {
    const first = await left.call.post('/api/v1/generations', IMAGE);
    const second = await right.call.post('/api/v1/generations', IMAGE);

    expect(second.body.id).not.toBe(first.body.id);
    expect(second.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
  });
});

describe('Two worlds under a limit', () => {
  test.override('options', { rateLimit: 1 });

  test('have windows of their own', async ({ left, right, expect }) => {
    await left.call.get('/api/v1/credits');
    const refused = await left.call.get('/api/v1/credits');

    const { status } = await right.call.get('/api/v1/credits');

    expect(refused.status).toBe(429);
    expect(status).toBe(200);
  });
});

describe('Many worlds at once', () => {
  test('each live the life that one would live alone', async ({ fake, expect }) => {
    const names = Array.from({ length: 30 }, (_value, index) => `parallel-${index}`);

    const ends = await Promise.all(names.map((name) => live(side(fake.url, fake.world(name)))));

    expect(new Set(ends.map(({ id }) => id)).size).toBe(30);
    expect(ends.map(({ status }) => status)).toEqual(Array(30).fill('succeeded'));
    expect(ends.map(({ credits }) => credits)).toEqual(Array(30).fill(910));
    expect(fake.ledger.entries).toHaveLength(1);
  });
});

async function live({ world, call }: Side) {
  const created = await call.post('/api/v1/generations', VIDEO);
  await world.clock.advance(5_000);
  const shown = await call.get(`/api/v1/generations/${created.body.id}`);
  const balance = await call.get('/api/v1/credits');
  return {
    id: shown.body.id,
    status: shown.body.status,
    credits: balance.body.current_credits,
  };
}
