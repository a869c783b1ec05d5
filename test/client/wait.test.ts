import { afterEach, describe, expect, vi } from 'vitest';
import {
  createClient,
  GenerationFailedError,
  type WaitOptions,
  WaitTimeoutError,
} from '../../src/client/index.ts';
import { generation, refusal, type ScriptedReply, test } from './scripted-server.ts';

const queued = { body: generation() };
const processing = { body: generation({ status: 'processing' }) };
const succeeded = { body: generation({ status: 'succeeded', final_credits: 1 }) };
const busy = refusal(503, 'public_api_disabled');
const missing = refusal(404, 'not_found');

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('wait()', () => {
  test('polls at the documented pace until the generation has succeeded', async ({ scene }) => {
    const { client, requests, sleptMs } = await scene([queued, processing, processing, succeeded]);

    const ended = await client.generations.wait('task_1');

    expect(ended).toEqual(succeeded.body);
    expect(sleptMs).toEqual([2_500, 5_000, 6_250, 7_813]);
    expect(requests.map(({ url }) => url)).toEqual(Array(4).fill('/api/v1/generations/task_1'));
  });

  test('goes on where it does not know the status', async ({ scene }) => {
    const paused = { body: generation({ status: 'paused' }) };
    const { client } = await scene([paused, succeeded]);

    await expect(client.generations.wait('task_1')).resolves.toEqual(succeeded.body);
  });

  test('tells every poll', async ({ scene }) => {
    const { client } = await scene([queued, processing, succeeded]);
    const seen: string[] = [];

    await client.generations.wait('task_1', { onProgress: ({ status }) => seen.push(status) });

    expect(seen).toEqual(['queued', 'processing', 'succeeded']);
  });

  test('rejects where the listener does', async ({ scene }) => {
    const { client } = await scene([queued]);
    const error = new Error('The listener broke');

    const waiting = client.generations.wait('task_1', { onProgress: () => Promise.reject(error) });

    await expect(waiting).rejects.toBe(error);
  });

  test('keeps the pace of the caller', async ({ scene }) => {
    const { client, sleptMs } = await scene([queued, queued, queued, succeeded]);
    const pace = { firstDelayMs: 0, intervalMs: 100, maxIntervalMs: 120 };

    await client.generations.wait('task_1', pace);

    expect(sleptMs).toEqual([100, 120, 120]);
  });

  test('rejects with the generation that failed', async ({ scene }) => {
    const error = { code: 'generation_failed', message: 'The generation failed.' };
    const failed = generation({ status: 'failed', error });
    const { client } = await scene([{ body: failed }]);

    const rejection = await client.generations.wait('task_1').catch((error: unknown) => error);

    expect(rejection).toBeInstanceOf(GenerationFailedError);
    expect(rejection).toMatchObject({ code: 'generation_failed', generation: failed });
  });

  test('needs no reason to reject a generation that failed', async ({ scene }) => {
    const { client } = await scene([{ body: { id: 'task_1', status: 'failed' } }]);

    const waiting = client.generations.wait('task_1');

    await expect(waiting).rejects.toMatchObject({ name: 'GenerationFailedError', code: undefined });
  });

  test('repeats a poll that was lost', async ({ scene }) => {
    const { client, sleptMs } = await scene([busy, succeeded]);

    await client.generations.wait('task_1');

    expect(sleptMs).toEqual([2_500, 500]);
  });

  test('ends with a refusal', async ({ scene }) => {
    const { client, requests } = await scene([refusal(403, 'api_scope_denied'), succeeded]);

    const waiting = client.generations.wait('task_1');

    await expect(waiting).rejects.toMatchObject({ code: 'api_scope_denied' });
    expect(requests).toHaveLength(1);
  });

  test.for<{ what: string; replies: ScriptedReply[] }>([
    { what: 'is not found at first', replies: [missing, missing] },
    { what: 'is not found for once', replies: [queued, missing, queued, missing, missing] },
    { what: 'cannot be had, beyond the retries of a call', replies: Array(15).fill(busy) },
    { what: 'comes as an empty success', replies: Array(4).fill({ body: '' }) },
  ])('goes on where the generation $what', async ({ replies }, { scene }) => {
    const { client } = await scene([...replies, succeeded]);

    await expect(client.generations.wait('task_1')).resolves.toEqual(succeeded.body);
  });

  test('ends where the generation is not found three times in a row', async ({ scene }) => {
    const { client, requests } = await scene([missing, missing, missing, succeeded]);

    const waiting = client.generations.wait('task_1');

    await expect(waiting).rejects.toMatchObject({ code: 'not_found' });
    expect(requests).toHaveLength(3);
  });

  test('ends where six polls in a row are lost', async ({ scene }) => {
    const { client, requests } = await scene(Array(20).fill(busy));

    const waiting = client.generations.wait('task_1');

    await expect(waiting).rejects.toMatchObject({ code: 'public_api_disabled' });
    expect(requests).toHaveLength(18);
  });

  test('polls no sooner than a long Retry-After says', async ({ scene }) => {
    const limited = refusal(429, 'rate_limited', { 'Retry-After': '90' });
    const { client, sleptMs } = await scene([limited, succeeded]);

    await client.generations.wait('task_1');

    expect(sleptMs).toEqual([2_500, 90_000]);
  });
});

describe('wait() past its time', () => {
  test('cuts the last sleep, polls once more and rejects', async ({ scene }) => {
    const { client, requests, sleptMs } = await scene([queued, queued, processing]);

    const waiting = client.generations.wait('task_1', { timeoutMs: 10_000 });

    await expect(waiting).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      message:
        'Cannot wait longer for the generation "task_1": it is still "processing" after 10000 ms',
      taskId: 'task_1',
      lastGeneration: processing.body,
      waitedMs: 10_000,
    });
    expect(sleptMs).toEqual([2_500, 5_000, 2_500]);
    expect(requests).toHaveLength(3);
  });

  test('resolves if the last poll sees the end', async ({ scene }) => {
    const { client } = await scene([queued, succeeded]);

    const waiting = client.generations.wait('task_1', { timeoutMs: 4_000 });

    await expect(waiting).resolves.toEqual(succeeded.body);
  });

  test('waits for no retry that would be too late, polls once more and tells what was in the way', async ({
    scene,
  }) => {
    const { client, sleptMs } = await scene([queued, busy, busy]);

    const waiting = client.generations.wait('task_1', { timeoutMs: 7_900 });

    const error = await waiting.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ waitedMs: 7_900, cause: { code: 'public_api_disabled' } });
    expect(sleptMs).toEqual([2_500, 5_000, 400]);
  });

  test('counts real time where that is more than was slept', async ({ scene }) => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const { client, sleptMs } = await scene([queued, queued, queued]);
    const onProgress = () => {
      nowMs += 6_000;
    };

    const waiting = client.generations.wait('task_1', { timeoutMs: 10_000, onProgress });

    await expect(waiting).rejects.toMatchObject({ waitedMs: 12_000 });
    expect(sleptMs).toEqual([2_500, 4_000]);
  });

  test('gives the last poll five seconds', async () => {
    vi.useFakeTimers();
    const fetch = () => new Promise<never>(() => {});
    const client = createClient({ apiKey: 'rvya_sk_test_a', fetch });

    const waiting = client.generations.wait('task_1', { timeoutMs: 1_000 });
    const checked = expect(waiting).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      lastGeneration: undefined,
      waitedMs: 6_000,
      cause: { code: 'timeout' },
    });
    await vi.advanceTimersByTimeAsync(6_000);

    await checked;
  });
});

describe('wait() refuses', () => {
  test.for<{ what: string; options: object; message: string }>([
    { what: 'a negative time', options: { timeoutMs: -1 }, message: '"timeoutMs"' },
    { what: 'no time between polls', options: { intervalMs: 0 }, message: '"intervalMs"' },
    { what: 'a tight limit', options: { maxIntervalMs: 4_999 }, message: '"maxIntervalMs"' },
    { what: 'an unknown option', options: { timeout: 5 }, message: 'no option "timeout"' },
  ])('$what', async ({ options, message }, { scene }) => {
    const { client, sleptMs } = await scene([]);

    const waiting = client.generations.wait('task_1', options as WaitOptions);

    await expect(waiting).rejects.toThrow(message);
    expect(sleptMs).toEqual([]);
  });

  test('an empty task id, before it sleeps', async ({ scene }) => {
    const { client, sleptMs } = await scene([]);

    await expect(client.generations.wait('')).rejects.toThrow(TypeError);
    expect(sleptMs).toEqual([]);
  });
});
