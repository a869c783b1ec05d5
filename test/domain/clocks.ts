import { Clock, type ClockOptions } from '../../src/server/domain/clock.ts';

/** A clock that begins at 0 and moves by `advance` only, unless told otherwise. */
export function clockAtZero(options: Partial<ClockOptions> = {}): Clock {
  return new Clock({ mode: 'manual', startMs: 0, speed: 1, stepMs: 1_000, ...options });
}

/** Lets what does not wait for time come to its end. */
export async function settled(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
