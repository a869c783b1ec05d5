import { describe, expect, test } from 'vitest';
import { DEFAULT_PACE, pollDelayMs } from '../../src/client/index.ts';

describe('pollDelayMs()', () => {
  test('keeps the documented pace: 2.5 s first, then 5 s growing to 10 s', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 5_000].map((poll) => pollDelayMs(poll));

    expect(delays).toEqual([2_500, 5_000, 6_250, 7_813, 9_766, 10_000, 10_000, 10_000]);
  });

  test('is slower once a wait has taken two minutes, as long video and audio do', () => {
    expect(pollDelayMs(20, DEFAULT_PACE, 119_999)).toBe(10_000);
    expect(pollDelayMs(20, DEFAULT_PACE, 120_000)).toBe(20_000);
  });

  test('keeps a pace of the caller', () => {
    const pace = { firstDelayMs: 0, intervalMs: 100, maxIntervalMs: 150 };

    const delays = [0, 1, 2, 3].map((poll) => pollDelayMs(poll, pace));

    expect(delays).toEqual([0, 100, 125, 150]);
  });
});
