import { describe } from 'vitest';
import { AUDIO, IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

describe('A generation', () => {
  test('is queued with its price reserved', async ({ fake, call, expect }) => {
    const { status, body } = await call.post('/api/v1/generations', VIDEO);

    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^task_[a-z0-9]{24}$/),
      status: 'queued',
      model: 'kling-3-0',
      reserved_credits: 90,
      final_credits: 0,
      created_at: '2026-05-11T00:00:00.000Z',
      updated_at: '2026-05-11T00:00:00.000Z',
      result: null,
      error: null,
    });
    expect(fake.clock.pending).toBe(1);
  });

  test('is shown by its id as it was created', async ({ call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.get(`/api/v1/generations/${created.body.id}`);

    expect(status).toBe(200);
    expect(body).toEqual(created.body);
  });

  test('moves with the clock and not before', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);
    const seen = async () => (await call.get(`/api/v1/generations/${created.body.id}`)).body;

    await fake.clock.advance(999);
    expect(await seen()).toMatchObject({
      status: 'queued',
      updated_at: '2026-05-11T00:00:00.000Z',
    });
    await fake.clock.advance(1);
    expect(await seen()).toMatchObject({
      status: 'processing',
      updated_at: '2026-05-11T00:00:01.000Z',
    });
    await fake.clock.advance(3_999);
    expect(await seen()).toMatchObject({
      status: 'processing',
      updated_at: '2026-05-11T00:00:01.000Z',
    });
    await fake.clock.advance(1);
    expect(await seen()).toMatchObject({
      status: 'succeeded',
      created_at: '2026-05-11T00:00:00.000Z',
      updated_at: '2026-05-11T00:00:05.000Z',
    });
  });

  test('ends with a result and its final price', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();

    const { body } = await call.get(`/api/v1/generations/${created.body.id}`);

    const url = `${fake.url}/media/default/${created.body.id}/0.mp4`;
    expect(body).toEqual({
      ...created.body,
      status: 'succeeded',
      final_credits: 90,
      updated_at: '2026-05-11T00:00:05.000Z',
      result: { primary_url: url, urls: [url] },
    });
  });

  test('never changes after its end', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();
    const ended = await call.get(`/api/v1/generations/${created.body.id}`);

    await fake.clock.advance(86_400_000);

    const later = await call.get(`/api/v1/generations/${created.body.id}`);
    expect(later.body).toEqual(ended.body);
  });

  test('has an id of its own, also for equal requests', async ({ call, expect }) => {
    const first = await call.post('/api/v1/generations', IMAGE);
    const second = await call.post('/api/v1/generations', IMAGE);

    expect(second.body.id).not.toBe(first.body.id);
  });

  test('does not echo the trace id of the caller', async ({ call, expect }) => {
    const body = { ...IMAGE, client_request_id: 'order-17' };

    const reply = await call.post('/api/v1/generations', body);

    expect(reply.status).toBe(200);
    expect(JSON.stringify(reply.body)).not.toContain('order-17');
  });

  test('takes references from params', async ({ call, expect }) => {
    const item = { url: 'https://cdn.example.com/a.png', kind: 'image', mimeType: 'image/png' };

    const { status } = await call.post('/api/v1/generations', {
      ...VIDEO,
      params: { referenceMediaItems: [item] },
    });

    expect(status).toBe(200);
  });
});

describe('A generation is not found', () => {
  test('under an unknown id', async ({ call, expect }) => {
    const { status, body } = await call.get('/api/v1/generations/task_unknown');

    expect(status).toBe(404);
    expect(body.error).toEqual({
      code: 'not_found',
      message: 'Cannot find the generation: the account has none with this id',
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test('by another account, in the very words of an unknown id', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', IMAGE);
    const key = `${fake.apiKey}.other`;

    const foreign = await call.get(`/api/v1/generations/${created.body.id}`, { key });
    const unknown = await call.get('/api/v1/generations/task_unknown', { key });

    expect(foreign.status).toBe(404);
    expect(foreign.body.error.code).toBe('not_found');
    expect(foreign.body.error.message).toBe(unknown.body.error.message);
  });

  test('is found by every key of its account', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', IMAGE);
    const key = `${fake.apiKey}.readonly`;

    const { status, body } = await call.get(`/api/v1/generations/${created.body.id}`, { key });

    expect(status).toBe(200);
    expect(body.id).toBe(created.body.id);
  });
});

describe('The time of a generation', () => {
  test.override('options', {
    timing: {
      image: { queuedMs: 10, processingMs: 20 },
      video: { queuedMs: 1_000, processingMs: 60_000 },
      audio: { acceptMs: 5, queuedMs: 100, processingMs: 200 },
    },
  });

  test.for([
    { what: 'an image', body: IMAGE, endsAt: '2026-05-11T00:00:00.030Z' },
    { what: 'a video', body: VIDEO, endsAt: '2026-05-11T00:01:01.000Z' },
    { what: 'a sound', body: AUDIO, endsAt: '2026-05-11T00:00:00.305Z' },
  ])('is that of its category for $what', async ({ body, endsAt }, { fake, call, expect }) => {
    const creating = call.post('/api/v1/generations', body);
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);
    await fake.clock.runUntilIdle();
    const created = await creating;
    await fake.clock.runUntilIdle();

    const ended = await call.get(`/api/v1/generations/${created.body.id}`);

    expect(ended.body).toMatchObject({ status: 'succeeded', updated_at: endsAt });
  });
});
