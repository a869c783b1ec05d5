import { describe } from 'vitest';
import type { CallFault } from '../../src/index.ts';
import { IMAGE, TURN, uploadForm } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const CREATE = '/api/v1/generations';

/** Sends a request as it is, with what came back or what broke. */
async function raw(url: string, key: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } });
  return { response, text: await response.text() };
}

describe('A fault before the work', () => {
  test.for<[string, CallFault, number, string]>([
    ['a code', { kind: 'error', code: 'rate_limited' }, 429, '"code":"rate_limited"'],
    ['an unknown code', { kind: 'error', code: 'content_refused' }, 400, '"content_refused"'],
    ['a status of its own', { kind: 'error', code: 'teapot', status: 418 }, 418, '"teapot"'],
    ['a preset', { kind: 'reply', preset: 'bad-gateway' }, 502, '<h1>502 Bad Gateway</h1>'],
    ['any reply', { kind: 'reply', status: 503, body: 'Gone fishing' }, 503, 'Gone fishing'],
  ])('answers with %s and takes no credits', async ([, fault, status, text], { fake, expect }) => {
    fake.faults.inject(fault);

    const body = JSON.stringify(IMAGE);
    const reply = await raw(fake.url + CREATE, fake.apiKey, { method: 'POST', body });

    expect(reply.response.status).toBe(status);
    expect(reply.text).toContain(text);
    expect(fake.ledger.entries).toHaveLength(1);
  });

  test('sends Retry-After only where it is told to', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'error', code: 'rate_limited', retryAfterMs: 30_000 });
    fake.faults.inject({ kind: 'error', code: 'rate_limited' });

    const first = await call.get('/api/v1/credits');
    const second = await call.get('/api/v1/credits');

    expect(first.headers.get('retry-after')).toBe('30');
    expect(second.headers.get('retry-after')).toBeNull();
  });

  test('resets the connection with nothing done', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'reset-before' });

    await expect(call.post(CREATE, IMAGE)).rejects.toThrow('fetch failed');

    expect(fake.ledger.entries).toHaveLength(1);
  });

  test('begins the work late', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'latency', ms: 1_500 });
    const creating = call.post(CREATE, IMAGE);
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);
    await fake.clock.advance(1_500);

    const { body } = await creating;

    expect(body.created_at).toBe('2026-05-11T00:00:01.500Z');
  });

  test('leaves the Idempotency-Key free', async ({ fake, call, expect }) => {
    const headers = { 'idempotency-key': 'order-17' };
    fake.faults.inject({ kind: 'error', code: 'internal_error' });

    const refused = await call.post(CREATE, IMAGE, { headers });
    const done = await call.post(CREATE, IMAGE, { headers });

    expect([refused.status, done.status]).toEqual([500, 200]);
    expect(done.headers.get('idempotency-replayed')).toBeNull();
  });

  test.for([
    ['a wrong key', { key: 'rvya_sk_0123456789' }, IMAGE, 401],
    ['a wrong body', {}, { model: 'unknown' }, 400],
  ] as const)(
    'waits while a call has %s',
    async ([, options, body, status], { fake, call, expect }) => {
      fake.faults.inject({ kind: 'error', code: 'internal_error' });

      const refused = await call.post(CREATE, body, options);

      expect(refused.status).toBe(status);
      expect(fake.faults.list()).toMatchObject([{ matched: 0, struck: 0, left: 1 }]);
    },
  );
});

describe('A fault after the work', () => {
  test('loses the reply, and a retry with the same key gets it', async ({ fake, call, expect }) => {
    const headers = { 'idempotency-key': 'order-17' };
    fake.faults.inject({ kind: 'reply-lost', operations: ['createGeneration'] });

    await expect(call.post(CREATE, IMAGE, { headers })).rejects.toThrow('fetch failed');
    const retried = await call.post(CREATE, IMAGE, { headers });

    expect(retried.headers.get('idempotency-replayed')).toBe('true');
    expect(fake.ledger.reserved).toBe(1);
  });

  test.for<CallFault>([
    { kind: 'error', code: 'internal_error', afterWork: true },
    { kind: 'reply', preset: 'gateway-timeout', afterWork: true },
  ])('answers with $kind though the work is done', async (fault, { fake, expect }) => {
    fake.faults.inject(fault);

    const body = JSON.stringify(IMAGE);
    const { response } = await raw(fake.url + CREATE, fake.apiKey, { method: 'POST', body });

    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(fake.ledger.reserved).toBe(1);
  });

  test('holds the reply back while the work goes on', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'reply-delayed', ms: 60_000 });
    const creating = call.post(CREATE, IMAGE);
    await expect.poll(() => fake.ledger.reserved, { interval: 1 }).toBe(1);
    await fake.clock.advance(60_000);

    const { status, body } = await creating;

    expect([status, body.status]).toEqual([200, 'queued']);
    expect(fake.ledger.settled).toBe(1);
  });

  test('resets the connection in the middle', async ({ fake, expect }) => {
    fake.faults.inject({ kind: 'reset-during' });

    await expect(raw(`${fake.url}/api/v1/credits`, fake.apiKey)).rejects.toThrow('terminated');
  });

  test('resets the connection after the reply', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'reset-after' });

    const first = await call.get('/api/v1/credits');
    const second = await call.get('/api/v1/credits');

    expect([first.body, second.body]).toEqual([first.body, first.body]);
  });

  test.for<[CallFault, string, string]>([
    [{ kind: 'empty-body' }, '', 'application/json; charset=utf-8'],
    [{ kind: 'wrong-content-type' }, '{"current_credits":1000}', 'text/html'],
    [{ kind: 'truncated-json' }, '{"current_cr', 'application/json; charset=utf-8'],
    [{ kind: 'malformed-json' }, '{"current_credits":1000,,', 'application/json; charset=utf-8'],
    [
      { kind: 'extra-fields', fields: { tier: 'gold' } },
      '{"current_credits":1000,"tier":"gold"}',
      'application/json; charset=utf-8',
    ],
    [
      { kind: 'slow-headers', ms: 5, real: true },
      '{"current_credits":1000}',
      'application/json; charset=utf-8',
    ],
    [
      { kind: 'slow-body', ms: 1, real: true, bytes: 5 },
      '{"current_credits":1000}',
      'application/json; charset=utf-8',
    ],
  ])('%j', async ([fault, text, type], { fake, expect }) => {
    fake.faults.inject(fault);

    const reply = await raw(`${fake.url}/api/v1/credits`, fake.apiKey);

    expect(reply.text).toBe(text);
    expect(reply.response.status).toBe(200);
    expect(reply.response.headers.get('content-type')).toBe(type);
  });

  test('shows a status that no client knows, and times that are off', async ({
    fake,
    call,
    expect,
  }) => {
    const { body } = await call.post(CREATE, IMAGE);
    fake.faults.inject({ kind: 'other-status', value: 'paused' });
    fake.faults.inject({ kind: 'clock-skew', skewMs: -3_600_000 });

    const paused = await call.get(`${CREATE}/${body.id}`);
    const skewed = await call.get(`${CREATE}/${body.id}`);
    const usual = await call.get(`${CREATE}/${body.id}`);

    expect(paused.body).toEqual({ ...body, status: 'paused' });
    expect(skewed.body.created_at).toBe('2026-05-10T23:00:00.000Z');
    expect(usual.body).toEqual(body);
  });
});

describe('A fault matches by', () => {
  test.for<[string, Partial<CallFault>]>([
    ['operation', { operations: ['createGeneration'] }],
    ['model', { model: 'z-image' }],
    ['account', { account: 'other' }],
    ['header', { header: { name: 'X-Team', equals: 'blue' } }],
    ['part of a header', { header: { name: 'x-team', contains: 'bl' } }],
    ['field', { field: { path: 'params.aspect_ratio', equals: '9:16' } }],
    ['part of a field', { field: { path: 'prompt', contains: 'boat' } }],
  ])('%s', async ([, matcher], { fake, call, expect }) => {
    fake.faults.inject({ kind: 'error', code: 'internal_error', ...matcher });
    const options = { key: `${fake.apiKey}.other`, headers: { 'x-team': 'blue' } };
    const body = { ...IMAGE, params: { aspect_ratio: '9:16' } };

    const unlike = await call.get('/api/v1/credits');
    const alike = await call.post(CREATE, body, options);

    expect([unlike.status, alike.status]).toEqual([200, 500]);
  });

  test('the number of the call, as often as it says', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'error', code: 'internal_error', nth: 2, times: 2 });

    const statuses = [];
    for (let index = 0; index < 5; index++) {
      statuses.push((await call.get('/api/v1/credits')).status);
    }

    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  test('chance, which the seed decides', async ({ fake, call, expect }) => {
    const fault = { kind: 'error', code: 'internal_error', probability: 0.5, times: 'always' };
    fake.faults.inject(fault as CallFault);
    const run = async () => {
      const statuses = [];
      for (let index = 0; index < 12; index++) {
        statuses.push((await call.get('/api/v1/credits')).status);
      }
      return statuses;
    };

    const first = await run();
    fake.reset();
    fake.faults.inject(fault as CallFault);
    const second = await run();

    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(second).toEqual(first);
  });
});

describe('Faults', () => {
  test('stay until they are removed', async ({ fake, call, expect }) => {
    const id = fake.faults.inject({ kind: 'error', code: 'internal_error', times: 'always' });
    const first = await call.get('/api/v1/credits');
    const second = await call.get('/api/v1/credits');
    const removed = [fake.faults.remove(id), fake.faults.remove(id)];

    const third = await call.get('/api/v1/credits');

    expect([first.status, second.status, third.status]).toEqual([500, 500, 200]);
    expect(removed).toEqual([true, false]);
  });

  test('strike public operations that they name, for calls with a key', async ({
    fake,
    call,
    expect,
  }) => {
    fake.faults.inject({ kind: 'error', code: 'internal_error', times: 'always' });
    const unnamed = await call.get('/api/v1/models');
    fake.faults.inject({ kind: 'reply', status: 503, operations: ['listModels'] });

    const keyless = await call.get('/api/v1/models', { key: null });
    const named = await raw(`${fake.url}/api/v1/models`, fake.apiKey);

    expect([unnamed.status, keyless.status, named.response.status]).toEqual([200, 200, 503]);
  });

  test('strike uploads and downloads', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'reply-lost', operations: ['uploadFile'] });
    fake.faults.inject({ kind: 'error', code: 'not_found', operations: ['media'] });

    await expect(call.post('/api/v1/files', uploadForm({}))).rejects.toThrow('fetch failed');
    const { body } = await call.post('/api/v1/files', uploadForm({}));
    const first = await fetch(body.url);
    const second = await fetch(body.url);

    expect([first.status, second.status]).toEqual([404, 200]);
  });

  test('lose the reply of a stream whose turn was answered', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'reply-lost' });

    const lost = call.post('/api/v1/chat/completions/stream', TURN);

    await expect(lost).rejects.toThrow('fetch failed');
    expect(fake.ledger.settled).toBe(1);
    expect(fake.ledger.reserved).toBe(0);
  });

  test('do not keep a fake from closing', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'reply-delayed', ms: 60_000 });
    const left = call.get('/api/v1/credits');
    left.catch(() => {});
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);

    fake.reset();

    await expect(left).rejects.toThrow('fetch failed');
  });

  test.for<[unknown, string]>([
    [undefined, 'the fault is required: expected an object'],
    [{ kind: 'toString' }, 'kind must be one of "error"'],
    [{ kind: 'error' }, 'code is required'],
    [{ kind: 'reply' }, 'status is required'],
    [{ kind: 'latency', ms: 1e12 }, 'ms must be at most'],
    [{ kind: 'latency', retryAfterMs: 1 }, 'retryAfterMs is not a known field'],
    [{ kind: 'reply-lost', times: 0 }, 'times must be at least 1'],
    [{ kind: 'reply-lost', probability: 2 }, 'probability must be at most 1'],
    [{ kind: 'reply-lost', header: { name: 'Authorization' } }, 'a header without secrets'],
    [{ kind: 'clock-skew', operations: ['media'] }, 'unlike media'],
  ])('that make no sense are refused: %j', ([fault, message], { fake, expect }) => {
    expect(() => fake.faults.inject(fault as CallFault)).toThrow(message);
  });
});

describe('/__rivya/faults', () => {
  test('plans, lists, removes and clears', async ({ call, expect }) => {
    const plan = { kind: 'error', code: 'rate_limited', retry_after_ms: 2_000, times: 'always' };
    const planned = await call.post('/__rivya/faults', plan);
    await call.post('/__rivya/faults', { kind: 'reply-lost' });
    const refused = await call.get('/api/v1/credits');
    const removed = await call.send('DELETE', `/__rivya/faults/${planned.body.id}`);
    const again = await call.send('DELETE', `/__rivya/faults/${planned.body.id}`);

    const cleared = await call.send('DELETE', '/__rivya/faults');

    expect(planned.body).toMatchObject({ id: 'fault_1', left: null, plan });
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(removed.body.data).toMatchObject([{ id: 'fault_2', matched: 1, struck: 0 }]);
    expect(again.status).toBe(404);
    expect(cleared.body.data).toEqual([]);
  });

  test('says what is wrong with a plan', async ({ call, expect }) => {
    const { status, body } = await call.post('/__rivya/faults', { kind: 'error', code: 'A b' });

    expect(status).toBe(400);
    expect(body.error.message).toContain('code must be 1 to 100 of a-z, 0-9 and _');
  });
});
