import { describe } from 'vitest';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

describe('The credits of an account', () => {
  test('are told', async ({ call, expect }) => {
    const { status, body } = await call.get('/api/v1/credits');

    expect(status).toBe(200);
    expect(body).toEqual({ current_credits: 1_000 });
  });

  test('exclude what a running generation reserves', async ({ call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const { body } = await call.get('/api/v1/credits');

    expect(body).toEqual({ current_credits: 910 });
  });

  test('are taken once when the generation succeeds', async ({ fake, call, expect }) => {
    const { body } = await call.post('/api/v1/generations', VIDEO);

    await fake.clock.runUntilIdle();

    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 910 });
    expect(fake.ledger).toMatchObject({ available: 910, reserved: 0, settled: 90 });
    expect(fake.ledger.entries).toEqual([
      { kind: 'grant', amount: 1_000, reference: null, atMs: Date.UTC(2026, 4, 11) },
      { kind: 'reserve', amount: 90, reference: body.id, atMs: Date.UTC(2026, 4, 11) },
      { kind: 'settle', amount: 90, reference: body.id, atMs: Date.UTC(2026, 4, 11, 0, 0, 5) },
    ]);
  });

  test('come back when the generation fails', async ({ fake, call, expect }) => {
    fake.generations.plan({ outcome: 'failed' });
    const { body } = await call.post('/api/v1/generations', VIDEO);
    const during = await call.get('/api/v1/credits');

    await fake.clock.runUntilIdle();

    expect(during.body).toEqual({ current_credits: 910 });
    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 1_000 });
    expect(fake.ledger.entries.slice(1)).toEqual([
      { kind: 'reserve', amount: 90, reference: body.id, atMs: Date.UTC(2026, 4, 11) },
      { kind: 'release', amount: 90, reference: body.id, atMs: Date.UTC(2026, 4, 11, 0, 0, 5) },
    ]);
  });

  test('are those of the account and not of the key', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    const sameAccount = await call.get('/api/v1/credits', { key: `${fake.apiKey}.readonly` });
    const otherAccount = await call.get('/api/v1/credits', { key: `${fake.apiKey}.other` });

    expect(sameAccount.body).toEqual({ current_credits: 910 });
    expect(otherAccount.body).toEqual({ current_credits: 1_000 });
  });
});

describe('A balance that is too low', () => {
  test.override('options', { credits: 89 });

  test('refuses the generation and names both amounts', async ({ call, expect }) => {
    const { status, body } = await call.post('/api/v1/generations', VIDEO);

    expect(status).toBe(402);
    expect(body.error).toEqual({
      code: 'insufficient_credits',
      message: 'Cannot reserve 90 credits: 89 are available',
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test('creates nothing and moves no credits', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);

    expect(fake.clock.pending).toBe(0);
    expect(fake.ledger).toMatchObject({ available: 89, reserved: 0, settled: 0 });
    expect(fake.ledger.entries).toHaveLength(1);
  });

  test('still buys what it covers', async ({ call, expect }) => {
    const { status } = await call.post('/api/v1/generations', IMAGE);

    expect(status).toBe(200);
    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 88 });
  });
});

describe('An exact balance', () => {
  test.override('options', { credits: 90 });

  test('buys one generation and no second', async ({ call, expect }) => {
    const first = await call.post('/api/v1/generations', VIDEO);
    const second = await call.post('/api/v1/generations', VIDEO);

    expect(first.status).toBe(200);
    expect(second.body.error.message).toBe('Cannot reserve 90 credits: 0 are available');
    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 0 });
  });

  test('is never overdrawn by generations that start at once', async ({ fake, call, expect }) => {
    const starts = Array.from({ length: 20 }, () => call.post('/api/v1/generations', VIDEO));

    const statuses = (await Promise.all(starts)).map(({ status }) => status);

    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array(19).fill(402)]);
    expect(fake.ledger).toMatchObject({ available: 0, reserved: 90 });
  });
});

describe('The key .broke', () => {
  test('belongs to an account without credits', async ({ fake, call, expect }) => {
    const key = `${fake.apiKey}.broke`;

    const balance = await call.get('/api/v1/credits', { key });
    const refusal = await call.post('/api/v1/generations', IMAGE, { key });

    expect(balance.body).toEqual({ current_credits: 0 });
    expect(refusal.body.error.code).toBe('insufficient_credits');
    expect(fake.ledger.available).toBe(1_000);
  });
});
