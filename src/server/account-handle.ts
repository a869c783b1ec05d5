import type { Account } from './domain/accounts.ts';
import type { LedgerEntry } from './domain/ledger.ts';

/** The credits of an account, as a test holds them: read, and set. It stays valid over a reset. */
export interface LedgerHandle {
  /** All credits that were ever given to the account, less those taken away. */
  readonly granted: number;
  /** What the account can spend. */
  readonly available: number;
  /** What running work holds. */
  readonly reserved: number;
  /** What finished work has cost. */
  readonly settled: number;
  /** Every move of credits, oldest first, as they stand now. */
  readonly entries: readonly LedgerEntry[];
  /**
   * Makes `balance` the amount that can be spent.
   *
   * @throws {RangeError} if it is not a whole number from 0 to a million millions.
   */
  setBalance(balance: number): void;
}

/** An account of a world, as a test holds it. */
export interface AccountHandle {
  readonly name: string;
  readonly ledger: LedgerHandle;
}

const ACCOUNT_NAME = /^[a-z0-9-]{1,40}$/;

/**
 * A handle on an account, which is looked up anew at each use.
 *
 * @throws {RangeError} if the name is not 1 to 40 of a-z, 0-9 and -.
 */
export function createAccountHandle(name: string, find: () => Account): AccountHandle {
  if (typeof name !== 'string' || !ACCOUNT_NAME.test(name)) {
    throw new RangeError(
      `Cannot open the account ${JSON.stringify(name)}: expected 1 to 40 of a-z, 0-9 and -`,
    );
  }
  const ledger: LedgerHandle = {
    get granted() {
      return find().ledger.granted;
    },
    get available() {
      return find().ledger.available;
    },
    get reserved() {
      return find().ledger.reserved;
    },
    get settled() {
      return find().ledger.settled;
    },
    get entries() {
      return [...find().ledger.entries];
    },
    setBalance: (balance) => find().ledger.setBalance(balance),
  };
  return { name, ledger };
}
