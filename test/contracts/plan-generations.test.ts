import { expect, test } from 'vitest';
import { explain } from '../../src/contracts/explain.ts';
import { PlanGenerations } from '../../src/contracts/plan-generations.ts';

const ERROR = { code: 'generation_failed', message: 'Out of paint' };

test.each([
  [{}],
  [{ outcome: 'succeeded' }],
  [{ outcome: 'failed', error: ERROR }],
  [{ error: ERROR }],
  [{ model: 'kling-3-0' }],
  [{ category: 'image' }],
  [{ model: 'kling-3-0', category: 'video' }],
])('the plan %j makes sense', (plan) => {
  expect(PlanGenerations.parse(plan)).toEqual({ ...plan, times: 1 });
});

test.each([
  [
    { outcome: 'succeeded', error: ERROR },
    'error must be left out where the outcome is "succeeded": received {"code":"generation_failed","message":"Out of paint"}',
  ],
  [
    { model: 'kling-3-0', category: 'image' },
    'category must be "video", or left out, where the model is "kling-3-0": received "image"',
  ],
])('a plan that contradicts itself is refused: %j', (plan, reason) => {
  const { error } = PlanGenerations.safeParse(plan);

  expect(explain(error?.issues ?? [], plan, 'the plan')).toBe(reason);
});
