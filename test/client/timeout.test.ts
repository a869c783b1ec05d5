import { afterEach, describe, expect, test as plain, vi } from 'vitest';
import { type ClientOptions, createClient } from '../../src/client/index.ts';
import { generation, refusal, test } from './scripted-server.ts';

const balance = { body: { current_credits: 5 } };
const busy = refusal(503, 'public_api_disabled');
const never = () => new Promise<never>(() => {});

afterEach(() => void vi.useRealTimers());

describe('timeoutMs', () => {
  test('bounds all attempts of a call and the waits between them', async ({ scene }) => {
    const { client, requests, sleptMs } = await scene([busy, busy, balance], { timeoutMs: 1_400 });

    const call = client.credits.retrieve();

    await expect(call).rejects.toMatchObject({ code: 'public_api_disabled' });
    expect(requests).toHaveLength(2);
    expect(sleptMs).toEqual([500]);
  });

  test('does not wait for a retry that would begin too late', async ({ scene }) => {
    const limited = refusal(429, 'rate_limited', { 'Retry-After': '30' });
    const { client, sleptMs } = await scene([limited, balance]);

    const call = client.credits.retrieve({ timeoutMs: 30_000 });

    await expect(call).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 30_000 });
    expect(sleptMs).toEqual([]);
  });

  test('of a call goes before that of the client', async ({ scene }) => {
    const { client } = await scene([busy, balance], { timeoutMs: 1 });

    await expect(client.credits.retrieve({ timeoutMs: 5_000 })).resolves.toEqual(balance.body);
  });

  plain('cuts an attempt that would take longer, and says so', async () => {
    vi.useFakeTimers();
    const client = createClient({ apiKey: 'rvya_sk_test_a', fetch: never, maxRetries: 0 });

    const call = client.generations.retrieve('task_1', { timeoutMs: 2_000 });
    const checked = expect(call).rejects.toMatchObject({
      code: 'timeout',
      message: 'Cannot call GET /api/v1/generations/task_1: not done within 2000 ms',
    });
    await vi.advanceTimersByTimeAsync(2_000);

    await checked;
  });

  plain('ends a stream, however often it says that it is alive', async () => {
    vi.useFakeTimers();
    const alive = new ReadableStream<Uint8Array>({
      start(controller) {
        setInterval(() => controller.enqueue(new TextEncoder().encode(': alive\n\n')), 100);
      },
    });
    const headers = { 'Content-Type': 'text/event-stream' };
    const fetch = async () => new Response(alive, { headers });
    const client = createClient({ apiKey: 'rvya_sk_test_a', fetch, timeoutMs: 3_000 });

    const stream = client.chat.completions.stream({ model: 'gpt-5-2-chat', message: 'Hello' });
    const checked = expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'timeout',
    });
    await vi.advanceTimersByTimeAsync(3_100);

    await checked;
  });

  test('leaves a wait its own time', async ({ scene }) => {
    const replies = [{ body: generation() }, { body: generation({ status: 'succeeded' }) }];
    const { client } = await scene(replies, { timeoutMs: 2_000 });

    await expect(client.generations.wait('task_1')).resolves.toMatchObject({ status: 'succeeded' });
  });

  plain.each([0, Number.NaN, 1.5, 2 ** 31, Infinity, '5'])('cannot be %j', async (timeoutMs) => {
    const options = { timeoutMs } as ClientOptions;
    const client = createClient({ apiKey: 'rvya_sk_test_a', fetch: never });

    expect(() => createClient(options)).toThrow(RangeError);
    await expect(client.credits.retrieve(options)).rejects.toThrow('"timeoutMs"');
  });
});

plain('a signal that is none is refused', async () => {
  const client = createClient({ apiKey: 'rvya_sk_test_a', fetch: never });

  const call = client.credits.retrieve({ signal: 5 as unknown as AbortSignal });

  await expect(call).rejects.toThrow('"signal" must be an AbortSignal');
});

plain('a reply without end is not read to its end', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(2 ** 20).fill(32));
    },
  });
  const fetch = async () => new Response(endless);
  const client = createClient({ apiKey: 'rvya_sk_test_a', fetch, maxRetries: 0 });

  const call = client.credits.retrieve();

  await expect(call).rejects.toThrow('is longer than any of the API');
  expect(pulled).toBeLessThan(20);
});
