import { expect, test } from 'vitest';
import { checkScenario } from '../../src/contracts/check-scenario.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../../src/contracts/scenarios.ts';

const check = (scenario: unknown) => checkScenario(scenario as ScenarioName);

test('a scenario comes back with its defaults', () => {
  const { generations, faults } = check({
    generations: [{ outcome: 'failed' }],
    faults: [{ kind: 'reply-lost' }],
  });

  expect(generations).toEqual([{ outcome: 'failed', times: 1 }]);
  expect(faults).toEqual([{ kind: 'reply-lost', nth: 1, probability: 1, times: 1 }]);
});

test.each(SCENARIO_NAMES)('the ready-made "%s" is right', (name) => {
  expect(Object.keys(checkScenario(name)).length).toBeGreaterThan(0);
});

test.each(['unheard-of', 'constructor', ''])('no ready-made one is called "%s"', (name) => {
  const call = () => check(name);

  expect(call).toThrow(RangeError);
  expect(call).toThrow(
    `Cannot load the scenario "${name}": expected one of ${SCENARIO_NAMES.join(', ')}`,
  );
});

test.each<[unknown, string]>([
  [7, 'the scenario must be an object: received 7'],
  [null, 'the scenario must be an object: received null'],
  [{ speed: 2 }, 'speed is not a known field: received 2'],
  [{ credits: -1 }, 'credits must be at least 0: received -1'],
  [{ credits: 1e12 + 1 }, 'credits must be at most 1000000000000: received 1000000000001'],
  [{ rate_limit: 0 }, 'rate_limit must be at least 1: received 0'],
  [{ rate_limit: 1e9 + 1 }, 'rate_limit must be at most 1000000000: received 1000000001'],
  [{ name: '' }, 'name must be at least 1 characters long: received ""'],
  [
    { generations: [{ outcome: 'lost' }] },
    'generations[0].outcome must be one of "succeeded", "failed": received "lost"',
  ],
  [{ generations: [{ model_id: 'x' }] }, 'generations[0].model_id is not a known field'],
  [{ webhook_faults: [{ delay: 7 }] }, 'webhook_faults[0]'],
  [{ chat: [{ speed: 7 }] }, 'chat[0].speed is not a known field: received 7'],
  [{ stream_faults: [{ cut: 7 }] }, 'stream_faults[0]'],
])('%j is refused: %s', (scenario, reason) => {
  const call = () => check(scenario);

  expect(call).toThrow(TypeError);
  expect(call).toThrow(`Cannot load the scenario: ${reason}`);
});

test('a list holds at most a thousand', () => {
  const many = (length: number) => Array.from({ length }, () => ({ kind: 'reply-lost' }));

  expect(check({ faults: many(1_000) }).faults).toHaveLength(1_000);
  expect(() => check({ faults: many(1_001) })).toThrow('faults must be a list of at most 1000');
});
