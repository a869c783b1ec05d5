import { describe } from 'vitest';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

describe('A planned failure', () => {
  test('ends the generation with the documented error', async ({ fake, call, expect }) => {
    fake.generations.plan({ outcome: 'failed' });
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();

    const { status, body } = await call.get(`/api/v1/generations/${created.body.id}`);

    expect(status).toBe(200);
    expect(body).toEqual({
      ...created.body,
      status: 'failed',
      final_credits: 0,
      updated_at: '2026-05-11T00:00:05.000Z',
      result: null,
      error: { code: 'generation_failed', message: 'The generation failed.' },
    });
  });

  test('carries an error of its own', async ({ fake, call, expect }) => {
    const error = { code: 'content_rejected', message: 'The prompt was rejected.' };
    fake.generations.plan({ outcome: 'failed', error });
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();

    const { body } = await call.get(`/api/v1/generations/${created.body.id}`);

    expect(body).toMatchObject({ status: 'failed', error });
  });

  test('can be planned over the control plane', async ({ fake, call, expect }) => {
    const error = { code: 'content_rejected', message: 'The prompt was rejected.' };
    const plan = { outcome: 'failed', error, queued_ms: 10, processing_ms: 20 };
    const planned = await call.post('/__rivya/generations/plan', plan);
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();

    const { body } = await call.get(`/api/v1/generations/${created.body.id}`);

    expect(planned.body).toEqual({ id: 'plan_1', pending: 1 });
    expect(body).toMatchObject({
      status: 'failed',
      error,
      updated_at: '2026-05-11T00:00:00.030Z',
    });
  });

  test('is for the next matching generation only', async ({ fake, call, expect }) => {
    fake.generations.plan({ model: 'kling-3-0', promptContains: 'reveal', outcome: 'failed' });
    const image = await call.post('/api/v1/generations', IMAGE);
    const first = await call.post('/api/v1/generations', VIDEO);
    const second = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();

    const ids = [image, first, second].map(({ body }) => body.id);
    const ends = await Promise.all(ids.map((id) => call.get(`/api/v1/generations/${id}`)));

    expect(ends.map(({ body }) => body.status)).toEqual(['succeeded', 'failed', 'succeeded']);
  });
});

describe('A slow acceptance', () => {
  test('answers when its time has come and counts as creation', async ({ fake, call, expect }) => {
    fake.generations.plan({ acceptMs: 1_500 });
    const creating = call.post('/api/v1/generations', IMAGE);
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);
    const creditsBefore = fake.ledger.available;
    await fake.clock.advance(1_500);

    const { body } = await creating;

    expect(creditsBefore).toBe(1_000);
    expect(body).toMatchObject({ status: 'queued', created_at: '2026-05-11T00:00:01.500Z' });
    expect(fake.ledger.available).toBe(999);
  });
});
describe('POST /__rivya/generations/plan', () => {
  test('plans as many generations as it is told', async ({ fake, call, expect }) => {
    const planned = await call.post('/__rivya/generations/plan', { outcome: 'failed', times: 2 });
    const ids = [
      (await call.post('/api/v1/generations', IMAGE)).body.id,
      (await call.post('/api/v1/generations', IMAGE)).body.id,
      (await call.post('/api/v1/generations', IMAGE)).body.id,
    ];
    await fake.clock.runUntilIdle();

    const ends = await Promise.all(ids.map((id) => call.get(`/api/v1/generations/${id}`)));

    expect(planned.body).toEqual({ id: 'plan_1', pending: 2 });
    expect(ends.map(({ body }) => body.status)).toEqual(['failed', 'failed', 'succeeded']);
  });

  test('tells what is still planned', async ({ call, expect }) => {
    await call.post('/__rivya/generations/plan', { category: 'image', times: 3 });
    await call.post('/api/v1/generations', IMAGE);

    const { body } = await call.post('/__rivya/generations/plan', { prompt_contains: 'never' });

    expect(body).toEqual({ id: 'plan_2', pending: 3 });
  });

  test.for([
    { what: 'a chat model', body: { model: 'gpt-5-2-chat' }, message: 'model must be one of' },
    { what: 'a category', body: { category: 'chat' }, message: 'category must be one of' },
    { what: 'no time at all', body: { times: 0 }, message: 'times must be at least 1' },
    { what: 'a past', body: { queued_ms: -1 }, message: 'queued_ms must be at least 0' },
    { what: 'an unknown field', body: { queuedMs: 1 }, message: 'queuedMs is not a known field' },
    {
      what: 'a model of another category',
      body: { model: 'kling-3-0', category: 'image' },
      message: 'category must be "video", or left out, where the model is "kling-3-0"',
    },
    {
      what: 'an error without a code',
      body: { outcome: 'failed', error: { message: 'Broken' } },
      message: 'error.code is required',
    },
    {
      what: 'an error of a success',
      body: { outcome: 'succeeded', error: { code: 'broken', message: 'Broken' } },
      message: 'error must be left out',
    },
  ])('refuses $what', async ({ body, message }, { call, expect }) => {
    const reply = await call.post('/__rivya/generations/plan', body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe('validation_failed');
    expect(reply.body.error.message).toContain(message);
  });
});

test('a plan waits for the next generation where one is refused for its price', async ({
  fake,
  call,
  expect,
}) => {
  fake.ledger.setBalance(1);
  fake.generations.plan({ outcome: 'failed' });

  const refused = await call.post('/api/v1/generations', { model: 'kling-3-0', prompt: 'x' });
  const task = await call.post('/api/v1/generations', { model: 'z-image', prompt: 'x' });
  await fake.clock.advance(5_000);
  const end = await call.get(`/api/v1/generations/${task.body.id}`);

  expect(refused.body.error.code).toBe('insufficient_credits');
  expect(end.body.status).toBe('failed');
});

test('an error alone plans a failure', async ({ call, fake, expect }) => {
  const error = { code: 'content_refused', message: 'The prompt was refused.' };
  await call.post('/__rivya/generations/plan', { error });

  const task = await call.post('/api/v1/generations', { model: 'z-image', prompt: 'x' });
  await fake.clock.advance(5_000);
  const end = await call.get(`/api/v1/generations/${task.body.id}`);

  expect(end.body).toMatchObject({ status: 'failed', error });
});
