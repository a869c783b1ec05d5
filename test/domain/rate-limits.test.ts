import { expect, test } from 'vitest';
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
