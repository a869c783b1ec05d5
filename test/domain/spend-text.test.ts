import { expect, test } from 'vitest';
import type { ModelSpend, WorldSpend } from '../../src/server/domain/spend.ts';
import { tellSpend } from '../../src/server/domain/spend-text.ts';

const NOTHING = { settled: 0, held: 0, released: 0, models: [], worlds: [], wastedCredits: 0 };
const ONE: ModelSpend = { model: 'z-image', count: 2, settled: 1, held: 0, released: 1 };
const TWO: ModelSpend = { model: 'kling-3-0', count: 11, settled: 90, held: 900, released: 0 };
const WORLD: WorldSpend = {
  world: 'w1',
  settled: 91,
  held: 900,
  released: 1,
  models: [TWO, ONE],
  wasted: [
    { reason: 'duplicate', id: 'task_b', of: 'task_a', model: 'kling-3-0', credits: 90 },
    { reason: 'never-fetched', id: 'task_c', of: undefined, model: 'z-image', credits: 1 },
  ],
};

test('nothing spent is one line', () => {
  expect(tellSpend(NOTHING)).toBe('0 credits settled, 0 held, 0 released, 0 wasted');
});

test('models, worlds and what was wasted stand in columns', () => {
  const spend = { settled: 91, held: 900, released: 1, wastedCredits: 91 };

  expect(tellSpend({ ...spend, models: [TWO, ONE], worlds: [WORLD] }).split('\n')).toEqual([
    '91 credits settled, 900 held, 1 released, 91 wasted',
    '',
    'by model',
    '  kling-3-0  11 times  90 settled  900 held  0 released',
    '  z-image    2 times   1 settled   0 held    1 released',
    '',
    'by world',
    '  w1  91 settled  900 held  1 released',
    '',
    'wasted',
    '  90 credits  task_b  kling-3-0  world w1  duplicate: repeats task_a while that ran',
    '  1 credits   task_c  z-image    world w1  never-fetched: its results were never fetched',
  ]);
});

test('twenty lines of a kind are told, and the rest counted', () => {
  const models = (length: number) =>
    Array.from({ length }, (_, index) => ({ ...ONE, model: `model-${index}` }));

  const full = tellSpend({ ...NOTHING, models: models(20) });
  const over = tellSpend({ ...NOTHING, models: models(22) });

  expect(full.split('\n')).toHaveLength(23);
  expect(full).not.toContain('more');
  expect(over.split('\n').slice(-2)).toEqual([
    '  model-19  2 times  1 settled  0 held  1 released',
    '  and 2 more',
  ]);
});
