import { type Client, createClient } from '../client/index.ts';
import { type Fake, type FakeOptions, startFake, type WorldHandle } from '../index.ts';
import { bridgeClocks, type ClockBridge } from './clock-bridge.ts';
import { guardHosts, REAL_HOSTS } from './host-guard.ts';
import { connectWorld, type RemoteWorld } from './remote-world.ts';
import type { RunnerTimers } from './runner-timers.ts';
import type { AnyWorld } from './world-view.ts';

/** What a test is given. */
export interface Rivya {
  /** A fake of this test alone; a bug of the fake fails the test. */
  readonly fake: Fake;
  /** The world of this test: its clock, ledger, plans, webhooks. */
  readonly world: WorldHandle;
  /** A client on that world, whose waiting moves the clock of the world. */
  readonly rivya: Client;
  /** Moves the runner's fake timers and the world together; turns the fake timers on. */
  bridge(): Promise<ClockBridge>;
}

/** How a test wants it. */
export interface RivyaOptions {
  /** Options of the fake. */
  readonly fakeOptions?: FakeOptions | undefined;
  /** Hosts that fail the test if it reaches for them; none with `[]`. @default ['rivya.ai'] */
  readonly guardedHosts?: readonly string[] | undefined;
}

/** A client whose waiting moves the clock of its world. */
export function clientOf(baseUrl: string, world: AnyWorld): Client {
  return createClient({
    baseUrl,
    apiKey: world.apiKey,
    sleep: (ms) => world.clock.advance(ms),
  });
}

/** Runs a test with a fake, a world and a guard of its own, and closes them in any case. */
export async function runWithRivya(
  worldName: string,
  { fakeOptions, guardedHosts = REAL_HOSTS }: RivyaOptions,
  timers: () => RunnerTimers,
  body: (given: Rivya) => unknown,
): Promise<void> {
  const guard = guardHosts(guardedHosts);
  const bridges: ClockBridge[] = [];
  let fake: Fake | undefined;
  try {
    fake = await startFake(fakeOptions);
    const world = fake.world(worldName);
    const bridge = async () => {
      const made = await bridgeClocks(timers(), world);
      bridges.push(made);
      return made;
    };
    await body({ fake, world, rivya: clientOf(fake.url, world), bridge });
  } finally {
    for (const bridge of bridges.reverse()) bridge.close();
    await fake?.close().finally(() => guard.release());
  }
}

/** What a test on the fake of the whole run is given. */
export interface SharedRivya {
  readonly world: RemoteWorld;
  readonly rivya: Client;
}

/**
 * A fresh world on the fake of the whole run, which RIVYA_BASE_URL names.
 *
 * @throws {TypeError} if no such fake was started.
 */
export async function openSharedWorld(worldName: string): Promise<SharedRivya> {
  const world = connectWorld({ apiKey: `rvya_sk_test_${worldName}` });
  await world.reset();
  return { world, rivya: clientOf(world.url, world) };
}
