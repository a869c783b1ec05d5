import { startRunWideFake } from './run-wide-fake.ts';

/** For `globalSetup` of vitest: one fake for the whole run. Gives what ends it. */
export function setup(): Promise<() => Promise<void>> {
  return startRunWideFake();
}
