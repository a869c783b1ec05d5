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
import { type AnyWorld, viewOf, type WorldView } from './world-view.ts';

/**
 * The matchers for `expect` of vitest and jest. On a world of this process they answer at once; on one of
 * another process they must be awaited.
 */
export interface RivyaMatchers<T = unknown> {
  /** Finished work of the world has cost exactly so many credits. */
  toHaveSpent(credits: number): T extends { control: unknown } ? Promise<void> : void;
  /** The generation was settled exactly once; without an id, exactly one was in the whole world. */
  toHaveSettledOnce(taskId?: string): T extends { control: unknown } ? Promise<void> : void;
  /** No credits are reserved by work that has not ended. */
  toHaveNoHeldCredits(): T extends { control: unknown } ? Promise<void> : void;
  /** A webhook of the type was received. */
  toHaveReceivedWebhook(
    type: string,
    wish?: WebhookWish,
  ): T extends { control: unknown } ? Promise<void> : void;
  /** The value is what the operation replies, or what the named schema of the contract says. */
  toMatchContract(name: OperationId | (string & {})): void;
}

/** The implementations, for `expect.extend`. */
export const MATCHERS = {
  toHaveSpent: (world: AnyWorld, credits: number) =>
    look(world, (view) => checkSpent(view, credits)),
  toHaveSettledOnce: (world: AnyWorld, taskId?: string) =>
    look(world, (view) => checkSettledOnce(view, taskId)),
  toHaveNoHeldCredits: (world: AnyWorld) => look(world, checkNoHeldCredits),
  toHaveReceivedWebhook: (world: AnyWorld, type: string, wish?: WebhookWish) =>
    look(world, (view) => checkReceivedWebhook(view, type, wish)),
  toMatchContract: (value: unknown, name: OperationId | (string & {})) =>
    checkContract(value, name),
};

/** Checks a world, at once where that is possible. */
export function look(
  world: AnyWorld,
  check: (view: WorldView) => Verdict,
): Verdict | Promise<Verdict> {
  const view = viewOf(world);
  return view instanceof Promise ? view.then(check) : check(view);
}
