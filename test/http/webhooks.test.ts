import { describe } from 'vitest';
import { ENDPOINT, IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/webhooks';
const START = '2026-05-11T00:00:00.000Z';

describe('A webhook endpoint', () => {
  test('is created with a secret that is shown once', async ({ call, expect }) => {
    const created = await call.post(PATH, ENDPOINT);

    const { signing_secret: secret, ...endpoint } = created.body;
    expect(created.status).toBe(200);
    expect(secret).toMatch(/^whsec_[a-z0-9]{32}$/);
    expect(endpoint).toEqual({
      id: expect.stringMatching(/^whend_[a-z0-9]{24}$/),
      object: 'webhook_endpoint',
      name: 'Production webhook',
      url: 'https://example.com/rivya/webhook',
      event_types: ['generation.succeeded', 'generation.failed'],
      status: 'active',
      secret_preview: `${secret.slice(0, 8)}...${secret.slice(-6)}`,
      last_success_at: null,
      last_failure_at: null,
      failure_count: 0,
      created_at: START,
      updated_at: START,
      disabled_at: null,
      revoked_at: null,
    });
    expect((await call.get(`${PATH}/${endpoint.id}`)).body).toEqual(endpoint);
    expect((await call.get(PATH)).body).toEqual({ object: 'list', data: [endpoint] });
  });

  test('has a secret of its own', async ({ call, expect }) => {
    const first = await call.post(PATH, ENDPOINT);
    const second = await call.post(PATH, ENDPOINT);

    expect(second.body.id).not.toBe(first.body.id);
    expect(second.body.signing_secret).not.toBe(first.body.signing_secret);
  });

  test('belongs to its account', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);
    const other = { key: `${fake.apiKey}.other` };

    expect((await call.get(`${PATH}/${body.id}`, other)).status).toBe(404);
    expect((await call.send('DELETE', `${PATH}/${body.id}`, undefined, other)).status).toBe(404);
    expect((await call.get(PATH, other)).body).toEqual({ object: 'list', data: [] });
  });

  test('is changed field by field', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);
    await fake.clock.advance(1_000);

    const renamed = await call.send('PATCH', `${PATH}/${body.id}`, { name: 'Staging' });
    const moved = await call.send('PATCH', `${PATH}/${body.id}`, {
      url: 'https://staging.example.com/hook',
      event_types: ['generation.failed', 'generation.failed'],
    });

    expect(renamed.body).toMatchObject({ name: 'Staging', url: ENDPOINT.url });
    expect(moved.body).toMatchObject({
      name: 'Staging',
      url: 'https://staging.example.com/hook',
      event_types: ['generation.failed'],
      updated_at: '2026-05-11T00:00:01.000Z',
    });
    expect(moved.body).not.toHaveProperty('signing_secret');
  });

  test('is disabled and turned on again', async ({ call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);

    const off = await call.send('PATCH', `${PATH}/${body.id}`, { status: 'disabled' });
    const on = await call.send('PATCH', `${PATH}/${body.id}`, { status: 'active' });

    expect(off.body).toMatchObject({ status: 'disabled', disabled_at: START });
    expect(on.body).toMatchObject({ status: 'active', disabled_at: null, failure_count: 0 });
  });

  test('gets a new secret by rotation', async ({ call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);

    const rotated = await call.post(`${PATH}/${body.id}/rotate-secret`);

    const secret = rotated.body.signing_secret;
    expect(secret).not.toBe(body.signing_secret);
    expect(rotated.body.secret_preview).toBe(`${secret.slice(0, 8)}...${secret.slice(-6)}`);
  });

  test('is gone after it was deleted', async ({ call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);

    const deleted = await call.send('DELETE', `${PATH}/${body.id}`);

    expect(deleted.status).toBe(200);
    expect(deleted.body).toMatchObject({ id: body.id, status: 'revoked', revoked_at: START });
    expect((await call.get(PATH)).body.data).toEqual([]);
    for (const [method, rest] of GONE) {
      const reply = await call.send(method, `${PATH}/${body.id}${rest}`, GONE_BODY[method]);
      expect([method, rest, reply.body.error.code]).toEqual([method, rest, 'not_found']);
    }
  });
});

const GONE = [
  ['GET', ''],
  ['PATCH', ''],
  ['DELETE', ''],
  ['POST', '/rotate-secret'],
  ['POST', '/test'],
  ['GET', '/deliveries'],
] as const;
const GONE_BODY: Record<string, object | undefined> = { PATCH: { status: 'active' } };

const TYPES = '"generation.succeeded", "generation.failed"';

describe('Bad input', () => {
  test.for([
    [{ name: 'A' }, 'url is required: expected a string'],
    [{ url: ENDPOINT.url }, 'name is required: expected a string'],
    [{ ...ENDPOINT, name: '' }, 'name must be text with a visible character: received ""'],
    [{ ...ENDPOINT, name: 'a'.repeat(101) }, 'name must be at most 100 characters long'],
    [{ ...ENDPOINT, url: `https://example.com/${'a'.repeat(2_048)}` }, 'url must be at most 2048'],
    [{ ...ENDPOINT, url: 5 }, 'url must be a string: received 5'],
    [{ ...ENDPOINT, event_types: [] }, 'event_types must'],
    [
      { ...ENDPOINT, event_types: ['chat.completed'] },
      `event_types[0] must be one of ${TYPES}: received "chat.completed"`,
    ],
    [
      { ...ENDPOINT, event_types: ['webhook.test'] },
      `event_types[0] must be one of ${TYPES}: received "webhook.test"`,
    ],
    [{ ...ENDPOINT, event_types: 'generation.failed' }, 'event_types must be'],
    [{ ...ENDPOINT, secret: 'whsec_mine' }, 'secret is not a known field: received "whsec_mine"'],
    [{ ...ENDPOINT, status: 'disabled' }, 'status is not a known field: received "disabled"'],
  ] as const)('%j creates nothing', async ([body, message], { call, expect }) => {
    const reply = await call.post(PATH, body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe('validation_failed');
    expect(reply.body.error.message).toContain(message);
    expect((await call.get(PATH)).body.data).toEqual([]);
  });

  test.for([
    { name: 5, url: 'https://example.org/' },
    { url: 'https://example.org/', status: 'revoked' },
    { url: 'https://example.org/', event_types: [] },
    { url: 'https://example.org/', id: 'whend_mine' },
    { name: 'Renamed', url: 'https://10.0.0.1/' },
    { name: 'Renamed', status: 'disabled', url: 'http://example.org/' },
  ])('%j changes nothing', async (body, { call, expect }) => {
    const created = await call.post(PATH, ENDPOINT);
    const { signing_secret: _secret, ...endpoint } = created.body;

    const reply = await call.send('PATCH', `${PATH}/${endpoint.id}`, body);

    expect(reply.status).toBe(400);
    expect((await call.get(`${PATH}/${endpoint.id}`)).body).toEqual(endpoint);
  });

  test('a URL that is not public is refused with its own code', async ({ call, expect }) => {
    const reply = await call.post(PATH, { ...ENDPOINT, url: 'https://2130706433/hook' });

    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({
      code: 'webhook_url_rejected',
      message:
        'url "https://2130706433/hook" is not allowed: its address 127.0.0.1 is not public (loopback)',
    });
    expect((await call.get(PATH)).body.data).toEqual([]);
  });

  test('the twenty-first endpoint is refused, until another one goes', async ({ call, expect }) => {
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) {
      ids.push((await call.post(PATH, ENDPOINT)).body.id);
    }

    const refused = await call.post(PATH, ENDPOINT);
    await call.send('DELETE', `${PATH}/${ids[0]}`);
    const accepted = await call.post(PATH, ENDPOINT);

    expect(refused.body.error).toMatchObject({
      code: 'validation_failed',
      message: 'Cannot create the webhook endpoint: the account has 20, the most that are allowed',
    });
    expect(accepted.status).toBe(200);
  });

  test('a key without the scope manages nothing', async ({ fake, call, expect }) => {
    const { status, body } = await call.get(PATH, { key: `${fake.apiKey}.readonly` });

    expect(status).toBe(403);
    expect(body.error.code).toBe('api_scope_denied');
  });
});

describe('Events', () => {
  test('are listed newest first, as they were sent', async ({ fake, call, expect }) => {
    await call.post(PATH, ENDPOINT);
    fake.generations.plan({ outcome: 'failed' });
    const failed = await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();
    const succeeded = await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();

    const { body } = await call.get('/api/v1/webhook-events');

    const shown = await call.get(`/api/v1/generations/${succeeded.body.id}`);
    const [second, first] = body.data;
    expect(body.object).toBe('list');
    expect(first).toMatchObject({ type: 'generation.failed', data: { id: failed.body.id } });
    expect(second).toEqual({
      id: expect.stringMatching(/^evt_[a-z0-9]{24}$/),
      object: 'webhook_event',
      type: 'generation.succeeded',
      api_version: '2026-05-11',
      created_at: '2026-05-11T00:00:10.000Z',
      data: shown.body,
    });
  });

  test('are recorded where the account has an endpoint', async ({ fake, call, expect }) => {
    await call.post(PATH, ENDPOINT, { key: `${fake.apiKey}.other` });
    await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();

    expect((await call.get('/api/v1/webhook-events')).body.data).toEqual([]);
  });

  test('show the newest hundred', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);
    for (let count = 0; count < 101; count++) await call.post(`${PATH}/${body.id}/test`);
    await fake.clock.runUntilIdle();

    const events = await call.get('/api/v1/webhook-events');
    const deliveries = await call.get(`${PATH}/${body.id}/deliveries`);

    expect(events.body.data).toHaveLength(100);
    expect(deliveries.body.data).toHaveLength(100);
  });
});

describe('A test event', () => {
  test('is delivered to its endpoint, with a sample', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);

    const sent = await call.post(`${PATH}/${body.id}/test`);
    await fake.clock.advance(0);

    const [delivery] = fake.webhooks.deliveries();
    expect(sent.body).toEqual({
      id: expect.stringMatching(/^whdel_[a-z0-9]{24}$/),
      object: 'webhook_delivery',
      endpoint_id: body.id,
      event_id: expect.stringMatching(/^evt_/),
      event_type: 'webhook.test',
      status: 'pending',
      attempt_count: 0,
      last_response_status: null,
      last_error: null,
      next_attempt_at: START,
      created_at: START,
      updated_at: START,
    });
    expect(delivery).toMatchObject({ id: sent.body.id, status: 'succeeded' });
    expect(JSON.parse(delivery!.attempts[0]!.body)).toMatchObject({
      id: sent.body.event_id,
      type: 'webhook.test',
      data: { id: 'task_kling_3_0_example', status: 'succeeded' },
    });
  });

  test('also reaches an endpoint that is disabled', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, ENDPOINT);
    await call.send('PATCH', `${PATH}/${body.id}`, { status: 'disabled' });

    await call.post(`${PATH}/${body.id}/test`);
    await fake.clock.advance(0);

    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'succeeded' }]);
  });
});
