import { expect, test } from 'vitest';
import { Random } from '../../src/server/domain/random.ts';
import { type Timer, TimerQueue } from '../../src/server/domain/timer-queue.ts';

function timer(dueMs: number, order: number): Timer {
  return { dueMs, order, task: () => {}, abandon: undefined, state: 'waiting' };
}

function drain(queue: TimerQueue): [number, number][] {
  const drained: [number, number][] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    drained.push([next.dueMs, next.order]);
  }
  return drained;
}

test('an empty queue has nothing to give', () => {
  const queue = new TimerQueue();

  expect([queue.size, queue.peek(), queue.pop()]).toEqual([0, undefined, undefined]);
});

test('the earliest timer comes first, then the one that was scheduled first', () => {
  const queue = new TimerQueue();
  for (const [order, dueMs] of [30, 10, 20, 10, 30, 10].entries()) queue.push(timer(dueMs, order));

  expect(drain(queue)).toEqual([
    [10, 1],
    [10, 3],
    [10, 5],
    [20, 2],
    [30, 0],
    [30, 4],
  ]);
});

test('peek() leaves the timer where it is', () => {
  const queue = new TimerQueue();
  queue.push(timer(10, 0));

  expect(queue.peek()?.dueMs).toBe(10);
  expect(queue.size).toBe(1);
});

test('a cancelled timer is neither counted nor given', () => {
  const queue = new TimerQueue();
  const first = timer(10, 0);
  queue.push(first);
  queue.push(timer(20, 1));

  queue.cancel(first);
  queue.cancel(first);

  expect(queue.size).toBe(1);
  expect(drain(queue)).toEqual([[20, 1]]);
});

test('cancelling a timer that was taken out does not change the count', () => {
  const queue = new TimerQueue();
  const only = timer(10, 0);
  queue.push(only);
  queue.pop();

  queue.cancel(only);

  expect(queue.size).toBe(0);
});

test.each(['one', 'two', 'three', 'four'])(
  'a random walk gives the same timers as a sorted list (seed %s)',
  (seed) => {
    const random = new Random(seed);
    const draw = (below: number) => Math.floor(random.float() * below);
    const queue = new TimerQueue();
    const model: Timer[] = [];
    const sorted = () => model.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);

    for (let step = 0; step < 3_000; step++) {
      const move = draw(10);
      if (move < 5) {
        const pushed = timer(draw(50), step);
        queue.push(pushed);
        model.push(pushed);
      } else if (move < 7 && model.length > 0) {
        const [cancelled] = model.splice(draw(model.length), 1);
        if (cancelled !== undefined) queue.cancel(cancelled);
      } else if (move >= 7) {
        expect(queue.pop()).toBe(sorted().shift());
      }
      expect(queue.size).toBe(model.length);
    }

    expect(drain(queue)).toEqual(sorted().map(({ dueMs, order }) => [dueMs, order]));
  },
);
