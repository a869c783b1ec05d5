import { startRunWideFake } from './run-wide-fake.ts';

const ENDING = Symbol.for('rivya-testkit.jest.ending');

/** For `globalSetup` of jest: one fake for the whole run. */
async function setup(): Promise<void> {
  Reflect.set(globalThis, ENDING, await startRunWideFake());
}

/** For `globalTeardown` of jest: ends the fake of the whole run. */
export async function teardown(): Promise<void> {
  await Reflect.get(globalThis, ENDING)?.();
}

// biome-ignore lint/style/noDefaultExport: jest takes nothing else
export default setup;
