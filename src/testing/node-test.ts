import { AssertionError } from 'node:assert';
import { mock, type TestContext } from 'node:test';
import type { OperationId } from '../contracts/api.ts';
import {
  checkNoHeldCredits,
  checkReceivedWebhook,
  checkSettledOnce,
  checkSpent,
  type Verdict,
  type WebhookWish,
} from './checks.ts';
import { checkContract } from './contract-check.ts';
import {
  openSharedWorld,
  type Rivya,
  type RivyaOptions,
  runWithRivya,
  type SharedRivya,
} from './in-process.ts';
import { look } from './matchers.ts';
import { worldNameOf } from './world-name.ts';
import type { AnyWorld, WorldView } from './world-view.ts';

/** The function of a test of node:test. */
export type NodeTest = (context: TestContext) => Promise<void>;

/**
 * A test of node:test with a fake, a world and a client of its own: `test('…', withRivya(async ({ rivya,
 * world }) => { … }))`.
 */
export function withRivya(
  body: (given: Rivya, context: TestContext) => unknown,
  options: RivyaOptions = {},
): NodeTest {
  return (context) =>
    runWithRivya(
      worldNameOf(pathOf(context)),
      options,
      () => context.mock?.timers ?? mock.timers,
      (given) => body(given, context),
    );
}

/** A test of node:test with a fresh world on the fake that RIVYA_BASE_URL names. */
export function withSharedRivya(
  body: (given: SharedRivya, context: TestContext) => unknown,
): NodeTest {
  return async (context) => {
    await body(await openSharedWorld(worldNameOf(pathOf(context))), context);
  };
}

/** Fails unless finished work of the world has cost exactly so many credits. */
export async function assertSpent(world: AnyWorld, credits: number): Promise<void> {
  await holdWorld(world, (view) => checkSpent(view, credits), assertSpent);
}

/** Fails unless the generation was settled exactly once; without an id, exactly one in all. */
export async function assertSettledOnce(world: AnyWorld, taskId?: string): Promise<void> {
  await holdWorld(world, (view) => checkSettledOnce(view, taskId), assertSettledOnce);
}

/** Fails if credits are reserved by work that has not ended. */
export async function assertNoHeldCredits(world: AnyWorld): Promise<void> {
  await holdWorld(world, checkNoHeldCredits, assertNoHeldCredits);
}

/** Fails unless a webhook of the type was received. */
export async function assertReceivedWebhook(
  world: AnyWorld,
  type: string,
  wish?: WebhookWish,
): Promise<void> {
  await holdWorld(world, (view) => checkReceivedWebhook(view, type, wish), assertReceivedWebhook);
}

/** Fails unless the value is what the operation replies, or what the named schema says. */
export function assertMatchesContract(value: unknown, name: OperationId | (string & {})): void {
  hold(checkContract(value, name), assertMatchesContract);
}

type Caller = (...args: never[]) => unknown;

async function holdWorld(world: AnyWorld, check: (view: WorldView) => Verdict, caller: Caller) {
  hold(await look(world, check), caller);
}

function hold({ pass, message }: Verdict, caller: Caller): void {
  if (!pass) throw new AssertionError({ message: message(), stackStartFn: caller });
}

function pathOf({
  name,
  fullName,
  filePath,
}: {
  name: string;
  fullName?: string;
  filePath?: string | undefined;
}): string[] {
  return [filePath ?? process.argv[1] ?? '', fullName ?? name];
}

export { bridgeClocks, type ClockBridge, ClockBridgeError } from './clock-bridge.ts';
export { guardHosts, type HostGuard, RealHostError } from './host-guard.ts';
export type { Rivya, RivyaOptions, SharedRivya } from './in-process.ts';
export { connectWorld, type RemoteWorld } from './remote-world.ts';
