import { MAX_BALANCE } from '../../contracts/control-credits.ts';
import type { AccountSnapshot } from '../../contracts/snapshot.ts';
import { ApiError } from './api-error.ts';
import { assertConserved, emptyBalance } from './ledger-balance.ts';
import { replay } from './ledger-replay.ts';
import { refuse } from './restoring.ts';

/** One move of credits; a grant is negative where it takes credits away. */
export interface LedgerEntry {
  readonly kind: 'grant' | 'reserve' | 'settle' | 'release';
  readonly amount: number;
  /** The generation or chat turn that moved them. */
  readonly reference: string | null;
  readonly atMs: number;
}

type LedgerSnapshot = Omit<AccountSnapshot, 'name'>;

/**
 * Credits of one account. A generation reserves its price when it starts, and settles or releases it
 * when it ends, each exactly once. Nothing is ever lost: granted = available + reserved + settled.
 */
export class Ledger {
  readonly #now: () => number;
  #balance = emptyBalance();
  #entries: LedgerEntry[] = [];

  constructor(now: () => number, credits: number) {
    this.#now = now;
    this.setBalance(credits);
  }

  /**
   * A ledger that goes on from a snapshot.
   *
   * @throws {SnapshotRefused} if the entries do not add up.
   */
  static restored(now: () => number, snapshot: LedgerSnapshot, path: string): Ledger {
    const ledger = new Ledger(now, 0);
    ledger.#entries = [...snapshot.entries];
    ledger.#balance = replay(snapshot.entries, path, now());
    for (const name of ['available', 'reserved', 'settled'] as const) {
      if (ledger[name] === snapshot[name]) continue;
      refuse(`${path}.${name}`, `${ledger[name]}, as its entries add up to`, snapshot[name]);
    }
    return ledger;
  }

  /** All credits that were ever given to the account, less those taken away. */
  get granted(): number {
    return this.#balance.granted;
  }

  /** What the account can spend. */
  get available(): number {
    return this.#balance.available;
  }

  /** What running work holds. */
  get reserved(): number {
    return this.#balance.reserved;
  }

  /** What finished work has cost. */
  get settled(): number {
    return this.#balance.settled;
  }

  /** What is held, by what it is held for. */
  get held(): ReadonlyMap<string, number> {
    return this.#balance.held;
  }

  /** Every move of credits, oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** What to restore it from; what is held for work that cannot go on is released in it. */
  snapshot(goesOn: (reference: string) => boolean): LedgerSnapshot {
    const lost = [...this.#balance.held].filter(([reference]) => !goesOn(reference));
    const atMs = this.#now();
    const sum = lost.reduce((sum, [, amount]) => sum + amount, 0);
    const releases = lost.map(
      ([reference, amount]) => ({ kind: 'release', amount, reference, atMs }) as const,
    );
    return {
      available: this.#balance.available + sum,
      reserved: this.#balance.reserved - sum,
      settled: this.#balance.settled,
      entries: [...this.#entries, ...releases],
    };
  }

  /**
   * Makes `balance` the amount that can be spent.
   *
   * @throws {RangeError} if it is not a whole number from 0 to a million millions.
   */
  setBalance(balance: number): void {
    checkAmount(balance, 'set the balance to', MAX_BALANCE);
    const difference = balance - this.#balance.available;
    this.#balance.granted += difference;
    this.#balance.available = balance;
    this.#record('grant', difference, null);
  }

  /**
   * Holds credits for `reference`.
   *
   * @throws {ApiError} `insufficient_credits`, with nothing held.
   */
  reserve(reference: string, amount: number): void {
    checkAmount(amount, 'reserve');
    if (this.#balance.held.has(reference))
      throw new Error(`Credits are already held for ${reference}`);
    if (amount > this.#balance.available) {
      throw new ApiError(
        'insufficient_credits',
        `Cannot reserve ${amount} credits: ${this.#balance.available} are available`,
      );
    }
    this.#balance.held.set(reference, amount);
    this.#balance.available -= amount;
    this.#balance.reserved += amount;
    this.#record('reserve', amount, reference);
  }

  /** Spends `amount` of what is held for `reference`, and gives the rest back. */
  settle(reference: string, amount: number): void {
    checkAmount(amount, 'settle');
    const rest = this.#holdOf(reference) - amount;
    if (rest < 0) throw new Error(`${reference} settles ${-rest} credits more than it holds`);
    this.#endHold(reference);
    this.#balance.settled += amount;
    this.#balance.available += rest;
    this.#record('settle', amount, reference);
    if (rest > 0) this.#record('release', rest, reference);
  }

  /** Gives back everything that is held for `reference`. */
  release(reference: string): void {
    const amount = this.#endHold(reference);
    this.#balance.available += amount;
    this.#record('release', amount, reference);
  }

  /**
   * Checks that no credit was lost or made up.
   *
   * @throws {Error} if the sums disagree, which is a bug of the fake.
   */
  assertConserved(): void {
    assertConserved(this.#balance);
  }

  #holdOf(reference: string): number {
    const amount = this.#balance.held.get(reference);
    if (amount === undefined) throw new Error(`No credits are held for ${reference}`);
    return amount;
  }

  #endHold(reference: string): number {
    const amount = this.#holdOf(reference);
    this.#balance.held.delete(reference);
    this.#balance.reserved -= amount;
    return amount;
  }

  #record(kind: LedgerEntry['kind'], amount: number, reference: string | null): void {
    this.#entries.push({ kind, amount, reference, atMs: this.#now() });
    this.assertConserved();
  }
}

function checkAmount(amount: number, action: string, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(amount) && amount >= 0 && amount <= most) return;
  const bounds = most === Number.MAX_SAFE_INTEGER ? 'from 0' : `from 0 to ${most}`;
  throw new RangeError(`Cannot ${action} ${amount} credits: expected a whole number ${bounds}`);
}
