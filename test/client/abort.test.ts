import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, vi } from 'vitest';
import { firstOf } from '../../src/client/abort.ts';
import { createClient } from '../../src/client/index.ts';
import { generation, refusal, test } from './scripted-server.ts';

const busy = refusal(503, 'public_api_disabled');
const never = () => new Promise<never>(() => {});
const reason = new Error('The user left');

afterEach(() => void vi.useRealTimers());

describe('aborting rejects with its reason', () => {
  test('before the call, which sends nothing', async ({ scene }) => {
    const { client, requests } = await scene([]);

    const call = client.credits.retrieve({ signal: AbortSignal.abort(reason) });

    await expect(call).rejects.toBe(reason);
    expect(requests).toEqual([]);
  });

  test('during a request', async ({ scene }) => {
    const controller = new AbortController();
    const { url } = await scene([{ connection: 'hang' }]);
    const fetch: typeof globalThis.fetch = (input, init) => {
      queueMicrotask(() => controller.abort(reason));
      return globalThis.fetch(input, init);
    };
    const client = createClient({ baseUrl: url, apiKey: 'rvya_sk_test_a', fetch, maxRetries: 0 });

    await expect(client.credits.retrieve({ signal: controller.signal })).rejects.toBe(reason);
  });

  test('during a request whose fetch knows no signals', async () => {
    const controller = new AbortController();
    const client = createClient({ apiKey: 'rvya_sk_test_a', fetch: never });

    const call = client.generations.create(
      { model: 'z-image', prompt: 'A paper boat' },
      { signal: controller.signal },
    );
    controller.abort(reason);

    await expect(call).rejects.toBe(reason);
  });

  test('during the sleep before a retry', async ({ scene }) => {
    const controller = new AbortController();
    const sleep = () => {
      queueMicrotask(() => controller.abort(reason));
      return never();
    };
    const { client, requests } = await scene([busy], { sleep });

    await expect(client.credits.retrieve({ signal: controller.signal })).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });

  test("during the client's own sleep, which leaves no timer behind", async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const client = createClient({ apiKey: 'rvya_sk_test_a', fetch: never });

    const waiting = client.generations.wait('task_1', { signal: controller.signal });
    const timersBefore = vi.getTimerCount();
    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    expect(timersBefore).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('between two polls', async ({ scene }) => {
    const controller = new AbortController();
    const { client, requests, sleptMs } = await scene([{ body: generation() }]);

    const onProgress = () => controller.abort(reason);
    const waiting = client.generations.wait('task_1', { signal: controller.signal, onProgress });

    await expect(waiting).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
    expect(sleptMs).toEqual([2_500]);
  });
});

test('a call that was answered leaves no timer behind', async () => {
  vi.useFakeTimers();
  const fetch = async () => Response.json({ current_credits: 5 });
  const client = createClient({ apiKey: 'rvya_sk_test_a', fetch });

  await client.credits.retrieve();

  expect(vi.getTimerCount()).toBe(0);
});

describe('firstOf()', () => {
  test('aborts with the first signal that does, for its reason', () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const first = firstOf(a.signal, undefined, b.signal);

    b.abort(reason);
    a.abort('too late');

    expect(first.reason).toBe(reason);
  });

  test('has aborted where one of the signals had', () => {
    expect(firstOf(new AbortController().signal, AbortSignal.abort(reason)).reason).toBe(reason);
  });

  test('leaves no listener behind on the other signals', () => {
    const [a, b] = [new AbortController(), new AbortController()];
    firstOf(a.signal, b.signal);

    b.abort(reason);

    expect(getEventListeners(a.signal, 'abort')).toEqual([]);
  });
});
