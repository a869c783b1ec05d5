import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Clock } from '../../src/server/domain/clock.ts';
import { clockAtZero, settled } from './clocks.ts';

// The clock holds on to the timers of node, which fake timers do not reach: here it shall meet them.
vi.mock('node:timers', async (original) => ({
  ...(await original<typeof import('node:timers')>()),
  setTimeout: (...of: Parameters<typeof setTimeout>) => globalThis.setTimeout(...of),
  clearTimeout: (timer: NodeJS.Timeout) => globalThis.clearTimeout(timer),
}));

const DAY = 86_400_000;
const REAL_START = Date.UTC(2026, 4, 11);

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'],
    now: REAL_START,
  });
});
afterEach(() => void vi.useRealTimers());

/** Lets real time pass, as the fake timers of vitest see it. */
async function pass(realMs: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(realMs);
  await settled();
}

function noteTimes(clock: Clock, delaysMs: readonly number[]): number[] {
  const times: number[] = [];
  for (const delayMs of delaysMs) clock.schedule(delayMs, () => times.push(clock.now()));
  return times;
}

test('begins now, unless startMs says otherwise', async () => {
  const clock = clockAtZero({ mode: 'realtime', startMs: undefined });

  await pass(250);

  expect(clock.now()).toBe(REAL_START + 250);
});

test('timers run by themselves, each at its time', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  const times = noteTimes(clock, [3_000, 1_000]);

  await pass(999);
  const before = [...times];
  await pass(1);
  await pass(2_000);

  expect(before).toEqual([]);
  expect(times).toEqual([1_000, 3_000]);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  [10, 100],
  [0.5, 2_000],
])('at speed %d a second of the world takes %d ms', async (speed, realMs) => {
  const clock = clockAtZero({ mode: 'realtime', speed });
  const times = noteTimes(clock, [1_000]);

  await pass(realMs - 1);
  const before = [...times];
  await pass(1);

  expect(before).toEqual([]);
  expect(times).toEqual([1_000]);
  expect(clock.now()).toBe(1_000);
});

test('a delay longer than setTimeout can wait is kept', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  const times = noteTimes(clock, [60 * DAY]);

  await pass(30 * DAY);
  await pass(30 * DAY - 1);
  const before = [...times];
  await pass(1);

  expect(before).toEqual([]);
  expect(times).toEqual([60 * DAY]);
});

test('advance() skips ahead by its time, and stops at every due timer', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  await pass(100);
  const times = noteTimes(clock, [2_000, 5_000, 20_000]);

  await clock.advance(10_000);

  expect(times).toEqual([2_100, 5_100]);
  expect(clock.now()).toBe(10_100);
});

test('time goes on after advance(), from where it is', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  const times = noteTimes(clock, [12_000]);

  await clock.advance(10_000);
  await pass(2_000);

  expect(times).toEqual([12_000]);
  expect(clock.now()).toBe(12_000);
});

test('runNext() skips to the next timer', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  const times = noteTimes(clock, [6_000]);
  await pass(1_000);

  await clock.runNext();

  expect(times).toEqual([6_000]);
  expect(clock.now()).toBe(6_000);
});

test('time stands still while a task runs, then catches up, and never goes back', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  let finish = () => {};
  clock.schedule(1_000, () => new Promise<void>((resolve) => (finish = resolve)));

  await pass(1_000);
  await pass(500);
  const during = clock.now();
  finish();
  await settled();
  const after = clock.now();
  await clock.advance(0);

  expect([during, after, clock.now()]).toEqual([1_000, 1_500, 1_500]);
});

test('a cancelled timer does not run', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  const times: number[] = [];
  const { cancel } = clock.schedule(1_000, () => times.push(clock.now()));

  cancel();
  await pass(2_000);

  expect(times).toEqual([]);
});

test('a task that throws is handed to onError, and the next timers run', async () => {
  const errors: unknown[] = [];
  const clock = clockAtZero({ mode: 'realtime', onError: (error) => errors.push(error) });
  clock.schedule(1_000, () => {
    throw new Error('broken task');
  });
  const times = noteTimes(clock, [2_000]);

  await pass(1_000);
  await pass(1_000);

  expect(errors).toEqual([new Error('broken task')]);
  expect(times).toEqual([2_000]);
});

test('stop() leaves no timer behind, also for what is scheduled later', async () => {
  const clock = clockAtZero({ mode: 'realtime' });
  const times = noteTimes(clock, [1_000]);

  clock.stop();
  const late = noteTimes(clock, [1_500]);
  const timersLeft = vi.getTimerCount();
  await pass(5_000);

  expect(timersLeft).toBe(0);
  expect([times, late]).toEqual([[], []]);
});

test('a request does not move it', async () => {
  const clock = clockAtZero({ mode: 'realtime', stepMs: 400 });

  await clock.onRequest();

  expect(clock.now()).toBe(0);
});
