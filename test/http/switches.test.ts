import { describe } from 'vitest';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/generations';

describe.for([
  { position: '200', status: 200 },
  { position: '201', status: 201 },
  { position: '202', status: 202 },
] as const)('With http.createStatus on "$position"', ({ position, status }) => {
  test.override('options', { assume: { 'http.createStatus': position } });

  test('a created generation has that status, also when replayed', async ({ call, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };

    const created = await call.post(PATH, IMAGE, options);
    const replayed = await call.post(PATH, IMAGE, options);

    expect(created.status).toBe(status);
    expect(replayed.status).toBe(status);
  });

  test('every other success stays 200', async ({ call, expect }) => {
    const created = await call.post(PATH, IMAGE);

    expect((await call.get(`${PATH}/${created.body.id}`)).status).toBe(200);
    expect((await call.get('/api/v1/credits')).status).toBe(200);
    expect((await call.post('/__rivya/keys', {})).status).toBe(200);
  });
});

describe('With request.unknownFields on "ignore"', () => {
  test.override('options', { assume: { 'request.unknownFields': 'ignore' } });

  test('unknown fields and params are let through', async ({ call, expect }) => {
    const { status } = await call.post(PATH, { ...VIDEO, colour: 'red', params: { speed: 9 } });

    expect(status).toBe(200);
  });

  test('known ones are held to the contract', async ({ call, expect }) => {
    const { status, body } = await call.post(PATH, { ...VIDEO, params: { mode: 'max' } });

    expect(status).toBe(400);
    expect(body.error.message).toBe('params.mode must be one of "std", "pro": received "max"');
  });

  test('they still tell two requests apart under one key', async ({ call, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    await call.post(PATH, { ...IMAGE, colour: 'red' }, options);

    const { status } = await call.post(PATH, { ...IMAGE, colour: 'blue' }, options);

    expect(status).toBe(409);
  });
});

describe.for([
  { position: 'http402', status: 402 },
  { position: 'http400', status: 400 },
  { position: 'http403', status: 403 },
  { position: 'http409', status: 409 },
] as const)('With error.insufficientCredits on "$position"', ({ position, status }) => {
  test.override('options', { credits: 0, assume: { 'error.insufficientCredits': position } });

  test('a low balance is refused with that status', async ({ fake, call, expect }) => {
    const reply = await call.post(PATH, IMAGE);

    expect(reply.status).toBe(status);
    expect(reply.body.error.code).toBe('insufficient_credits');
    expect(fake.clock.pending).toBe(0);
  });
});

describe('With error.insufficientCredits on "failed_task"', () => {
  test.override('options', { credits: 89, assume: { 'error.insufficientCredits': 'failed_task' } });

  test('a low balance gives a generation that has failed', async ({ fake, call, expect }) => {
    const created = await call.post(PATH, VIDEO);

    const shown = await call.get(`${PATH}/${created.body.id}`);

    expect(created.status).toBe(200);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^task_/),
      status: 'failed',
      model: 'kling-3-0',
      reserved_credits: 0,
      final_credits: 0,
      created_at: '2026-05-11T00:00:00.000Z',
      updated_at: '2026-05-11T00:00:00.000Z',
      result: null,
      error: {
        code: 'insufficient_credits',
        message: 'The balance does not cover the generation.',
      },
    });
    expect(shown.body).toEqual(created.body);
    expect(fake.clock.pending).toBe(0);
    expect(fake.ledger).toMatchObject({ available: 89, reserved: 0, settled: 0 });
  });

  test('enough credits give one that lives', async ({ fake, call, expect }) => {
    const created = await call.post(PATH, IMAGE);
    await fake.clock.runUntilIdle();

    const { body } = await call.get(`${PATH}/${created.body.id}`);

    expect(body).toMatchObject({ status: 'succeeded', final_credits: 1 });
  });
});

describe('With idempotency.replay on "current"', () => {
  test.override('options', { assume: { 'idempotency.replay': 'current' } });

  test('a replay shows the present state', async ({ fake, call, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    const created = await call.post(PATH, VIDEO, options);
    await fake.clock.runUntilIdle();

    const replayed = await call.post(PATH, VIDEO, options);

    expect(created.body.status).toBe('queued');
    expect(replayed.body).toMatchObject({ id: created.body.id, status: 'succeeded' });
    expect(replayed.headers.get('Idempotency-Replayed')).toBe('true');
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 90 });
  });
});

describe('With generation.runningStatus on "running"', () => {
  test.override('options', { assume: { 'generation.runningStatus': 'running' } });

  test('that word stands between queued and succeeded', async ({ fake, call, expect }) => {
    const created = await call.post(PATH, VIDEO);
    const seen = async () => (await call.get(`${PATH}/${created.body.id}`)).body.status;

    const queued = await seen();
    await fake.clock.advance(1_000);
    const running = await seen();
    await fake.clock.runUntilIdle();
    const succeeded = await seen();

    expect([queued, running, succeeded]).toEqual(['queued', 'running', 'succeeded']);
  });
});

describe('With rateLimit.headers on "none"', () => {
  test.override('options', { rateLimit: 1, assume: { 'rateLimit.headers': 'none' } });

  test('a limit refuses without a word about when', async ({ call, expect }) => {
    const allowed = await call.get('/api/v1/credits');
    const refused = await call.get('/api/v1/credits');

    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('RateLimit-Limit')).toBeNull();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBeNull();
    expect(refused.headers.get('RateLimit-Reset')).toBeNull();
  });
});

describe('The params of a model whose table could not be read to its end', () => {
  const unseen = { model: 'wan-2-7-video', prompt: 'A lighthouse', params: { mystery: 'yes' } };

  test('may have others', async ({ call, expect }) => {
    const { status } = await call.post(PATH, unseen);

    expect(status).toBe(200);
  });

  describe('with model.unseenParams on "reject"', () => {
    test.override('options', { assume: { 'model.unseenParams': 'reject' } });

    test('may have no others', async ({ fake, call, expect }) => {
      const { status, body } = await call.post(PATH, unseen);

      expect(status).toBe(400);
      expect(body.error.message).toBe('params.mystery is not a known field: received "yes"');
      expect(fake.clock.pending).toBe(0);
    });
  });
});
