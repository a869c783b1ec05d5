import { describe, expect, test } from 'vitest';
import type { GenerationRequest } from '../../src/contracts/create-generation.ts';
import { type GenerationPlan, Plans } from '../../src/server/domain/plans.ts';

const boat: GenerationRequest = { model: 'kling-3-0', prompt: 'A paper boat', params: {} };

function plansOf(...added: GenerationPlan[]): Plans {
  const plans = new Plans();
  for (const plan of added) plans.add(plan);
  return plans;
}

describe('a plan matches', () => {
  test.each<[string, GenerationPlan, boolean]>([
    ['every generation, if it names nothing', {}, true],
    ['its model', { model: 'kling-3-0' }, true],
    ['no other model', { model: 'sora-2' }, false],
    ['its category', { category: 'video' }, true],
    ['no other category', { category: 'image' }, false],
    ['a part of the prompt', { promptContains: 'paper' }, true],
    ['no other prompt', { promptContains: 'Paper' }, false],
    ['only if all of it does', { model: 'kling-3-0', promptContains: 'ship' }, false],
  ])('%s', (_name, plan, expected) => {
    const plans = plansOf(plan);

    expect(plans.take(boat)?.plan).toEqual(expected ? plan : undefined);
    expect(plans.pending).toBe(expected ? 0 : 1);
  });

  test('a generation without prompt, unless it asks for one', () => {
    const plans = plansOf({ promptContains: 'paper' }, { outcome: 'failed' });

    const taken = plans.take({ model: 'kling-3-0', params: {} });

    expect(taken?.plan).toEqual({ outcome: 'failed' });
  });
});

test('without plans there is nothing to take', () => {
  expect([plansOf().pending, plansOf().take(boat)]).toEqual([0, undefined]);
});

test('a plan is for one generation, or for as many as it says', () => {
  const once = plansOf({ outcome: 'failed' });
  const thrice = plansOf({ times: 3 });

  const takes = [1, 2, 3, 4].map(() => [
    once.take(boat)?.plan.outcome,
    thrice.take(boat)?.plan.times,
  ]);

  expect(takes).toEqual([
    ['failed', 3],
    [undefined, 3],
    [undefined, 3],
    [undefined, undefined],
  ]);
});

test('the oldest plan that matches comes first, and others wait', () => {
  const plans = plansOf(
    { category: 'image', queuedMs: 1 },
    { queuedMs: 2, times: 2 },
    { model: 'kling-3-0', queuedMs: 3 },
  );

  const taken = [1, 2, 3].map(() => plans.take(boat)?.plan.queuedMs);

  expect(taken).toEqual([2, 2, 3]);
  expect(plans.pending).toBe(1);
});

test('pending counts the generations that plans wait for', () => {
  const plans = plansOf({ times: 5 }, {}, { times: 2, category: 'audio' });
  plans.take(boat);

  expect(plans.pending).toBe(7);
});

test('a plan that is given back is the first again', () => {
  const plans = plansOf({ queuedMs: 1 }, { queuedMs: 2 });
  const taken = plans.take(boat);

  taken?.giveBack();

  expect(plans.pending).toBe(2);
  expect(plans.take(boat)?.plan.queuedMs).toBe(1);
});

test('a plan that was forgotten meanwhile does not come back', () => {
  const cleared = plansOf({});
  const removed = plansOf({ times: 2 });
  const taken = [cleared.take(boat), removed.take(boat)];

  cleared.clear();
  removed.remove('plan_1');
  for (const one of taken) one?.giveBack();

  expect([cleared.pending, removed.pending]).toEqual([0, 0]);
});

describe('add() refuses', () => {
  test.each<[unknown, string]>([
    [{ model: 'kling-9' }, 'model is "kling-9", expected an image, video or audio model'],
    [{ model: 'constructor' }, 'model is "constructor", expected an image, video or audio model'],
    [{ model: 'gpt-5-2-chat' }, 'model is "gpt-5-2-chat", expected an image, video or audio model'],
    [{ category: 'chat' }, 'category is "chat", expected image, video or audio'],
    [{ outcome: 'queued' }, 'outcome is "queued", expected succeeded or failed'],
    [{ model: 'kling-3-0', category: 'image' }, '"kling-3-0" is no image model'],
    [{ times: 0 }, 'times is 0, expected a whole number from 1'],
    [{ times: -1 }, 'times is -1, expected a whole number from 1'],
    [{ times: 1.5 }, 'times is 1.5, expected a whole number from 1'],
    [{ times: Number.POSITIVE_INFINITY }, 'times is Infinity, expected a whole number from 1'],
    [{ times: '2' }, 'times is "2", expected a whole number from 1'],
    [{ acceptMs: -1 }, 'acceptMs is -1, expected milliseconds from 0'],
    [{ queuedMs: Number.NaN }, 'queuedMs is NaN, expected milliseconds from 0'],
    [{ processingMs: '5' }, 'processingMs is "5", expected milliseconds from 0'],
    [{ queuedMs: null }, 'queuedMs is null, expected milliseconds from 0'],
  ])('%o with a RangeError', (plan, message) => {
    const plans = new Plans();

    const add = () => plans.add(plan as GenerationPlan);

    expect(add).toThrow(RangeError);
    expect(add).toThrow(`Cannot plan generations: ${message}`);
    expect(plans.pending).toBe(0);
  });

  test.each<[unknown, string]>([
    [
      { outcome: 'succeeded', error: { code: 'x', message: 'y' } },
      'an error needs the outcome "failed"',
    ],
    [null, 'the plan is null, expected an object'],
    [5, 'the plan is 5, expected an object'],
    [{ promptContains: /boat/ }, 'promptContains'],
    [{ outcome: 'failed', error: { code: 'x' } }, 'error'],
    [{ outcome: 'failed', error: 'moderated' }, 'error'],
    [{ promtContains: 'boat' }, 'promtContains'],
  ])('%o with a TypeError', (plan, message) => {
    const plans = new Plans();

    const add = () => plans.add(plan as GenerationPlan);

    expect(add).toThrow(TypeError);
    expect(add).toThrow(message);
    expect(plans.pending).toBe(0);
  });
});
