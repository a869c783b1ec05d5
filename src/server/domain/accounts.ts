import type { AccountSnapshot } from '../../contracts/snapshot.ts';
import { BROKE_ACCOUNT } from './keys.ts';
import { Ledger } from './ledger.ts';
import { refuse } from './restoring.ts';

/** An account of a world: generations, files and credits belong to it, and to no key. */
export interface Account {
  readonly name: string;
  readonly ledger: Ledger;
}

/** The accounts of one world; each is made with its credits when it is first used. */
export class Accounts {
  readonly #now: () => number;
  readonly #credits: number;
  readonly #accounts = new Map<string, Account>();

  constructor(now: () => number, credits: number) {
    this.#now = now;
    this.#credits = credits;
  }

  get(name: string): Account {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const credits = name === BROKE_ACCOUNT ? 0 : this.#credits;
    const account = { name, ledger: new Ledger(this.#now, credits) };
    this.#accounts.set(name, account);
    return account;
  }

  /** The account of a name, if it was ever used. */
  find(name: string): Account | undefined {
    return this.#accounts.get(name);
  }

  /** What to restore them from; what is held for work that cannot go on is released in it. */
  snapshot(goesOn: (reference: string) => boolean): AccountSnapshot[] {
    return [...this.#accounts.values()].map(({ name, ledger }) => ({
      name,
      ...ledger.snapshot(goesOn),
    }));
  }

  /** @throws {SnapshotRefused} if a name is there twice, or a ledger does not add up. */
  restore(snapshots: readonly AccountSnapshot[]): void {
    for (const [index, { name, ...snapshot }] of snapshots.entries()) {
      const path = `accounts[${index}]`;
      if (this.#accounts.has(name)) refuse(`${path}.name`, 'the only account of that name', name);
      this.#accounts.set(name, { name, ledger: Ledger.restored(this.#now, snapshot, path) });
    }
  }
}
