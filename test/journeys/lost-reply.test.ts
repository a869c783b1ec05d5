import { describe } from 'vitest';
import { type ClientOptions, createClient } from '../../src/client/index.ts';
import type { Fake } from '../../src/index.ts';
import { test } from '../support/fake.ts';

const BODY = { model: 'kling-3-0', prompt: 'A lighthouse in the rain' } as const;

/** A network that delivers every request and loses the first replies. */
function losing(replies: number): typeof fetch {
  let left = replies;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (left-- <= 0) return response;
    await response.body?.cancel();
    throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
  };
}

function clientOf(fake: Fake, options: ClientOptions) {
  const sleep = (ms: number) => fake.clock.advance(ms);
  return createClient({ baseUrl: fake.url, apiKey: fake.apiKey, sleep, ...options });
}

describe('A retry after a lost reply', () => {
  test('costs once', async ({ fake, expect }) => {
    const client = clientOf(fake, { fetch: losing(1) });

    const created = await client.generations.create(BODY);

    expect(created).toMatchObject({ status: 'queued', reserved_credits: 90 });
    expect(fake.ledger.reserved).toBe(90);
    expect(await client.credits.retrieve()).toEqual({ current_credits: 910 });
  });

  test('costs once, also after two losses', async ({ fake, expect }) => {
    const client = clientOf(fake, { fetch: losing(2), maxRetries: 2 });

    await client.generations.create(BODY);

    expect(fake.ledger.reserved).toBe(90);
  });

  test('costs once, also where the caller retries by the same key', async ({ fake, expect }) => {
    const client = clientOf(fake, { fetch: losing(1), maxRetries: 0 });
    const create = () => client.generations.create(BODY, { idempotencyKey: 'order-17' });
    await expect(create()).rejects.toMatchObject({ code: 'connection_failed' });

    const created = await create();

    await expect(client.generations.wait(created.id)).resolves.toMatchObject({ final_credits: 90 });
    expect(fake.ledger).toMatchObject({ available: 910, reserved: 0, settled: 90 });
  });

  test('costs twice where each try has a key of its own', async ({ fake, expect }) => {
    const client = clientOf(fake, { fetch: losing(1), maxRetries: 0 });
    await expect(client.generations.create(BODY)).rejects.toMatchObject({
      code: 'connection_failed',
    });

    await client.generations.create(BODY);

    expect(fake.ledger.reserved).toBe(180);
  });
});
