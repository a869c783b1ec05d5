import { describe } from 'vitest';
import { VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const START = '2026-05-11T00:00:00.000Z';

describe('The clock', () => {
  test('is told with what waits for it', async ({ call, expect }) => {
    const idle = await call.get('/__rivya/clock');
    await call.post('/api/v1/generations', VIDEO);
    const busy = await call.get('/__rivya/clock');

    expect(idle.body).toEqual({ now: START, mode: 'manual', pending: 0, next_due_at: null });
    expect(busy.body).toEqual({
      now: START,
      mode: 'manual',
      pending: 1,
      next_due_at: '2026-05-11T00:00:01.000Z',
    });
  });

  test('is advanced, and generations with it', async ({ call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.post('/__rivya/clock/advance', { ms: 4_500 });

    expect(status).toBe(200);
    expect(body).toEqual({
      now: '2026-05-11T00:00:04.500Z',
      mode: 'manual',
      pending: 1,
      next_due_at: '2026-05-11T00:00:05.000Z',
    });
    const shown = await call.get(`/api/v1/generations/${created.body.id}`);
    expect(shown.body.status).toBe('processing');
  });

  test('runs until nothing waits for it', async ({ call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.post('/__rivya/clock/run-until-idle');

    expect(status).toBe(200);
    expect(body).toEqual({
      now: '2026-05-11T00:00:05.000Z',
      mode: 'manual',
      pending: 0,
      next_due_at: null,
    });
  });

  test.for([
    { what: 'backwards', body: { ms: -1 }, message: 'ms must be at least 0: received -1' },
    { what: 'by a text', body: { ms: '5' }, message: 'ms must be a number: received "5"' },
    { what: 'by nothing', body: {}, message: 'ms is required: expected a number' },
    {
      what: 'by more than a century',
      body: { ms: 3_153_600_000_001 },
      message: 'ms must be at most 3153600000000: received 3153600000001',
    },
    {
      what: 'with an unknown field',
      body: { ms: 1, seconds: 1 },
      message: 'seconds is not a known field: received 1',
    },
  ])('does not move $what', async ({ body, message }, { fake, call, expect }) => {
    const reply = await call.post('/__rivya/clock/advance', body);

    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({ code: 'validation_failed', message });
    expect(fake.clock.now()).toBe(Date.parse(START));
  });

  test('can be told however far it was moved', async ({ call, expect }) => {
    const century = { ms: 3_153_600_000_000 };
    await Promise.all(
      Array.from({ length: 100 }, () => call.post('/__rivya/clock/advance', century)),
    );

    const { status } = await call.get('/__rivya/clock');

    expect(status).toBe(200);
  });
});
