import { describe, expect } from 'vitest';
import { generation, refusal, type ScriptedReply, test } from './scripted-server.ts';

const balance = { body: { current_credits: 5 } };
const busy = refusal(503, 'public_api_disabled');

describe('a read is repeated after', () => {
  test.for<{ what: string; reply: ScriptedReply }>([
    { what: 'a lost connection', reply: { connection: 'drop' } },
    { what: 'a reply cut off by the network', reply: { body: balance.body, connection: 'cut' } },
    { what: 'truncated JSON', reply: { body: '{"current_cre' } },
    { what: 'an empty success', reply: { body: '' } },
    { what: 'a success without the expected fields', reply: { body: '{}' } },
    { what: "a proxy's error page", reply: { status: 502, body: '<h1>Bad gateway</h1>' } },
    { what: 'a refusal that may pass', reply: busy },
  ])('$what', async ({ reply }, { scene }) => {
    const { client, requests, sleptMs } = await scene([reply, balance]);

    await expect(client.credits.retrieve()).resolves.toEqual({ current_credits: 5 });
    expect(requests).toHaveLength(2);
    expect(sleptMs).toEqual([500]);
  });

  test('a reply that is late', async ({ scene }) => {
    const replies = [{ connection: 'hang' } as const, balance];
    const { client, sleptMs } = await scene(replies, { attemptTimeoutMs: 500 });

    await expect(client.credits.retrieve()).resolves.toEqual({ current_credits: 5 });
    expect(sleptMs).toEqual([500]);
  });
});

describe('retries', () => {
  test('wait longer each time, end, and leave the last error', async ({ scene }) => {
    const { client, sleptMs, requests } = await scene([busy, busy, refusal(500, 'internal_error')]);

    await expect(client.credits.retrieve()).rejects.toMatchObject({ code: 'internal_error' });
    expect(sleptMs).toEqual([500, 1_000]);
    expect(requests).toHaveLength(3);
  });

  test('of a creation keep its Idempotency-Key and body', async ({ scene }) => {
    const replies: ScriptedReply[] = [{ connection: 'drop' }, busy, { body: generation() }];
    const { client, requests } = await scene(replies);
    const body = { model: 'z-image', prompt: 'A boat' } as const;

    const creating = client.generations.create(body);
    Object.assign(body, { prompt: 'Changed' });
    await creating;

    const key = requests[0]?.headers['idempotency-key'];
    expect(requests.map((request) => request.headers['idempotency-key'])).toEqual([key, key, key]);
    expect(new Set(requests.map((request) => request.body)).size).toBe(1);
  });

  test('never share the key of another creation', async ({ scene }) => {
    const { client, requests } = await scene([{ body: generation() }, { body: generation() }]);

    await client.generations.create({ model: 'z-image', prompt: 'A paper boat' });
    await client.generations.create({ model: 'z-image', prompt: 'A paper boat' });

    const [first, second] = requests.map((request) => request.headers['idempotency-key']);
    expect(first).not.toBe(second);
  });

  test('wait for a creation whose lost attempt is still running', async ({ scene }) => {
    const running = refusal(409, 'idempotency_conflict');
    const replies: ScriptedReply[] = [{ connection: 'drop' }, running, { body: generation() }];
    const { client } = await scene(replies);

    const created = await client.generations.create({ model: 'z-image', prompt: 'A paper boat' });

    expect(created.id).toBe('task_z_image_example');
  });

  test('obey Retry-After', async ({ scene }) => {
    const limited = refusal(429, 'rate_limited', { 'Retry-After': '17' });
    const { client, sleptMs } = await scene([limited, balance]);

    await client.credits.retrieve();

    expect(sleptMs).toEqual([17_000]);
  });

  test.for<{ what: string; reply: ScriptedReply }>([
    { what: 'a long Retry-After', reply: refusal(429, 'rate_limited', { 'Retry-After': '61' }) },
    { what: 'a wrong request', reply: refusal(400, 'validation_failed') },
    { what: 'a redirect', reply: { status: 307, headers: { Location: '/elsewhere' } } },
  ])('do not follow $what', async ({ reply }, { scene }) => {
    const { client, requests, sleptMs } = await scene([reply, balance]);

    await expect(client.credits.retrieve()).rejects.toThrow('Cannot call GET /api/v1/credits');
    expect(requests).toHaveLength(1);
    expect(sleptMs).toEqual([]);
  });

  test('can be turned off', async ({ scene }) => {
    const { client, requests } = await scene([busy, balance], { maxRetries: 0 });

    await expect(client.credits.retrieve()).rejects.toMatchObject({ status: 503 });
    expect(requests).toHaveLength(1);
  });

  test('end with a timeout that names its length', async ({ scene }) => {
    const options = { attemptTimeoutMs: 30, maxRetries: 0 };
    const { client } = await scene([{ connection: 'hang' }], options);

    await expect(client.credits.retrieve()).rejects.toMatchObject({
      code: 'timeout',
      status: undefined,
      message: 'Cannot call GET /api/v1/credits: no reply within 30 ms',
    });
  });
});
