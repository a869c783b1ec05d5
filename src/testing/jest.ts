import { expect, jest as runner } from '@jest/globals';
import {
  openSharedWorld,
  type Rivya,
  type RivyaOptions,
  runWithRivya,
  type SharedRivya,
} from './in-process.ts';
import { MATCHERS, type RivyaMatchers } from './matchers.ts';
import { worldNameOf } from './world-name.ts';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends RivyaMatchers<T> {}
}

declare global {
  namespace jest {
    interface Matchers<R, T> extends RivyaMatchers<T> {}
  }
}

expect.extend(MATCHERS);

/**
 * A test of jest with a fake, a world and a client of its own: `test('…', withRivya(async ({ rivya, world })
 * => { … }))`.
 */
export function withRivya(
  body: (given: Rivya) => unknown,
  options: RivyaOptions = {},
): () => Promise<void> {
  return () => runWithRivya(worldName(), options, () => runner, body);
}

/** A test of jest with a fresh world on the fake of the whole run. */
export function withSharedRivya(body: (given: SharedRivya) => unknown): () => Promise<void> {
  return async () => {
    await body(await openSharedWorld(worldName()));
  };
}

function worldName(): string {
  const { testPath, currentTestName } = expect.getState();
  return worldNameOf([testPath ?? '', currentTestName ?? '']);
}

export { bridgeClocks, type ClockBridge, ClockBridgeError } from './clock-bridge.ts';
export { guardHosts, type HostGuard, RealHostError } from './host-guard.ts';
export type { Rivya, RivyaOptions, SharedRivya } from './in-process.ts';
export type { RivyaMatchers } from './matchers.ts';
export { connectWorld, type RemoteWorld } from './remote-world.ts';
