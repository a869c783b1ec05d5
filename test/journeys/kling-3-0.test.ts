import { describe } from 'vitest';
import { createClient, GenerationFailedError } from '../../src/client/index.ts';
import type { Fake } from '../../src/index.ts';
import kling from '../documented/kling-3-0.json' with { type: 'json' };
import { test } from '../support/fake.ts';

const REQUESTS = [
  { what: 'minimal', body: kling.minimal_request },
  { what: 'reference', body: kling.reference_request },
];

/** The documented requests in the types of the client, which JSON cannot have. */
const MINIMAL = {
  model: 'kling-3-0',
  prompt: 'A cinematic product reveal with smooth camera movement',
  params: {
    mode: 'pro',
    multi_shots: 'false',
    duration: '5',
    sound: 'false',
    aspect_ratio: '16:9',
  },
} as const;

const REFERENCE = {
  ...MINIMAL,
  params: {
    ...MINIMAL.params,
    referenceMediaItems: [
      {
        url: 'https://cdn.example.com/reference-image.png',
        kind: 'image',
        name: 'reference-image.png',
        mimeType: 'image/png',
      },
    ],
  },
} as const;

/** A client that waits on the clock of the fake. */
function clientOf(fake: Fake) {
  const sleep = (ms: number) => fake.clock.advance(ms);
  return createClient({ baseUrl: fake.url, apiKey: fake.apiKey, sleep });
}

describe('The requests of the page on Kling 3.0, sent by hand', () => {
  test.for(REQUESTS)(
    'the $what one succeeds for 90 credits',
    async ({ body }, { fake, expect }) => {
      const headers = {
        Authorization: `Bearer ${fake.apiKey}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': 'kling-1',
      };
      const get = async (path: string) => (await fetch(fake.url + path, { headers })).json();
      expect(await get('/api/v1/credits')).toEqual({ current_credits: 1_000 });

      const response = await fetch(`${fake.url}/api/v1/generations`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      const created = (await response.json()) as { id: string };
      expect(response.status).toBe(200);
      expect(created).toEqual({ ...kling.created_reply, id: expect.stringMatching(/^task_/) });
      expect(await get('/api/v1/credits')).toEqual({ current_credits: 910 });

      await fake.clock.advance(1_000);
      expect(await get(`/api/v1/generations/${created.id}`)).toMatchObject({
        status: 'processing',
      });
      await fake.clock.advance(4_000);
      const url = `${fake.url}/media/default/${created.id}/0.mp4`;
      expect(await get(`/api/v1/generations/${created.id}`)).toEqual({
        ...created,
        status: 'succeeded',
        final_credits: 90,
        updated_at: '2026-05-11T00:00:05.000Z',
        result: { primary_url: url, urls: [url] },
      });
      expect(await get('/api/v1/credits')).toEqual({ current_credits: 910 });
    },
  );

  test.for(REQUESTS)(
    'the $what one fails for nothing',
    async ({ body }, { fake, call, expect }) => {
      fake.generations.plan({ model: 'kling-3-0', outcome: 'failed' });
      const created = await call.post('/api/v1/generations', body);
      expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 910 });

      await fake.clock.advance(5_000);
      const ended = await call.get(`/api/v1/generations/${created.body.id}`);

      expect(ended.body).toMatchObject({
        status: 'failed',
        reserved_credits: 90,
        final_credits: 0,
        result: null,
        error: { code: 'generation_failed', message: 'The generation failed.' },
      });
      expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 1_000 });
    },
  );
});

describe('The requests of the page on Kling 3.0, sent by the client', () => {
  test('the minimal one succeeds for 90 credits', async ({ fake, expect }) => {
    const client = clientOf(fake);
    const before = await client.credits.retrieve();

    const created = await client.generations.create(MINIMAL);
    const ended = await client.generations.wait(created.id);

    expect(before.current_credits).toBe(1_000);
    expect(created).toMatchObject({ status: 'queued', reserved_credits: 90 });
    expect(ended).toMatchObject({ status: 'succeeded', final_credits: 90 });
    expect(ended.result?.primary_url).toBe(`${fake.url}/media/default/${created.id}/0.mp4`);
    expect(await client.credits.retrieve()).toEqual({ current_credits: 910 });
  });

  test('the reference one succeeds for 90 credits', async ({ fake, expect }) => {
    const client = clientOf(fake);

    const created = await client.generations.create(REFERENCE);
    const ended = await client.generations.wait(created.id);

    expect(ended.status).toBe('succeeded');
    expect(await client.credits.retrieve()).toEqual({ current_credits: 910 });
  });

  test('a failed one rejects and costs nothing', async ({ fake, expect }) => {
    const error = { code: 'content_rejected', message: 'The prompt was rejected.' };
    fake.generations.plan({ model: 'kling-3-0', outcome: 'failed', error });
    const client = clientOf(fake);
    const created = await client.generations.create(REFERENCE);
    const during = await client.credits.retrieve();

    const rejection = await client.generations.wait(created.id).catch((thrown: unknown) => thrown);

    expect(rejection).toBeInstanceOf(GenerationFailedError);
    expect(rejection).toMatchObject({
      code: 'content_rejected',
      generation: { id: created.id, status: 'failed', final_credits: 0, error },
    });
    expect(during.current_credits).toBe(910);
    expect(await client.credits.retrieve()).toEqual({ current_credits: 1_000 });
  });
});

describe('The typed requests', () => {
  test('are those of the page', ({ expect }) => {
    expect(MINIMAL).toEqual(kling.minimal_request);
    expect(REFERENCE).toEqual(kling.reference_request);
  });
});
