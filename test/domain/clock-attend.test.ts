import { describe, expect, test } from 'vitest';
import { Clock, type ClockMode } from '../../src/server/domain/clock.ts';

function clockOf(mode: ClockMode, onError?: (error: unknown) => void): Clock {
  const options = { mode, startMs: 0, speed: 1, stepMs: 1_000 };
  return new Clock(onError === undefined ? options : { ...options, onError });
}

/** Work that ends when it is told to. */
function openWork() {
  let end = () => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('attend()', () => {
  test('advance() does not move time past work that is under way', async () => {
    const clock = clockOf('manual');
    const work = openWork();
    const seenMs: number[] = [];
    clock.schedule(100, () => clock.attend(work.promise.then(() => seenMs.push(clock.now()))));
    clock.schedule(200, () => seenMs.push(clock.now()));
    const advancing = clock.advance(1_000);
    await settle();
    const before = [...seenMs];

    work.end();
    await advancing;

    expect(before).toEqual([]);
    expect(seenMs).toEqual([100, 200]);
    expect(clock.now()).toBe(1_000);
  });

  test('timers of the same instant do not wait for it', async () => {
    const clock = clockOf('manual');
    const work = openWork();
    const steps: string[] = [];
    clock.schedule(100, () => clock.attend(work.promise));
    clock.schedule(100, () => steps.push('beside'));
    const advancing = clock.advance(100);
    await settle();

    expect(steps).toEqual(['beside']);
    work.end();
    await advancing;
  });

  test('what it schedules in the same advance() still runs', async () => {
    const clock = clockOf('manual');
    const seenMs: number[] = [];
    clock.schedule(100, () =>
      clock.attend(
        Promise.resolve().then(() => {
          clock.schedule(50, () => seenMs.push(clock.now()));
        }),
      ),
    );

    await clock.advance(1_000);

    expect(seenMs).toEqual([150]);
  });

  test('runNext() and runUntilIdle() wait for it', async () => {
    const clock = clockOf('manual');
    const done: string[] = [];
    const attend = (name: string) => () => clock.attend(settle().then(() => done.push(name)));
    clock.schedule(100, attend('a'));
    clock.schedule(200, attend('b'));

    await clock.runNext();
    const afterOne = [...done];
    await clock.runUntilIdle();

    expect(afterOne).toEqual(['a']);
    expect(done).toEqual(['a', 'b']);
  });

  test('a request in mode per-request does not wait for it', async () => {
    const clock = clockOf('per-request');
    const work = openWork();
    clock.schedule(500, () => clock.attend(work.promise));

    await clock.onRequest();

    expect(clock.now()).toBe(1_000);
    work.end();
  });

  test('a request does not wait for an advance() that waits for it', async () => {
    const clock = clockOf('per-request');
    const work = openWork();
    clock.schedule(500, () => clock.attend(work.promise));
    const advancing = clock.advance(500);

    await clock.onRequest();
    work.end();
    await advancing;
    await clock.advance(0);

    expect(clock.now()).toBe(1_500);
  });

  test('in mode realtime other timers go on', async () => {
    const clock = clockOf('realtime');
    const work = openWork();
    clock.schedule(0, () => clock.attend(work.promise));

    await clock.sleep(5);

    work.end();
    clock.stop();
  });

  test('work that fails is told like a task that throws', async () => {
    const errors: unknown[] = [];
    const clock = clockOf('manual', (error) => errors.push(error));
    clock.schedule(100, () => clock.attend(Promise.reject(new Error('broken'))));

    await clock.advance(100);

    expect(errors).toEqual([new Error('broken')]);
  });
});
