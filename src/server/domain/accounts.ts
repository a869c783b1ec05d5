import { BROKE_ACCOUNT } from './keys.ts';
import { Ledger } from './ledger.ts';

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
}
