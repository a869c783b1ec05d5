import type { Fake } from '../../src/index.ts';

/** What a request leaves in the default world: running work, and moves of credits. */
export function tracesOf({ clock, ledger }: Fake) {
  return { timers: clock.pending, credits: ledger.available, moves: ledger.entries.length };
}

/** The traces of a refused request: none but the credits that the account began with. */
export const NO_TRACES = { timers: 0, credits: 1_000, moves: 1 };
