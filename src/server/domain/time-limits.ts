/** The last time that the API can write. */
export const END_OF_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** @throws {RangeError} if a span is no number of milliseconds from 0. */
export function checkDelay(ms: number, action: string): void {
  if (typeof ms === 'number' && ms >= 0 && Number.isFinite(ms)) return;
  throw new RangeError(`Cannot ${action} ${ms}: expected milliseconds from 0`);
}

/** @throws {RangeError} if a time is beyond what the API can write. */
export function checkEnd(targetMs: number): void {
  if (targetMs <= END_OF_TIME_MS) return;
  throw new RangeError('Cannot advance the clock beyond the year 9999: the API cannot write it');
}
