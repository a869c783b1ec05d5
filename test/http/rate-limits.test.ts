import { describe } from 'vitest';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const CREDITS = '/api/v1/credits';

describe('Without a limit', () => {
  test('requests are not counted', async ({ call, expect }) => {
    const replies = await Promise.all(Array.from({ length: 200 }, () => call.get(CREDITS)));

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(replies[0]?.headers.get('RateLimit-Limit')).toBeNull();
  });
});

describe('A limit of two requests', () => {
  test.override('options', { rateLimit: 2 });

  test('is told on every counted reply', async ({ fake, call, expect }) => {
    const first = await call.get(CREDITS);
    await fake.clock.advance(10_500);
    const second = await call.get(CREDITS);

    expect(first.headers.get('RateLimit-Limit')).toBe('2');
    expect(first.headers.get('RateLimit-Remaining')).toBe('1');
    expect(first.headers.get('RateLimit-Reset')).toBe('60');
    expect(second.headers.get('RateLimit-Remaining')).toBe('0');
    expect(second.headers.get('RateLimit-Reset')).toBe('50');
    expect(second.headers.get('Retry-After')).toBeNull();
  });

  test('refuses the third and says when to come back', async ({ fake, call, expect }) => {
    await call.get(CREDITS);
    await call.get(CREDITS);
    await fake.clock.advance(18_001);

    const { status, headers, body } = await call.get(CREDITS);

    expect(status).toBe(429);
    expect(body.error).toMatchObject({
      code: 'rate_limited',
      message: 'Too many requests: 2 are allowed in 60 s',
    });
    expect(headers.get('Retry-After')).toBe('42');
    expect(headers.get('RateLimit-Remaining')).toBe('0');
    expect(headers.get('RateLimit-Reset')).toBe('42');
  });

  test('refuses before it reads the request', async ({ fake, call, expect }) => {
    await call.get(CREDITS);
    await call.get(CREDITS);

    const { status } = await call.post('/api/v1/generations', undefined, { text: 'nonsense' });

    expect(status).toBe(429);
    expect(fake.clock.pending).toBe(0);
  });

  test('opens a new window on the clock of the world', async ({ fake, call, expect }) => {
    await call.get(CREDITS);
    await call.get(CREDITS);

    await fake.clock.advance(59_999);
    const before = await call.get(CREDITS);
    await fake.clock.advance(1);
    const after = await call.get(CREDITS);

    expect(before.status).toBe(429);
    expect(before.headers.get('Retry-After')).toBe('1');
    expect(after.status).toBe(200);
    expect(after.headers.get('RateLimit-Remaining')).toBe('1');
  });

  test('counts each key by itself', async ({ fake, call, expect }) => {
    const key = fake.createKey();
    await call.get(CREDITS);
    await call.get(CREDITS);

    const refused = await call.get(CREDITS);
    const sameAccount = await call.get(CREDITS, { key });

    expect(refused.status).toBe(429);
    expect(sameAccount.status).toBe(200);
    expect(sameAccount.headers.get('RateLimit-Remaining')).toBe('1');
  });

  test('counts refused requests too', async ({ call, expect }) => {
    await call.post('/api/v1/generations', { model: 'unknown' });
    const missing = await call.get('/api/v1/generations/task_1');

    const { status } = await call.get(CREDITS);

    expect(missing.status).toBe(404);
    expect(missing.headers.get('RateLimit-Remaining')).toBe('0');
    expect(status).toBe(429);
  });

  test('counts replays too', async ({ call, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    await call.post('/api/v1/generations', IMAGE, options);
    await call.post('/api/v1/generations', IMAGE, options);

    const { status } = await call.post('/api/v1/generations', IMAGE, options);

    expect(status).toBe(429);
  });

  test('counts neither the model list nor the control plane', async ({ call, expect }) => {
    await call.get('/api/v1/models');
    await call.get('/__rivya/clock');
    await call.get('/__rivya/ledger');

    const { headers } = await call.get(CREDITS);

    expect(headers.get('RateLimit-Remaining')).toBe('1');
  });
});
