import { inspect } from 'node:util';
import { describe, expect } from 'vitest';
import { ApiCallError, createClient } from '../../src/client/index.ts';
import { generation, KEY, refusal, type ScriptedReply, test } from './scripted-server.ts';

const balance = { body: { current_credits: 5 } };

describe('a call', () => {
  test('creates a generation with body, key and Idempotency-Key', async ({ scene }) => {
    const { client, requests } = await scene([{ body: generation() }]);

    const created = await client.generations.create({ model: 'z-image', prompt: 'A boat' });

    expect(created.id).toBe('task_z_image_example');
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/api/v1/generations',
      body: '{"model":"z-image","prompt":"A boat"}',
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
  });

  test('sends the Idempotency-Key of the caller', async ({ scene }) => {
    const { client, requests } = await scene([{ status: 201, body: generation() }]);

    await client.generations.create(
      { model: 'z-image', prompt: 'A paper boat' },
      { idempotencyKey: 'order-7' },
    );

    expect(requests[0]?.headers['idempotency-key']).toBe('order-7');
  });

  test('does not send the key where none is needed', async ({ scene }) => {
    const { client, requests } = await scene([{ body: { object: 'list', data: [] } }]);

    await client.models.list();

    expect(requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('keeps a strange task id inside its place in the path', async ({ scene }) => {
    const { client, requests } = await scene([{ body: generation() }]);

    await client.generations.retrieve('a/../b?c');

    expect(requests[0]?.url).toBe('/api/v1/generations/a%2F..%2Fb%3Fc');
  });

  test.each(['', '.', '..'])('refuses the task id "%s"', async (taskId) => {
    const client = createClient({ apiKey: KEY });

    await expect(client.generations.retrieve(taskId)).rejects.toThrow(TypeError);
  });

  test('refuses an option that nobody would read', async ({ scene }) => {
    const { client, requests } = await scene([]);
    const options = { idempotency_key: 'order-7' };

    const call = client.generations.create(
      { model: 'z-image', prompt: 'A paper boat' },
      options as object,
    );

    await expect(call).rejects.toThrow('there is no option "idempotency_key"');
    expect(requests).toEqual([]);
  });
});

describe('a reply', () => {
  test('keeps statuses and fields that were added later', async ({ scene }) => {
    const later = generation({ status: 'paused', queue_position: 3 });
    const { client } = await scene([{ body: later }]);

    await expect(client.generations.retrieve('task_1')).resolves.toEqual(later);
  });

  test('that refuses tells code, status, request id and wait', async ({ scene }) => {
    const reply = refusal(429, 'rate_limited', { 'Retry-After': '90' });
    const { client } = await scene([reply]);

    await expect(client.credits.retrieve()).rejects.toMatchObject({
      name: 'ApiCallError',
      message: 'Cannot call GET /api/v1/credits: 429 rate_limited, "Said so." (req_1)',
      code: 'rate_limited',
      status: 429,
      requestId: 'req_1',
      retryAfterMs: 90_000,
    });
  });

  test('with a code that was added later keeps the code', async ({ scene }) => {
    const { client } = await scene([refusal(422, 'moon_phase_wrong')]);

    const call = client.credits.retrieve();

    await expect(call).rejects.toMatchObject({ code: 'moon_phase_wrong', status: 422 });
  });

  test.for([
    { what: 'HTML', status: 404, body: '<h1>Not here</h1>', message: 'is not JSON' },
    { what: 'nothing', status: 401, body: '', message: 'is empty' },
    { what: 'other JSON', status: 400, body: '{"detail":"no"}', message: 'expected fields' },
    { what: 'an error without code', status: 403, body: '{"error":"no"}', message: 'expected' },
  ])('of $what is unreadable', async ({ status, body, message }, { scene }) => {
    const { client } = await scene([{ status, body, headers: { 'X-Request-Id': 'req_7' } }]);

    const error = await client.credits.retrieve().catch((error: unknown) => error);

    expect(error).toMatchObject({ code: 'unreadable_reply', status, requestId: 'req_7' });
    expect(error).toHaveProperty('message', expect.stringContaining(message));
  });

  test('that redirects is not followed', async ({ scene }) => {
    const other = await scene([balance]);
    const { client } = await scene([{ status: 302, headers: { Location: `${other.url}/x?y` } }]);

    const call = client.credits.retrieve();

    const host = other.url.slice('http://'.length);
    await expect(call).rejects.toMatchObject({
      code: 'unreadable_reply',
      status: 302,
      message: `Cannot call GET /api/v1/credits: the reply with status 302 redirects to "${host}"`,
    });
    expect(other.requests).toEqual([]);
  });
});

describe('an error shows its key to nobody', () => {
  test.for<{ what: string; reply: ScriptedReply }>([
    {
      what: 'a refusal that quotes it',
      reply: { status: 400, body: { error: { code: 'bad', message: `Bad key ${KEY}` } } },
    },
    {
      what: 'a code and a request id that quote it',
      reply: { status: 400, body: { error: { code: `bad_${KEY}`, message: '', requestId: KEY } } },
    },
    {
      what: 'a header that quotes it',
      reply: { status: 400, headers: { 'X-Request-Id': KEY }, body: '' },
    },
    { what: 'a page that quotes it', reply: { status: 400, body: `<p>${KEY}</p>` } },
    { what: 'a redirect to it', reply: { status: 302, headers: { Location: `https://${KEY}/` } } },
  ])('$what', async ({ reply }, { scene }) => {
    const { client } = await scene([reply]);

    const error = await client.credits.retrieve().catch((error: unknown) => error);

    expect(error).toBeInstanceOf(ApiCallError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret-of-this-test');
  });

  test('a lost connection', async ({ scene }) => {
    const { client } = await scene([{ connection: 'drop' }], { maxRetries: 0 });

    const error = await client.credits.retrieve().catch((error: unknown) => error);

    expect(error).toMatchObject({ code: 'connection_failed', cause: expect.any(TypeError) });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret-of-this-test');
  });
});
