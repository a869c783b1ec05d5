import { describe } from 'vitest';
import { VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const START = '2026-05-11T00:00:00.000Z';

describe('The credits of the control plane', () => {
  test('are those that the API tells', async ({ call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.get('/__rivya/credits');

    expect(status).toBe(200);
    expect(body).toEqual({ balance: 910 });
  });

  test('can be set', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { status, body } = await call.put('/__rivya/credits', { balance: 3 });

    expect(status).toBe(200);
    expect(body).toEqual({ balance: 3 });
    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 3 });
    expect(fake.ledger).toMatchObject({ granted: 93, available: 3, reserved: 90 });
  });

  test('belong to the account of the key', async ({ fake, call, expect }) => {
    const key = `${fake.apiKey}.broke`;

    await call.put('/__rivya/credits', { balance: 5 }, { key });

    expect((await call.get('/api/v1/credits', { key })).body).toEqual({ current_credits: 5 });
    expect(fake.ledger.available).toBe(1_000);
  });

  test.for([
    { balance: -1, message: 'balance must be at least 0: received -1' },
    { balance: 1.5, message: 'balance must be a whole number: received 1.5' },
    { balance: null, message: 'balance must be a number: received null' },
  ])('cannot be set to $balance', async ({ balance, message }, { fake, call, expect }) => {
    const reply = await call.put('/__rivya/credits', { balance });

    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({ code: 'validation_failed', message });
    expect(fake.ledger.entries).toHaveLength(1);
  });
});

describe('GET /__rivya/ledger', () => {
  test('shows every move of credits', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();
    await call.put('/__rivya/credits', { balance: 900 });

    const { status, body } = await call.get('/__rivya/ledger');

    const end = '2026-05-11T00:00:05.000Z';
    expect(status).toBe(200);
    expect(body).toEqual({
      granted: 990,
      available: 900,
      reserved: 0,
      settled: 90,
      entries: [
        { kind: 'grant', amount: 1_000, reference: null, at: START },
        { kind: 'reserve', amount: 90, reference: created.body.id, at: START },
        { kind: 'settle', amount: 90, reference: created.body.id, at: end },
        { kind: 'grant', amount: -10, reference: null, at: end },
      ],
    });
  });
});
