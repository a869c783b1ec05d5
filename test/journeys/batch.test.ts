import { describe } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { test } from '../support/fake.ts';

const SCENES = ['Dawn', 'Noon', 'Dusk', 'Night', 'Rain'];

describe('Credits run out in the middle of a batch', () => {
  test.override('options', { credits: 300 });

  test('and what was accepted is finished, paid and no more', async ({ fake, expect }) => {
    const client = createClient({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      sleep: (ms) => fake.clock.advance(ms),
    });
    const create = (prompt: string) => client.generations.create({ model: 'kling-3-0', prompt });

    const starts = await Promise.allSettled(SCENES.map(create));
    const accepted = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const refused = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []));

    expect(accepted).toHaveLength(3);
    expect(refused).toEqual([
      expect.objectContaining({ code: 'insufficient_credits', status: 402 }),
      expect.objectContaining({ code: 'insufficient_credits', status: 402 }),
    ]);
    expect(await client.credits.retrieve()).toEqual({ current_credits: 30 });

    const ended = await Promise.all(accepted.map(({ id }) => client.generations.wait(id)));

    expect(ended.map(({ final_credits }) => final_credits)).toEqual([90, 90, 90]);
    expect(fake.ledger).toMatchObject({ available: 30, reserved: 0, settled: 270 });
  });

  test('and a failure makes room for one that was refused', async ({ fake, expect }) => {
    fake.generations.plan({ promptContains: 'Noon', outcome: 'failed' });
    const client = createClient({ baseUrl: fake.url, apiKey: fake.apiKey, maxRetries: 0 });
    const create = (prompt: string) => client.generations.create({ model: 'kling-3-0', prompt });
    await Promise.all(['Dawn', 'Noon', 'Dusk'].map(create));
    await expect(create('Night')).rejects.toMatchObject({ code: 'insufficient_credits' });

    await fake.clock.runUntilIdle();

    await expect(create('Night')).resolves.toMatchObject({ status: 'queued' });
    expect(await client.credits.retrieve()).toEqual({ current_credits: 30 });
  });
});
