import { SCOPES, type Scope } from '../contracts/scopes.ts';
import type { Account } from './domain/accounts.ts';
import type { Clock } from './domain/clock.ts';
import { type KeyState, MAIN_ACCOUNT } from './domain/keys.ts';
import type { Ledger } from './domain/ledger.ts';
import type { GenerationPlan } from './domain/plans.ts';
import type { Worlds } from './domain/worlds.ts';

/** The clock of a world, as a test holds it. It stays valid over a reset. */
export type ClockHandle = Pick<
  Clock,
  'now' | 'pending' | 'advance' | 'runNext' | 'runUntilIdle' | 'sleep'
>;

/** What a made key can and in whose name. */
export interface NewKey {
  /** @default all scopes */
  readonly scopes?: readonly Scope[];
  /** @default 'active' */
  readonly state?: KeyState;
  /** @default 'main' */
  readonly account?: string;
}

/** One world of a fake, as a test holds it. It stays valid over a reset. */
export interface WorldHandle {
  readonly name: string;
  /** The key that names this world. */
  readonly apiKey: string;
  readonly clock: ClockHandle;
  /** The credits of the main account. */
  readonly ledger: Ledger;
  readonly generations: {
    /**
     * Plans how the next matching generations shall go.
     *
     * @throws {TypeError|RangeError} if a part of the plan makes no sense.
     */
    plan(plan: GenerationPlan): void;
  };
  /** An account of this world, made with its credits when it is first used. */
  account(name: string): Account;
  /** Makes a key of any kind. */
  createKey(key?: NewKey): string;
  /** Replaces the world by a new one. */
  reset(): void;
}

/**
 * A handle on a world, which is thereby kept from eviction.
 *
 * @throws {RangeError} if the name is not 1 to 40 of a-z, 0-9 and -.
 */
export function createWorldHandle(worlds: Worlds, name: string): WorldHandle {
  worlds.hold(name);
  const world = () => worlds.visit(name);
  const clock: ClockHandle = {
    now: () => world().clock.now(),
    get pending() {
      return world().clock.pending;
    },
    advance: (ms) => world().clock.advance(ms),
    runNext: () => world().clock.runNext(),
    runUntilIdle: () => world().clock.runUntilIdle(),
    sleep: (ms) => world().clock.sleep(ms),
  };
  return {
    name,
    apiKey: world().apiKey,
    clock,
    get ledger() {
      return world().accounts.get(MAIN_ACCOUNT).ledger;
    },
    generations: { plan: (plan) => world().generations.plan(plan) },
    account: (account) => world().accounts.get(account),
    createKey: ({ scopes = SCOPES, state = 'active', account = MAIN_ACCOUNT } = {}) =>
      world().createKey({ scopes: new Set(scopes), state, account }),
    reset: () => void worlds.reset(name),
  };
}
