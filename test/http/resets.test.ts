import { describe } from 'vitest';
import { test } from '../support/fake.ts';

const boat = { model: 'kling-3-0', prompt: 'A paper boat' };

test('a request that waits in a world that is thrown away is cut off', async ({
  fake,
  call,
  expect,
}) => {
  fake.generations.plan({ acceptMs: 5_000 });
  const waiting = call.post('/api/v1/generations', boat);
  await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);

  fake.reset();

  await expect(waiting).rejects.toThrow('fetch failed');
  expect(fake.ledger.reserved).toBe(0);
});

test('calls of the control plane do not change the ids of the imitated API', async ({
  fake,
  call,
  expect,
}) => {
  const plain = await call.get('/api/v1/credits');
  fake.reset();

  await call.get('/__rivya/clock');
  const later = await call.get('/api/v1/credits');

  expect(later.headers.get('x-request-id')).toBe(plain.headers.get('x-request-id'));
});

describe('with a clock that moves with each request', () => {
  test.override('options', { clock: 'per-request' });

  test('a create call that takes time moves the clock by that time', async ({
    fake,
    call,
    expect,
  }) => {
    fake.generations.plan({ acceptMs: 20_000 });

    const reply = await call.post('/api/v1/generations', boat);

    expect(reply.body.created_at).toBe('2026-05-11T00:00:21.000Z');
  });
});
