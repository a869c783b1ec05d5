import { show } from '../../contracts/explain.ts';
import type { Account } from './accounts.ts';

/** A snapshot that cannot be restored, and why. */
export class SnapshotRefused extends TypeError {
  constructor(reason: string) {
    super(`Cannot restore the world: ${reason}`);
  }
}

/** What the parts of a world need to know to restore what they remembered. */
export interface Restoring {
  /** The time of the snapshot, which nothing that has happened can be behind. */
  readonly nowMs: number;
  /**
   * The account of a name.
   *
   * @throws {SnapshotRefused} if the snapshot has none.
   */
  readonly account: (name: string, path: string) => Account;
}

/** Refuses a snapshot by the part that is wrong, what was expected of it, and what it is. */
export function refuse(path: string, expected: string, received: unknown): never {
  throw new SnapshotRefused(`${path} must be ${expected}: received ${show(received)}`);
}

const COMPLAINTS = [TypeError, RangeError, SyntaxError];

/** Does what has checks of its own, whose complaints become a refusal of the snapshot. */
export function refusing<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const isComplaint = COMPLAINTS.some((kind) => error instanceof kind);
    if (!isComplaint) throw error;
    throw new SnapshotRefused(`${path} is not allowed: ${Object(error).message}`);
  }
}

/** Refuses times that are not between the first of them and the time of the snapshot. */
export function checkTimes<Name extends string>(
  path: string,
  times: Readonly<Record<Name, number | null>>,
  [first, ...others]: readonly [Name, ...Name[]],
  nowMs: number,
): void {
  const firstMs = times[first] ?? 0;
  if (firstMs > nowMs) refuse(`${path}.${first}`, `at most clock.nowMs, ${nowMs}`, firstMs);
  for (const name of others) {
    const ms = times[name];
    if (ms === null || (ms >= firstMs && ms <= nowMs)) continue;
    refuse(`${path}.${name}`, `from ${first}, ${firstMs}, to clock.nowMs, ${nowMs}`, ms);
  }
}

/** What has a name of its own in a list, by that name. */
export class Register<Item> {
  readonly #items = new Map<string, Item>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  /** @throws {SnapshotRefused} if the name is taken. */
  add(path: string, name: string, item: Item): Item {
    if (this.#items.has(name)) refuse(path, `the only ${this.#what} of that name`, name);
    this.#items.set(name, item);
    return item;
  }

  /** @throws {SnapshotRefused} if nothing has that name. */
  get(path: string, name: string): Item {
    const item = this.#items.get(name);
    if (item === undefined) refuse(path, `the id of a known ${this.#what}`, name);
    return item;
  }
}
