import { describe } from 'vitest';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../../src/contracts/scenarios.ts';
import type { Scenario } from '../../src/index.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const CREATE = '/api/v1/generations';

describe('A scenario', () => {
  test.for(SCENARIO_NAMES)(
    '%s is ready-made, in process and over the wire',
    async (name, { fake, call, expect }) => {
      fake.load(name);
      fake.load(SCENARIOS[name] as unknown as Scenario);

      const { status } = await call.post('/__rivya/scenario', { ready_made: name });

      expect(status).toBe(200);
    },
  );

  test('plans what it names, in its order', async ({ fake, call, expect }) => {
    fake.load({
      credits: 91,
      generations: [{ outcome: 'failed' }, { processing_ms: 60_000 }],
      faults: [{ kind: 'error', code: 'internal_error', operations: ['createGeneration'] }],
    });

    const refused = await call.post(CREATE, VIDEO);
    const failed = await call.post(CREATE, IMAGE);
    const slow = await call.post(CREATE, IMAGE);
    await fake.clock.advance(10_000);
    const ids = [failed.body.id, slow.body.id];
    const ends = await Promise.all(ids.map((id) => call.get(`${CREATE}/${id}`)));

    expect(refused.status).toBe(500);
    expect(ends.map(({ body }) => body.status)).toEqual(['failed', 'processing']);
    expect(fake.ledger.available).toBe(90);
  });

  test('is for one world only', async ({ fake, call, expect }) => {
    fake.world('w2').load('limited-without-headers');

    const own = await call.get('/api/v1/credits', { key: fake.world('w2').apiKey });
    const other = await call.get('/api/v1/credits');

    expect([own.status, other.status]).toEqual([429, 200]);
    expect(own.headers.get('retry-after')).toBeNull();
  });

  test('an outage meets the third and fourth creation', async ({ fake, expect }) => {
    fake.load('outage-in-a-batch');
    const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
    const create = async () => {
      const body = JSON.stringify(IMAGE);
      return (await fetch(fake.url + CREATE, { method: 'POST', headers, body })).status;
    };

    const statuses = [];
    for (let index = 0; index < 5; index++) statuses.push(await create());

    expect(statuses).toEqual([200, 200, 503, 503, 200]);
  });

  test.for<[unknown, string]>([
    ['unknown', 'expected one of lost-create-reply'],
    ['constructor', 'expected one of lost-create-reply'],
    [{ faults: [{ kind: 'unknown' }] }, 'Cannot load the scenario'],
    [{ plans: [] }, 'plans is not a known field'],
    [{ credits: -1 }, 'credits must be at least 0'],
    [null, 'the scenario must be an object'],
  ])('that makes no sense is refused: %j', ([scenario, message], { fake, expect }) => {
    expect(() => fake.load(scenario as ScenarioName)).toThrow(message);
    expect(fake.faults.list()).toEqual([]);
  });
});

test('the same scenario and calls give the same bytes, also by chance', async ({
  fake,
  expect,
}) => {
  const run = async () => {
    fake.reset();
    fake.load({
      faults: [{ kind: 'error', code: 'internal_error', probability: 0.5, times: 'always' }],
    });
    const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
    const texts = [];
    for (let index = 0; index < 12; index++) {
      const body = JSON.stringify(IMAGE);
      texts.push(await (await fetch(fake.url + CREATE, { method: 'POST', headers, body })).text());
    }
    return texts;
  };

  const first = await run();
  const second = await run();

  expect(second).toEqual(first);
  expect(new Set(first.map((text) => text.includes('internal_error'))).size).toBe(2);
});

test('faults of a thousand worlds do not meet', async ({ fake, call, expect }) => {
  const worlds = Array.from({ length: 1_000 }, (_none, index) => fake.world(`w${index}`));
  for (const [index, world] of worlds.entries()) {
    if (index % 2 === 0) world.faults.inject({ kind: 'error', code: 'not_found', status: 404 });
  }

  const replies = await Promise.all(
    worlds.map(({ apiKey }) => call.get('/api/v1/credits', { key: apiKey })),
  );

  const expected = worlds.map((_world, index) => (index % 2 === 0 ? 404 : 200));
  expect(replies.map(({ status }) => status)).toEqual(expected);
});
