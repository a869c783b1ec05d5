import { describe, expect, test } from 'vitest';
import { Clock } from '../../src/server/domain/clock.ts';
import { clockAtZero, settled } from './clocks.ts';

describe('mode manual', () => {
  test('time stands still until it is advanced', async () => {
    const clock = clockAtZero();

    await settled();
    await clock.onRequest();

    expect(clock.now()).toBe(0);
  });

  test('begins at startMs', () => {
    expect(clockAtZero({ startMs: 1_778_457_600_000 }).now()).toBe(1_778_457_600_000);
  });
});

describe('mode per-request', () => {
  test('each request moves time by a step and runs what is due', async () => {
    const clock = clockAtZero({ mode: 'per-request', stepMs: 400 });
    const times: number[] = [];
    clock.schedule(500, () => times.push(clock.now()));

    await clock.onRequest();
    const afterOne = clock.now();
    await clock.onRequest();

    expect(afterOne).toBe(400);
    expect(clock.now()).toBe(800);
    expect(times).toEqual([500]);
  });

  test('requests at once move it by a step each', async () => {
    const clock = clockAtZero({ mode: 'per-request', stepMs: 400 });

    await Promise.all([clock.onRequest(), clock.onRequest(), clock.onRequest()]);

    expect(clock.now()).toBe(1_200);
  });

  test('it can be advanced as well', async () => {
    const clock = clockAtZero({ mode: 'per-request', stepMs: 400 });

    await clock.advance(50);
    await clock.onRequest();

    expect(clock.now()).toBe(450);
  });
});

test('time stops at the end of the year 9999, which the API can still write', async () => {
  const end = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  const clock = new Clock({ mode: 'per-request', startMs: end - 500, speed: 1, stepMs: 1_000 });

  await clock.onRequest();
  await clock.onRequest();

  expect(clock.now()).toBe(end);
  expect(() => clock.advance(1)).toThrow(RangeError);
});
