import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/server/domain/api-error.ts';
import { assertWithin, RateLimits } from '../../src/server/domain/rate-limits.ts';

function limitsOf(limit: number | undefined) {
  const time = { nowMs: 5_000 };
  return { time, limits: new RateLimits(() => time.nowMs, limit) };
}

test('without a limit nothing is counted and nothing refused', () => {
  const { limits } = limitsOf(undefined);

  const quota = limits.count('key');

  expect(quota).toBeUndefined();
  expect(() => assertWithin(quota)).not.toThrow();
});

test('each request of a window leaves one less', () => {
  const { limits, time } = limitsOf(3);

  const first = limits.count('key');
  time.nowMs += 1_500;
  const second = limits.count('key');

  expect(first).toEqual({ limit: 3, remaining: 2, resetMs: 60_000 });
  expect(second).toEqual({ limit: 3, remaining: 1, resetMs: 58_500 });
});

test('the last request of the limit passes, and the next is rate_limited', () => {
  const { limits, time } = limitsOf(2);
  limits.count('key');
  time.nowMs += 20_000;

  const last = limits.count('key');
  const tooMany = limits.count('key');

  expect(() => assertWithin(last)).not.toThrow();
  expect(() => assertWithin(tooMany)).toThrow(ApiError);
  expect(() => assertWithin(tooMany)).toThrow(
    expect.objectContaining({
      code: 'rate_limited',
      message: 'Too many requests: 2 are allowed in 60 s',
      retryAfterMs: 40_000,
    }),
  );
});

test('a window ends 60 s after its first request, and not before', () => {
  const { limits, time } = limitsOf(1);
  limits.count('key');

  time.nowMs += 59_999;
  const before = limits.count('key');
  time.nowMs += 1;
  const after = limits.count('key');

  expect(before).toEqual({ limit: 1, remaining: -1, resetMs: 1 });
  expect(after).toEqual({ limit: 1, remaining: 0, resetMs: 60_000 });
});

test('refused requests do not make the window longer', () => {
  const { limits, time } = limitsOf(1);
  for (let second = 0; second < 60; second++) {
    limits.count('key');
    time.nowMs += 1_000;
  }

  expect(limits.count('key')?.remaining).toBe(0);
});

test('a window opens with the first request, however late that is', () => {
  const { limits, time } = limitsOf(5);
  limits.count('key');

  time.nowMs += 150_000;

  expect(limits.count('key')).toEqual({ limit: 5, remaining: 4, resetMs: 60_000 });
});

test('keys are counted apart', () => {
  const { limits } = limitsOf(5);

  const remaining = ['one', 'one', 'two', 'one'].map((key) => limits.count(key)?.remaining);

  expect(remaining).toEqual([4, 3, 4, 2]);
});

describe('choose()', () => {
  test('is the limit from now on, and what was counted before still counts', () => {
    const { limits } = limitsOf(60);
    limits.count('key');
    expect(limits.chosen).toBeUndefined();

    limits.choose(3);

    expect(limits.chosen).toBe(3);
    expect(limits.count('key')).toEqual({ limit: 3, remaining: 1, resetMs: 60_000 });
  });

  test('begins to count where nothing was limited', () => {
    const { limits } = limitsOf(undefined);
    limits.count('key');

    limits.choose(3);

    expect(limits.count('key')?.remaining).toBe(2);
  });
});

describe('snapshot() and restore()', () => {
  test('go on with the windows that are open', () => {
    const { limits, time } = limitsOf(5);
    for (const key of ['one', 'one', 'two']) limits.count(key);
    const copy = new RateLimits(() => time.nowMs, 5);

    copy.restore(limits.snapshot());
    time.nowMs += 10_000;

    expect(copy.count('one')).toEqual({ limit: 5, remaining: 2, resetMs: 50_000 });
    expect(copy.count('two')).toEqual({ limit: 5, remaining: 3, resetMs: 50_000 });
  });

  test('leave out windows that have ended', () => {
    const { limits, time } = limitsOf(5);
    limits.count('early');
    time.nowMs += 30_000;
    limits.count('late');
    time.nowMs += 29_999;
    const before = limits.snapshot().map(({ key }) => key);

    time.nowMs += 1;

    expect(before).toEqual(['early', 'late']);
    expect(limits.snapshot()).toEqual([{ key: 'late', endsAtMs: 95_000, count: 1 }]);
  });

  test('a copy counts for itself', () => {
    const { limits, time } = limitsOf(5);
    limits.count('key');
    const copy = new RateLimits(() => time.nowMs, 5);
    copy.restore(limits.snapshot());

    copy.count('key');

    expect(limits.count('key')?.remaining).toBe(3);
  });
});
