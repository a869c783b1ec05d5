import { test as base } from 'vitest';
import { type Fake, type FakeOptions, startFake } from '../../src/index.ts';
import { type Caller, createCaller } from './caller.ts';

interface Fixtures {
  /** Options of the fake; set them with `test.override`. */
  options: FakeOptions;
  /** A started fake, closed after the test; a bug of the fake fails the test. */
  fake: Fake;
  /** Calls the fake over its socket with the key of the default world. */
  call: Caller;
}

/** The test of vitest, extended with a fake of its own for each test. */
export const test = base.extend<Fixtures>({
  options: {},
  fake: async ({ options }, use) => {
    const fake = await startFake(options);
    await use(fake);
    await fake.close();
  },
  call: async ({ fake }, use) => use(createCaller(fake.url, fake.apiKey)),
});
