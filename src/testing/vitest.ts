import { test as base, expect, vi } from 'vitest';
import type { Client } from '../client/index.ts';
import { type Fake, type FakeOptions, startFake, type WorldHandle } from '../index.ts';
import { bridgeClocks, type ClockBridge } from './clock-bridge.ts';
import { guardHosts, REAL_HOSTS } from './host-guard.ts';
import { clientOf, openSharedWorld } from './in-process.ts';
import { MATCHERS, type RivyaMatchers } from './matchers.ts';
import type { RemoteWorld } from './remote-world.ts';
import { worldNameOf } from './world-name.ts';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: a declaration that merges repeats the parameters
  interface Matchers<T = any> extends RivyaMatchers<T> {}
}

expect.extend(MATCHERS);

/** What a test on a fake of its own is given. */
export interface Fixtures {
  /** Options of the fake; set them with `test.override` (`test.scoped` in vitest 3). */
  fakeOptions: FakeOptions;
  /** Hosts that fail a test if it reaches for them; none with `[]`. */
  guardedHosts: readonly string[];
  /** A fake of this test alone; a bug of the fake fails the test. */
  fake: Fake;
  /** The world of this test: its clock, ledger, plans, webhooks. */
  world: WorldHandle;
  /** A client on that world, whose waiting moves the clock of the world. */
  rivya: Client;
  /** Fake timers of vitest that move with the world: `clocks.until(promise)`. */
  clocks: ClockBridge;
  /** `RIVYA_BASE_URL` and `RIVYA_API_KEY` of this test's world, set while it runs. */
  env: { readonly RIVYA_BASE_URL: string; readonly RIVYA_API_KEY: string };
  /** Is on without being asked for. */
  guard: undefined;
}

/** What a test on the fake of the whole run is given. */
export interface SharedFixtures {
  /** A fresh world of this test on the fake that `global-setup` has started. */
  world: RemoteWorld;
  /** A client on that world, whose waiting moves the clock of the world. */
  rivya: Client;
}

interface NamedTask {
  readonly name: string;
  readonly suite?: NamedTask | undefined;
}

/** The test of vitest, extended: each test has a fake, a world and a client of its own. */
export const test = base.extend<Fixtures>({
  fakeOptions: {},
  guardedHosts: [...REAL_HOSTS],
  guard: [
    async ({ guardedHosts }, use) => {
      const guard = guardHosts(guardedHosts);
      await use(undefined);
      guard.release();
    },
    { auto: true },
  ],
  fake: async ({ fakeOptions }, use) => {
    const fake = await startFake(fakeOptions);
    await use(fake);
    await fake.close();
  },
  world: async ({ fake, task }, use) => use(fake.world(worldNameOf(pathOf(task)))),
  rivya: async ({ fake, world }, use) => use(clientOf(fake.url, world)),
  clocks: async ({ world }, use) => {
    const clocks = await bridgeClocks(vi, world);
    await use(clocks);
    clocks.close();
  },
  env: async ({ fake, world }, use) => {
    const env = { RIVYA_BASE_URL: fake.url, RIVYA_API_KEY: world.apiKey };
    const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, env);
    await use(env);
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  },
});

/** The test of vitest on the fake of the whole run: each test has a world of its own there. */
export const sharedTest = base.extend<SharedFixtures>({
  world: async ({ task }, use) => use((await openSharedWorld(worldNameOf(pathOf(task)))).world),
  rivya: async ({ world }, use) => use(clientOf(world.url, world)),
});

function pathOf(
  task: NamedTask & { readonly file: { name: string; projectName?: string | undefined } },
) {
  const names: string[] = [];
  for (let one: NamedTask | undefined = task; one !== undefined; one = one.suite) {
    names.unshift(one.name);
  }
  return [task.file.projectName ?? '', task.file.name, ...names];
}

export { expect } from 'vitest';
export { bridgeClocks, type ClockBridge, ClockBridgeError } from './clock-bridge.ts';
export { guardHosts, type HostGuard, RealHostError } from './host-guard.ts';
export type { RivyaMatchers } from './matchers.ts';
export { connectWorld, type RemoteWorld } from './remote-world.ts';
