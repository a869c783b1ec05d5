import { describe } from 'vitest';
import { PATHOLOGY_NAMES, type Pathology } from '../../src/contracts/pathologies.ts';
import type { Caller } from '../support/caller.ts';
import { VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const CREATE = '/api/v1/generations';
const DAY_MS = 24 * 3_600_000;

/** Starts a generation that goes as planned, and tells what is said of it later. */
async function begin(call: Caller, pathology: Pathology) {
  await call.post('/__rivya/generations/plan', { pathology });
  const { body } = await call.post(CREATE, VIDEO);
  return () => call.get(`${CREATE}/${body.id}`);
}

describe('A generation by plan', () => {
  test.for<[Pathology, string]>([
    ['fails', 'failed'],
    ['stalls-in-queued', 'queued'],
    ['stalls-in-processing', 'processing'],
    ['never-ends', 'processing'],
    ['ends-late', 'succeeded'],
    ['result-missing', 'succeeded'],
    ['many-results', 'succeeded'],
    ['expired-result', 'succeeded'],
    ['final-differs', 'succeeded'],
  ])('%s: a day later it is %s', async ([pathology, status], { fake, call, expect }) => {
    const poll = await begin(call, pathology);
    await fake.clock.advance(DAY_MS);

    const { body } = await poll();

    expect(body.status).toBe(status);
  });

  test('ends late', async ({ fake, call, expect }) => {
    const poll = await begin(call, 'ends-late');
    await fake.clock.advance(3_600_000);

    expect((await poll()).body.status).toBe('processing');
  });

  test('stands still, or seems to move', async ({ fake, call, expect }) => {
    const stalled = await begin(call, 'stalls-in-processing');
    const endless = await begin(call, 'never-ends');
    await fake.clock.advance(DAY_MS);

    expect((await stalled()).body.updated_at < '2026-05-11T00:01').toBe(true);
    expect((await endless()).body.updated_at).toBe('2026-05-12T00:00:00.000Z');
  });

  test.for<[Pathology, number]>([
    ['status-500', 500],
    ['status-404', 404],
  ])('%s: three polls fail', async ([pathology, status], { call, expect }) => {
    const poll = await begin(call, pathology);

    const polls = [await poll(), await poll(), await poll(), await poll()];

    expect(polls.map((reply) => reply.status)).toEqual([status, status, status, 200]);
  });

  test('is told of with empty replies', async ({ fake, call, expect }) => {
    await call.post('/__rivya/generations/plan', { pathology: 'empty-200' });
    const { body } = await call.post(CREATE, VIDEO);
    const headers = { authorization: `Bearer ${fake.apiKey}` };
    const poll = async () => (await fetch(`${fake.url}${CREATE}/${body.id}`, { headers })).text();

    const polls = [await poll(), await poll(), await poll(), await poll()];

    expect(polls.map((text) => text.length > 0)).toEqual([false, false, false, true]);
  });

  test('goes backwards', async ({ fake, call, expect }) => {
    const poll = await begin(call, 'goes-backwards');
    await fake.clock.advance(5_000);

    const polls = [await poll(), await poll(), await poll()];

    const seen = polls.map((reply) => reply.body.status);
    expect(seen).toEqual(['processing', 'queued', 'processing']);
  });

  test('has no result, or eight that can be had, or none that can', async ({
    fake,
    call,
    expect,
  }) => {
    const missing = await begin(call, 'result-missing');
    const many = await begin(call, 'many-results');
    const expired = await begin(call, 'expired-result');
    await fake.clock.advance(60_000);

    const { urls } = (await many()).body.result;
    const last = await fetch(urls[7]);
    const gone = await fetch((await expired()).body.result.primary_url);

    expect((await missing()).body).toMatchObject({ result: null, final_credits: 90 });
    expect(new Set(urls).size).toBe(8);
    expect([last.status, gone.status]).toEqual([200, 404]);
  });

  test('costs half of what was reserved', async ({ fake, call, expect }) => {
    const poll = await begin(call, 'final-differs');
    await fake.clock.advance(60_000);

    const { body } = await poll();

    expect(body).toMatchObject({ reserved_credits: 90, final_credits: 45 });
    expect([fake.ledger.available, fake.ledger.reserved]).toEqual([955, 0]);
  });

  test.for(PATHOLOGY_NAMES)('%s: no credit is lost', async (pathology, { fake, call, expect }) => {
    await begin(call, pathology);
    await fake.clock.advance(DAY_MS);

    const { granted, available, reserved, settled } = fake.ledger;

    expect(available + reserved + settled).toBe(granted);
  });
});
