import { MAX_BALANCE } from '../../contracts/control-credits.ts';
import type { AccountSnapshot } from '../../contracts/snapshot.ts';
import { ApiError } from './api-error.ts';
import { assertConserved } from './conservation.ts';
import { type Balance, replay } from './ledger-replay.ts';
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
  #held = new Map<string, number>();
  #entries: LedgerEntry[] = [];
  #granted = 0;
  #available = 0;
  #reserved = 0;
  #settled = 0;

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
    ledger.#set(replay(snapshot.entries, path, now()));
    for (const name of ['available', 'reserved', 'settled'] as const) {
      if (ledger[name] === snapshot[name]) continue;
      refuse(`${path}.${name}`, `${ledger[name]}, as its entries add up to`, snapshot[name]);
    }
    return ledger;
  }

  /** All credits that were ever given to the account, less those taken away. */
  get granted(): number {
    return this.#granted;
  }

  /** What the account can spend. */
  get available(): number {
    return this.#available;
  }

  /** What running work holds. */
  get reserved(): number {
    return this.#reserved;
  }

  /** What finished work has cost. */
  get settled(): number {
    return this.#settled;
  }

  /** What is held, by what it is held for. */
  get held(): ReadonlyMap<string, number> {
    return this.#held;
  }

  /** Every move of credits, oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** What to restore it from; what is held for work that cannot go on is released in it. */
  snapshot(goesOn: (reference: string) => boolean): LedgerSnapshot {
    const lost = [...this.#held].filter(([reference]) => !goesOn(reference));
    const atMs = this.#now();
    const sum = lost.reduce((sum, [, amount]) => sum + amount, 0);
    const releases = lost.map(
      ([reference, amount]) => ({ kind: 'release', amount, reference, atMs }) as const,
    );
    return {
      available: this.#available + sum,
      reserved: this.#reserved - sum,
      settled: this.#settled,
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
    const difference = balance - this.#available;
    this.#granted += difference;
    this.#available = balance;
    this.#record('grant', difference, null);
  }

  /**
   * Holds credits for `reference`.
   *
   * @throws {ApiError} `insufficient_credits`, with nothing held.
   */
  reserve(reference: string, amount: number): void {
    checkAmount(amount, 'reserve');
    if (this.#held.has(reference)) throw new Error(`Credits are already held for ${reference}`);
    if (amount > this.#available) {
      throw new ApiError(
        'insufficient_credits',
        `Cannot reserve ${amount} credits: ${this.#available} are available`,
      );
    }
    this.#held.set(reference, amount);
    this.#available -= amount;
    this.#reserved += amount;
    this.#record('reserve', amount, reference);
  }

  /** Spends `amount` of what is held for `reference`, and gives the rest back. */
  settle(reference: string, amount: number): void {
    checkAmount(amount, 'settle');
    const rest = this.#holdOf(reference) - amount;
    if (rest < 0) throw new Error(`${reference} settles ${-rest} credits more than it holds`);
    this.#endHold(reference);
    this.#settled += amount;
    this.#available += rest;
    this.#record('settle', amount, reference);
    if (rest > 0) this.#record('release', rest, reference);
  }

  /** Gives back everything that is held for `reference`. */
  release(reference: string): void {
    const amount = this.#endHold(reference);
    this.#available += amount;
    this.#record('release', amount, reference);
  }

  /**
   * Checks that no credit was lost or made up.
   *
   * @throws {Error} if the sums disagree, which is a bug of the fake.
   */
  assertConserved(): void {
    assertConserved(this);
  }

  #set({ granted, available, reserved, settled, held }: Balance): void {
    this.#granted = granted;
    this.#available = available;
    this.#reserved = reserved;
    this.#settled = settled;
    this.#held = held;
  }

  #holdOf(reference: string): number {
    const amount = this.#held.get(reference);
    if (amount === undefined) throw new Error(`No credits are held for ${reference}`);
    return amount;
  }

  #endHold(reference: string): number {
    const amount = this.#holdOf(reference);
    this.#held.delete(reference);
    this.#reserved -= amount;
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
