import { describe, expect, test } from 'vitest';
import { ClockStopped } from '../../src/server/domain/clock-stop.ts';
import { clockAtZero, settled } from './clocks.ts';

describe('a clock that goes on from another', () => {
  test('has its time, and runs its timers in their old order', async () => {
    const first = clockAtZero();
    await first.advance(500);
    const names: string[] = [];
    const [early, late] = [first.schedule(100, () => {}), first.schedule(100, () => {})];
    const { nowMs, order } = first.snapshot();

    const clock = clockAtZero({ startMs: nowMs, order });
    clock.schedule(100, () => names.push('new'));
    clock.resume(late, () => names.push('late'));
    clock.resume(early, () => names.push('early'));
    await clock.advance(100);

    expect([nowMs, order, clock.now()]).toEqual([500, 2, 600]);
    expect(names).toEqual(['early', 'late', 'new']);
  });
});

describe('what is known of a clock', () => {
  test('it counts the tasks that it has begun', async () => {
    const clock = clockAtZero();
    for (const ms of [100, 200, 900]) clock.schedule(ms, () => {});

    await clock.advance(500);

    expect([clock.taskCount, clock.pending, clock.nextDueMs]).toEqual([2, 1, 900]);
  });
});

describe('a clock that is stopped', () => {
  test('tells those who sleep and those who wait for it, and runs nothing more', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    clock.schedule(100, () => names.push('late'));
    const { stopped } = clock;
    const sleeping = clock.sleep(100);

    clock.stop();

    await expect(sleeping).rejects.toThrow(ClockStopped);
    await expect(stopped).rejects.toThrow(ClockStopped);
    await clock.advance(1_000);
    expect(names).toEqual([]);
    expect([clock.isStopped, clock.pending]).toEqual([true, 0]);
  });

  test('takes nothing new: who sleeps is told at once, and a task never runs', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    clock.stop();

    const sleeping = clock.sleep(0);
    const task = clock.schedule(0, () => names.push('task'));
    task.cancel();
    await expect(sleeping).rejects.toThrow(ClockStopped);
    await clock.advance(1_000);

    expect(names).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('in mode per-request', () => {
  test('who sleeps moves time himself', async () => {
    const clock = clockAtZero({ mode: 'per-request' });
    const times: number[] = [];
    clock.schedule(300, () => times.push(clock.now()));

    await clock.sleep(500);

    expect(clock.now()).toBe(500);
    expect(times).toEqual([300]);
  });

  test.each(['advance', 'runNext'] as const)(
    'a request that comes out of %s() does not wait for it',
    async (verb) => {
      const clock = clockAtZero({ mode: 'per-request', stepMs: 10 });
      const steps: string[] = [];
      clock.schedule(100, async () => {
        await clock.onRequest();
        steps.push('answered');
      });

      await (verb === 'advance' ? clock.advance(100) : clock.runNext());
      steps.push('advanced');
      await clock.onRequest();

      expect(steps).toEqual(['answered', 'advanced']);
      expect(clock.now()).toBe(120);
    },
  );

  test('a request after that waits for its own step again', async () => {
    const clock = clockAtZero({ mode: 'per-request', stepMs: 10 });
    await clock.advance(1);
    await clock.runNext();
    let isSlowDone = false;
    clock.schedule(10, async () => {
      await settled();
      isSlowDone = true;
    });

    await clock.onRequest();

    expect(isSlowDone).toBe(true);
  });
});

test('runNext() waits for work beside the timers where no timer is left', async () => {
  const clock = clockAtZero();
  const times: number[] = [];
  const work = async () => {
    await settled();
    clock.schedule(50, () => times.push(clock.now()));
  };
  clock.attend(work());

  const ran = await clock.runNext();

  expect(ran).toBe(true);
  expect(times).toEqual([50]);
});

test('who leaves does not sleep on', async () => {
  const clock = clockAtZero();
  const leaving = new AbortController();
  const sleeping = clock.sleep(1_000, leaving.signal);

  leaving.abort();
  await sleeping;

  expect([clock.now(), clock.pending]).toEqual([0, 0]);
});
