import { describe } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import type { Fake } from '../../src/index.ts';
import { test } from '../support/fake.ts';

const VIDEO = { model: 'kling-3-0', prompt: 'A lighthouse in the rain' } as const;
const START = Date.UTC(2026, 4, 11);

function clientOf(fake: Fake) {
  const sleep = (ms: number) => fake.clock.advance(ms);
  return createClient({ baseUrl: fake.url, apiKey: fake.apiKey, sleep, random: () => 1 });
}

describe('A client waits without real time', () => {
  test.override('options', { timing: 'realistic' });

  test('for a video of three minutes', async ({ fake, expect }) => {
    const client = clientOf(fake);
    const created = await client.generations.create(VIDEO);
    const seen: string[] = [];

    const ended = await client.generations.wait(created.id, {
      onProgress: ({ status }) => seen.push(status),
    });

    expect(ended).toMatchObject({
      created_at: '2026-05-11T00:00:00.000Z',
      updated_at: '2026-05-11T00:03:00.000Z',
    });
    expect(new Set(seen)).toEqual(new Set(['queued', 'processing', 'succeeded']));
    expect(seen.slice(0, 3)).toEqual(['queued', 'queued', 'processing']);
    expect(fake.clock.now() - START).toBeGreaterThanOrEqual(180_000);
    expect(fake.clock.now() - START).toBeLessThan(190_001);
  });

  test('and gives up in time, while the generation goes on', async ({ fake, expect }) => {
    const client = clientOf(fake);
    const created = await client.generations.create(VIDEO);

    const waiting = client.generations.wait(created.id, { timeoutMs: 60_000 });

    await expect(waiting).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      waitedMs: 60_000,
      lastGeneration: { status: 'processing' },
    });
    expect(fake.clock.now()).toBe(START + 60_000);
    await expect(client.generations.wait(created.id)).resolves.toMatchObject({ final_credits: 90 });
  });

  test('together with another on the same clock', async ({ fake, expect }) => {
    const client = clientOf(fake);
    const image = await client.generations.create({ model: 'z-image', prompt: 'A boat' });
    const video = await client.generations.create(VIDEO);

    const ended = await Promise.all([
      client.generations.wait(image.id),
      client.generations.wait(video.id),
    ]);

    expect(ended.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(ended.map(({ updated_at }) => updated_at)).toEqual([
      '2026-05-11T00:00:18.000Z',
      '2026-05-11T00:03:00.000Z',
    ]);
  });
});

describe('A client under a rate limit', () => {
  test.override('options', { rateLimit: 2 });

  test('comes back when it is told to', async ({ fake, expect }) => {
    const client = clientOf(fake);
    await client.credits.retrieve();
    await client.credits.retrieve();

    const balance = await client.credits.retrieve();

    expect(balance).toEqual({ current_credits: 1_000 });
    expect(fake.clock.now()).toBe(START + 60_000);
  });
});

describe('A client in another process', () => {
  test('moves the clock over the control plane', async ({ fake, call, expect }) => {
    const sleep = (ms: number) => call.post('/__rivya/clock/advance', { ms });
    const client = createClient({ baseUrl: fake.url, apiKey: fake.apiKey, sleep });
    const created = await client.generations.create(VIDEO);

    const ended = await client.generations.wait(created.id);

    expect(ended.status).toBe('succeeded');
    expect(fake.clock.now()).toBe(START + 7_500);
  });
});
