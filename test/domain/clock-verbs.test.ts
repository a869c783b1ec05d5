import { describe, expect, test } from 'vitest';
import { clockAtZero } from './clocks.ts';

describe('sleep()', () => {
  test('ends early when its signal aborts, and leaves no timer', async () => {
    const clock = clockAtZero();
    const left = new AbortController();
    const sleeping = clock.sleep(300, left.signal);

    left.abort();

    await sleeping;
    expect(clock.pending).toBe(0);
    await clock.sleep(300, left.signal);
    expect(clock.now()).toBe(0);
  });

  test('resolves at its time and not before', async () => {
    const clock = clockAtZero();
    const woken: number[] = [];
    const sleeping = clock.sleep(300).then(() => woken.push(clock.now()));

    await clock.advance(299);
    const before = [...woken];
    await clock.advance(1);
    await sleeping;

    expect(before).toEqual([]);
    expect(woken).toEqual([300]);
  });

  test('rejects a time that is none', async () => {
    await expect(clockAtZero().sleep(-1)).rejects.toThrow(RangeError);
  });
});

describe('runNext()', () => {
  test('goes to the next timer, and tells when there is none', async () => {
    const clock = clockAtZero();
    clock.schedule(7_000, () => {});

    const first = await clock.runNext();
    const second = await clock.runNext();

    expect([first, second]).toEqual([true, false]);
    expect(clock.now()).toBe(7_000);
  });

  test('runs one timer only, also where two have the same time', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    clock.schedule(1_000, () => names.push('first'));
    clock.schedule(1_000, () => names.push('second'));

    await clock.runNext();

    expect(names).toEqual(['first']);
  });
});

describe('runUntilIdle()', () => {
  test('runs timers until none is left, also those that are scheduled on the way', async () => {
    const clock = clockAtZero();
    const times: number[] = [];
    const chain = (left: number) => {
      times.push(clock.now());
      if (left > 0) clock.schedule(1_000, () => chain(left - 1));
    };
    clock.schedule(500, () => chain(2));

    await clock.runUntilIdle();

    expect(times).toEqual([500, 1_500, 2_500]);
    expect([clock.now(), clock.pending]).toEqual([2_500, 0]);
  });

  test('gives up after a million timers that schedule each other, with or without delay', async () => {
    const clock = clockAtZero();
    let runs = 0;
    const repeat = () => {
      runs++;
      if (runs <= 1_000_100) clock.schedule(runs % 2, repeat);
    };
    clock.schedule(0, repeat);

    const running = clock.runUntilIdle();

    await expect(running).rejects.toThrow(
      new RangeError('Cannot run the clock until it is idle: 1000000 timers ran and 1 are left'),
    );
    expect(runs).toBe(1_000_000);
  });
});

describe('cancelling', () => {
  test('a cancelled timer does not run and is not counted', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    const { cancel } = clock.schedule(1_000, () => names.push('cancelled'));
    clock.schedule(2_000, () => names.push('kept'));

    cancel();
    cancel();

    expect([clock.pending, clock.nextDueMs]).toEqual([1, 2_000]);
    await clock.advance(5_000);
    expect(names).toEqual(['kept']);
  });

  test('a task can cancel another one that is due at the same time', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    let cancelSecond = () => {};
    clock.schedule(1_000, () => cancelSecond());
    cancelSecond = clock.schedule(1_000, () => names.push('second')).cancel;

    await clock.advance(1_000);

    expect(names).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('cancelling a timer that has run changes nothing', async () => {
    const clock = clockAtZero();
    const { cancel } = clock.schedule(1_000, () => {});
    await clock.advance(1_000);

    cancel();

    expect(clock.pending).toBe(0);
  });
});

describe('a task that throws', () => {
  const broken = new Error('broken task');

  test('makes advance() reject at its time; later timers run with the next call', async () => {
    const clock = clockAtZero();
    const times: number[] = [];
    clock.schedule(1_000, () => Promise.reject(broken));
    clock.schedule(1_500, () => times.push(clock.now()));

    const advancing = clock.advance(10_000);

    await expect(advancing).rejects.toBe(broken);
    expect([clock.now(), clock.pending]).toEqual([1_000, 1]);
    await clock.advance(500);
    expect(times).toEqual([1_500]);
  });

  test('is handed to onError, and time goes on', async () => {
    const errors: unknown[] = [];
    const clock = clockAtZero({ onError: (error) => errors.push(error) });
    const times: number[] = [];
    clock.schedule(1_000, () => {
      throw broken;
    });
    clock.schedule(1_500, () => times.push(clock.now()));

    await clock.advance(2_000);

    expect(errors).toEqual([broken]);
    expect(times).toEqual([1_500]);
    expect(clock.now()).toBe(2_000);
  });
});

describe('stop()', () => {
  test('forgets all timers', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    const { cancel } = clock.schedule(1_000, () => names.push('forgotten'));
    clock.schedule(2_000, () => names.push('forgotten too'));

    clock.stop();
    cancel();
    await clock.advance(5_000);

    expect(names).toEqual([]);
    expect([clock.pending, clock.nextDueMs]).toEqual([0, undefined]);
  });

  test('ends an advance() that is under way', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    clock.schedule(1_000, () => clock.stop());
    clock.schedule(2_000, () => names.push('forgotten'));

    await clock.advance(5_000);

    expect(names).toEqual([]);
  });
});
