import { expect, test } from 'vitest';
import { checkScenario } from '../../src/contracts/check-scenario.ts';
import type { Scenario } from '../../src/contracts/scenario.ts';
import { MAIN_ACCOUNT } from '../../src/server/domain/keys.ts';
import { loadScenario } from '../../src/server/domain/scenarios.ts';
import { waitingIn } from '../../src/server/domain/waiting.ts';
import type { World } from '../../src/server/domain/world.ts';
import { worldOf } from './worlds.ts';

function load(world: World, scenario: Scenario): number {
  return loadScenario(world, checkScenario(scenario));
}

function ledgerOf(world: World) {
  return world.accounts.get(MAIN_ACCOUNT).ledger;
}

test('every list of a scenario is planned in its order, in the words of JavaScript', () => {
  const world = worldOf('w1');

  const planned = load(world, {
    generations: [{ queued_ms: 7 }, { outcome: 'failed' }],
    faults: [{ kind: 'latency', ms: 8 }],
    webhook_faults: [{ kind: 'delay', delay_ms: 9 }],
    chat: [{ message_contains: 'haiku', first_delay_ms: 10 }],
    stream_faults: [{ faults: ['crlf'], session_id: 'session_1' }],
  });

  expect(planned).toBe(6);
  expect(waitingIn(world)).toMatchObject([
    { for: 'call', plan: { kind: 'latency', ms: 8 } },
    { for: 'generation', plan: { queuedMs: 7 } },
    { for: 'generation', plan: { outcome: 'failed' } },
    { for: 'chat', plan: { messageContains: 'haiku', firstDelayMs: 10 } },
    { for: 'stream', plan: { faults: ['crlf'], sessionId: 'session_1' } },
    { for: 'webhook', plan: { kind: 'delay', delayMs: 9 } },
  ]);
});

test('what a scenario plans waits behind what waits already', () => {
  const world = worldOf('w1');
  world.generations.plan({ queuedMs: 1 });

  load(world, { generations: [{ queued_ms: 2 }] });

  expect(waitingIn(world)).toMatchObject([{ plan: { queuedMs: 1 } }, { plan: { queuedMs: 2 } }]);
});

test('credits and limit are those of the scenario, also where there are to be none', () => {
  const world = worldOf('w1');

  const planned = load(world, { credits: 0, rate_limit: 3 });

  expect(planned).toBe(0);
  expect(ledgerOf(world).available).toBe(0);
  expect(world.rateLimits.chosen).toBe(3);
});

test('a scenario that names nothing changes nothing', () => {
  const world = worldOf('w1');

  expect(load(world, {})).toBe(0);

  expect(waitingIn(world)).toEqual([]);
  expect(ledgerOf(world).available).toBe(1_000);
  expect(world.rateLimits.chosen).toBeUndefined();
});
