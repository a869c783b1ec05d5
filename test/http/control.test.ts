import { describe } from 'vitest';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const START = '2026-05-11T00:00:00.000Z';

describe('GET /__rivya/health', () => {
  test('answers without a key', async ({ call, expect }) => {
    const { status, body } = await call.get('/__rivya/health', { key: null });

    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      worlds: 1,
      uptime_ms: expect.any(Number),
    });
  });

  test('counts the worlds that keys have opened', async ({ call, expect }) => {
    await call.get('/api/v1/credits', { key: 'rvya_sk_test_a' });
    await call.get('/api/v1/credits', { key: 'rvya_sk_test_a.other' });
    await call.get('/__rivya/clock', { key: 'rvya_sk_test_b' });

    const { body } = await call.get('/__rivya/health');

    expect(body.worlds).toBe(3);
  });
});

describe('POST /__rivya/reset', () => {
  test('replaces the world by a new one', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);
    const key = fake.createKey();
    await fake.clock.advance(2_000);

    const { status, body } = await call.post('/__rivya/reset');

    expect(status).toBe(200);
    expect(body).toEqual({ now: START, mode: 'manual', pending: 0, next_due_at: null });
    expect((await call.get(`/api/v1/generations/${created.body.id}`)).status).toBe(404);
    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 1_000 });
    expect((await call.get('/api/v1/credits', { key })).status).toBe(401);
  });

  test('begins the same life again', async ({ call, expect }) => {
    const first = await call.post('/api/v1/generations', VIDEO);
    await call.post('/__rivya/reset');

    const second = await call.post('/api/v1/generations', VIDEO);

    expect(second.body).toEqual(first.body);
  });

  test('forgets plans and idempotency keys', async ({ fake, call, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    fake.generations.plan({ outcome: 'failed', times: 5 });
    await call.post('/api/v1/generations', IMAGE, options);
    await call.post('/__rivya/reset');

    const created = await call.post('/api/v1/generations', IMAGE, options);
    await fake.clock.runUntilIdle();

    const ended = await call.get(`/api/v1/generations/${created.body.id}`);
    expect(created.headers.get('Idempotency-Replayed')).toBeNull();
    expect(ended.body.status).toBe('succeeded');
  });
});

describe('The control plane', () => {
  test.for([
    { what: 'no key', key: null, code: 'api_key_missing' },
    { what: 'a real-looking key', key: 'rvya_sk_0123456789', code: 'api_key_invalid' },
    { what: 'an unknown variant', key: 'rvya_sk_test_default.x', code: 'api_key_invalid' },
  ])('refuses $what', async ({ key, code }, { call, expect }) => {
    const { status, headers, body } = await call.get('/__rivya/clock', { key });

    expect(status).toBe(401);
    expect(body.error.code).toBe(code);
    expect(headers.get('X-Request-Id')).toBe(body.error.requestId);
  });

  test.for(['.revoked', '.expired', '.readonly', '.broke'])(
    'takes a key %s, as it only names the world',
    async (variant, { fake, call, expect }) => {
      const key = `${fake.apiKey}${variant}`;

      const { status } = await call.post('/__rivya/clock/advance', { ms: 5 }, { key });

      expect(status).toBe(200);
      expect(fake.clock.now()).toBe(Date.parse(START) + 5);
    },
  );

  test('demands no token on a loopback address', async ({ fake, call, expect }) => {
    const { status } = await call.get('/__rivya/clock');

    expect(status).toBe(200);
    expect(fake.controlToken).toBeUndefined();
  });
});

describe('A control plane with a token', () => {
  test.override('options', { controlToken: 'open-sesame' });

  const token = (value: string) => ({ headers: { 'x-rivya-control-token': value } });

  test('answers who sends it', async ({ fake, call, expect }) => {
    const { status } = await call.get('/__rivya/clock', token('open-sesame'));

    expect(status).toBe(200);
    expect(fake.controlToken).toBe('open-sesame');
  });

  test.for([
    { what: 'no token', options: {} },
    { what: 'an empty token', options: token('') },
    { what: 'another token of equal length', options: token('open sesami') },
    { what: 'a longer token', options: token('open-sesame!') },
  ])('refuses $what', async ({ options }, { fake, call, expect }) => {
    const { status, body } = await call.post('/__rivya/clock/advance', { ms: 5 }, options);

    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      code: 'api_key_invalid',
      message: 'The control plane of this fake is closed: send its token in X-Rivya-Control-Token',
    });
    expect(fake.clock.now()).toBe(Date.parse(START));
  });

  test('still tells its health', async ({ call, expect }) => {
    const { status } = await call.get('/__rivya/health', { key: null });

    expect(status).toBe(200);
  });

  test('leaves the imitated API open', async ({ call, expect }) => {
    const { status } = await call.post('/api/v1/generations', IMAGE);

    expect(status).toBe(200);
  });
});
