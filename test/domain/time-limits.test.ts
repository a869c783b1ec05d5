import { expect, test } from 'vitest';
import { checkDelay, checkEnd, END_OF_TIME_MS } from '../../src/server/domain/time-limits.ts';

test.each([0, 0.5, 1e12])('%s is a span of milliseconds', (ms) => {
  expect(() => checkDelay(ms, 'wait')).not.toThrow();
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '5'])('%j is none', (ms) => {
  expect(() => checkDelay(ms as number, 'wait')).toThrow(
    new RangeError(`Cannot wait ${ms}: expected milliseconds from 0`),
  );
});

test('time ends with the last millisecond that the API can write', () => {
  expect(new Date(END_OF_TIME_MS).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  expect(() => checkEnd(END_OF_TIME_MS)).not.toThrow();
  expect(() => checkEnd(END_OF_TIME_MS + 1)).toThrow(
    new RangeError('Cannot advance the clock beyond the year 9999: the API cannot write it'),
  );
});
