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

  test('forgets plans, keys of retries and handles nothing twice', async ({
    fake,
    call,
    expect,
  }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    fake.generations.plan({ outcome: 'failed', times: 5 });
    await call.post('/api/v1/generations', IMAGE, options);
    await call.post('/__rivya/reset');

    const { body, headers } = await call.post('/api/v1/generations', IMAGE, options);
    await fake.clock.runUntilIdle();

    const ended = await call.get(`/api/v1/generations/${body.id}`);
    expect(headers.get('Idempotency-Replayed')).toBeNull();
    expect(ended.body.status).toBe('succeeded');
  });
});

describe('The clock', () => {
  test('is told with what waits for it', async ({ call, expect }) => {
    const idle = await call.get('/__rivya/clock');
    await call.post('/api/v1/generations', VIDEO);
    const busy = await call.get('/__rivya/clock');

    expect(idle.body).toEqual({ now: START, mode: 'manual', pending: 0, next_due_at: null });
    expect(busy.body).toEqual({
      now: START,
      mode: 'manual',
      pending: 1,
      next_due_at: '2026-05-11T00:00:01.000Z',
    });
  });

  test('is advanced, and generations with it', async ({ call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.post('/__rivya/clock/advance', { ms: 4_500 });

    expect(status).toBe(200);
    expect(body).toEqual({
      now: '2026-05-11T00:00:04.500Z',
      mode: 'manual',
      pending: 1,
      next_due_at: '2026-05-11T00:00:05.000Z',
    });
    const shown = await call.get(`/api/v1/generations/${created.body.id}`);
    expect(shown.body.status).toBe('processing');
  });

  test('runs until nothing waits for it', async ({ call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.post('/__rivya/clock/run-until-idle');

    expect(status).toBe(200);
    expect(body).toEqual({
      now: '2026-05-11T00:00:05.000Z',
      mode: 'manual',
      pending: 0,
      next_due_at: null,
    });
  });

  test.for([
    { what: 'backwards', body: { ms: -1 }, message: 'ms must be at least 0: received -1' },
    { what: 'by a text', body: { ms: '5' }, message: 'ms must be a number: received "5"' },
    { what: 'by nothing', body: {}, message: 'ms is required: expected a number' },
    {
      what: 'by more than a century',
      body: { ms: 3_153_600_000_001 },
      message: 'ms must be at most 3153600000000: received 3153600000001',
    },
    {
      what: 'with an unknown field',
      body: { ms: 1, seconds: 1 },
      message: 'seconds is not a known field: received 1',
    },
  ])('does not move $what', async ({ body, message }, { fake, call, expect }) => {
    const reply = await call.post('/__rivya/clock/advance', body);

    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({ code: 'validation_failed', message });
    expect(fake.clock.now()).toBe(Date.parse(START));
  });

  test('can be told however far it was moved', async ({ call, expect }) => {
    const century = { ms: 3_153_600_000_000 };
    await Promise.all(
      Array.from({ length: 100 }, () => call.post('/__rivya/clock/advance', century)),
    );

    const { status } = await call.get('/__rivya/clock');

    expect(status).toBe(200);
  });
});

describe('The credits of the control plane', () => {
  test('are those that the API tells', async ({ call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.get('/__rivya/credits');

    expect(status).toBe(200);
    expect(body).toEqual({ balance: 910 });
  });

  test('can be set', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.put('/__rivya/credits', { balance: 3 });

    expect(status).toBe(200);
    expect(body).toEqual({ balance: 3 });
    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 3 });
    expect(fake.ledger).toMatchObject({ granted: 93, available: 3, reserved: 90 });
  });

  test('belong to the account of the key', async ({ fake, call, expect }) => {
    const key = `${fake.apiKey}.broke`;

    await call.put('/__rivya/credits', { balance: 5 }, { key });

    expect((await call.get('/api/v1/credits', { key })).body).toEqual({ current_credits: 5 });
    expect(fake.ledger.available).toBe(1_000);
  });

  test.for([
    { balance: -1, message: 'balance must be at least 0: received -1' },
    { balance: 1.5, message: 'balance must be a whole number: received 1.5' },
    { balance: null, message: 'balance must be a whole number: received null' },
  ])('cannot be set to $balance', async ({ balance, message }, { fake, call, expect }) => {
    const reply = await call.put('/__rivya/credits', { balance });

    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({ code: 'validation_failed', message });
    expect(fake.ledger.entries).toHaveLength(1);
  });
});

describe('GET /__rivya/ledger', () => {
  test('shows every move of credits', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();
    await call.put('/__rivya/credits', { balance: 900 });

    const { status, body } = await call.get('/__rivya/ledger');

    const end = '2026-05-11T00:00:05.000Z';
    expect(status).toBe(200);
    expect(body).toEqual({
      granted: 990,
      available: 900,
      reserved: 0,
      settled: 90,
      entries: [
        { kind: 'grant', amount: 1_000, reference: null, at: START },
        { kind: 'reserve', amount: 90, reference: created.body.id, at: START },
        { kind: 'settle', amount: 90, reference: created.body.id, at: end },
        { kind: 'grant', amount: -10, reference: null, at: end },
      ],
    });
  });
});

describe('POST /__rivya/keys', () => {
  test('makes a key that can do everything', async ({ call, expect }) => {
    const { status, body } = await call.post('/__rivya/keys', {});

    expect(status).toBe(200);
    expect(body).toMatchObject({ account: 'main', state: 'active' });
    expect(body.key).toMatch(/^rvya_sk_test_default\.k-[a-z0-9]{20}$/);
    expect(body.scopes).toHaveLength(9);
    const used = await call.post('/api/v1/generations', IMAGE, { key: body.key });
    expect(used.status).toBe(200);
  });

  test('makes a key with some scopes', async ({ call, expect }) => {
    const { body } = await call.post('/__rivya/keys', { scopes: ['credits:read'] });

    const allowed = await call.get('/api/v1/credits', { key: body.key });
    const denied = await call.post('/api/v1/generations', IMAGE, { key: body.key });

    expect(body.scopes).toEqual(['credits:read']);
    expect(allowed.status).toBe(200);
    expect(denied.body.error.code).toBe('api_scope_denied');
  });

  test.for([
    { state: 'revoked', code: 'api_key_revoked' },
    { state: 'expired', code: 'api_key_expired' },
  ])('makes a key that is $state', async ({ state, code }, { call, expect }) => {
    const { body } = await call.post('/__rivya/keys', { state });

    const refused = await call.get('/api/v1/credits', { key: body.key });

    expect(body.state).toBe(state);
    expect(refused.body.error.code).toBe(code);
  });

  test('makes a key of an account of its own', async ({ fake, call, expect }) => {
    const { body } = await call.post('/__rivya/keys', { account: 'tenant-2' });

    await call.post('/api/v1/generations', VIDEO, { key: body.key });

    expect(fake.account('tenant-2').ledger.reserved).toBe(90);
    expect(fake.ledger.reserved).toBe(0);
  });

  test.for([
    { what: 'a scope that does not exist', body: { scopes: ['everything'] }, field: 'scopes[0]' },
    { what: 'a state that does not exist', body: { state: 'lost' }, field: 'state' },
    { what: 'an account that is no name', body: { account: 'Tenant 2' }, field: 'account' },
  ])('refuses $what', async ({ body, field }, { call, expect }) => {
    const reply = await call.post('/__rivya/keys', body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe('validation_failed');
    expect(reply.body.error.message).toContain(`${field} must be `);
  });
});

describe('POST /__rivya/generations/plan', () => {
  test('plans as many generations as it is told', async ({ fake, call, expect }) => {
    const planned = await call.post('/__rivya/generations/plan', { outcome: 'failed', times: 2 });
    const ids = [
      (await call.post('/api/v1/generations', IMAGE)).body.id,
      (await call.post('/api/v1/generations', IMAGE)).body.id,
      (await call.post('/api/v1/generations', IMAGE)).body.id,
    ];
    await fake.clock.runUntilIdle();

    const ends = await Promise.all(ids.map((id) => call.get(`/api/v1/generations/${id}`)));

    expect(planned.body).toEqual({ pending: 2 });
    expect(ends.map(({ body }) => body.status)).toEqual(['failed', 'failed', 'succeeded']);
  });

  test('tells what is still planned', async ({ call, expect }) => {
    await call.post('/__rivya/generations/plan', { category: 'image', times: 3 });
    await call.post('/api/v1/generations', IMAGE);

    const { body } = await call.post('/__rivya/generations/plan', { prompt_contains: 'never' });

    expect(body).toEqual({ pending: 3 });
  });

  test.for([
    { what: 'a chat model', body: { model: 'gpt-5-2-chat' }, message: 'model must be one of' },
    { what: 'a category', body: { category: 'chat' }, message: 'category must be one of' },
    { what: 'no time at all', body: { times: 0 }, message: 'times must be at least 1' },
    { what: 'a past', body: { queued_ms: -1 }, message: 'queued_ms must be at least 0' },
    { what: 'an unknown field', body: { queuedMs: 1 }, message: 'queuedMs is not a known field' },
    {
      what: 'an error without a code',
      body: { outcome: 'failed', error: { message: 'Broken' } },
      message: 'error.code is required',
    },
    {
      what: 'an error of a success',
      body: { error: { code: 'broken', message: 'Broken' } },
      message: 'error',
    },
  ])('refuses $what', async ({ body, message }, { call, expect }) => {
    const reply = await call.post('/__rivya/generations/plan', body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe('validation_failed');
    expect(reply.body.error.message).toContain(message);
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

  test('leaves the request ids of the world alone', async ({ fake, call, expect }) => {
    const [first, second] = [fake.world('a'), fake.world('b')];
    await call.get('/__rivya/clock', { key: second.apiKey });

    await call.get('/api/v1/credits', { key: first.apiKey });
    await call.get('/api/v1/credits', { key: second.apiKey });
    const afterReset = async (key: string) => {
      await call.post('/__rivya/reset', undefined, { key });
      return (await call.get('/api/v1/credits', { key })).headers.get('X-Request-Id');
    };

    expect(await afterReset(second.apiKey)).toBe(await afterReset(second.apiKey));
    expect(await afterReset(first.apiKey)).not.toBe(await afterReset(second.apiKey));
  });
});

describe('A control plane with a token', () => {
  test.override('options', { controlToken: 'open sesame' });

  const token = (value: string) => ({ headers: { 'x-rivya-control-token': value } });

  test('answers who sends it', async ({ fake, call, expect }) => {
    const { status } = await call.get('/__rivya/clock', token('open sesame'));

    expect(status).toBe(200);
    expect(fake.controlToken).toBe('open sesame');
  });

  test.for([
    { what: 'no token', options: {} },
    { what: 'an empty token', options: token('') },
    { what: 'another token of equal length', options: token('open sesami') },
    { what: 'a longer token', options: token('open sesame!') },
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
