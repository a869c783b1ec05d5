import { describe } from 'vitest';
import { type ScenarioName, startFake } from '../../src/index.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const CREATE = '/api/v1/generations';

describe('A fake that begins with a scenario', () => {
  test.override('options', { scenario: 'limited-without-headers' });

  test('loads it into every world, also one that only a key names', async ({ call, expect }) => {
    const known = await call.get('/api/v1/credits');
    const fresh = await call.get('/api/v1/credits', { key: 'rvya_sk_test_never-seen' });

    expect([known.status, fresh.status]).toEqual([429, 429]);
  });

  test('loads it again after a reset, in process and over the wire', async ({
    fake,
    call,
    expect,
  }) => {
    fake.faults.clear();
    fake.reset();
    const first = await call.get('/api/v1/credits');
    fake.faults.clear();
    await call.post('/__rivya/reset', {});

    const second = await call.get('/api/v1/credits');

    expect([first.status, second.status]).toEqual([429, 429]);
  });

  test('does not load it into a world that goes on from a snapshot', ({ fake, expect }) => {
    fake.faults.clear();

    fake.restore(fake.snapshot());

    expect(fake.faults.list()).toEqual([]);
  });
});

describe('A scenario for named worlds', () => {
  test.override('options', { scenario: 'credits-run-out', scenarioWorlds: ['shop', 'till'] });

  test('is for no other', ({ fake, expect }) => {
    const balances = ['shop', 'till', 'other'].map((name) => fake.world(name).ledger.available);

    expect(balances).toEqual([200, 200, 1_000]);
  });
});

describe('A scenario with a rate limit', () => {
  const scenario = { rate_limit: 2 };

  test('refuses the third call of a key, in this world only', async ({ fake, call, expect }) => {
    fake.load(scenario);

    const statuses = [];
    for (let index = 0; index < 3; index++)
      statuses.push((await call.get('/api/v1/credits')).status);
    const other = await call.get('/api/v1/credits', { key: fake.world('w2').apiKey });

    expect(statuses).toEqual([200, 200, 429]);
    expect(other.headers.get('RateLimit-Limit')).toBeNull();
  });

  test('keeps it in a snapshot, and loses it with a reset', async ({ fake, call, expect }) => {
    fake.load(scenario);
    fake.world('w2').restore(fake.snapshot());
    fake.reset();

    const kept = await call.get('/api/v1/credits', { key: fake.world('w2').apiKey });
    const lost = await call.get('/api/v1/credits');

    expect(kept.headers.get('RateLimit-Limit')).toBe('2');
    expect(lost.headers.get('RateLimit-Limit')).toBeNull();
  });
});

test('a scenario that makes no sense starts no fake', async ({ expect }) => {
  await expect(startFake({ scenario: 'unknown' as ScenarioName })).rejects.toThrow(RangeError);
  await expect(startFake({ scenario: { rate_limit: 0 } })).rejects.toThrow(
    'Cannot load the scenario: rate_limit must be at least 1: received 0',
  );
  await expect(startFake({ scenarioWorlds: ['Shop'] })).rejects.toThrow('a list of names');
});

test('directives that are switched off are text like any other', async ({ expect }) => {
  const fake = await startFake({ directives: false });
  const { apiKey, url } = fake;

  const reply = await fetch(url + CREATE, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...IMAGE, prompt: 'A boat [[rivya: status=503]]' }),
  });

  expect(reply.status).toBe(200);
  await fake.close();
});
