import type { LedgerEntry } from './ledger.ts';
import { refuse } from './restoring.ts';

/** What the entries of a ledger add up to. */
export interface Balance {
  granted: number;
  available: number;
  reserved: number;
  settled: number;
  /** What is held, by what it is held for. */
  readonly held: Map<string, number>;
}

/**
 * Adds up the entries of a ledger, each as it could have happened.
 *
 * @throws {SnapshotRefused} if one could not.
 */
export function replay(entries: readonly LedgerEntry[], path: string, nowMs: number): Balance {
  const balance = { granted: 0, available: 0, reserved: 0, settled: 0, held: new Map() };
  let beforeMs = 0;
  for (const [index, entry] of entries.entries()) {
    const own = `${path}.entries[${index}]`;
    const isInOrder = entry.atMs >= beforeMs && entry.atMs <= nowMs;
    if (!isInOrder) refuse(`${own}.atMs`, `from ${beforeMs} to ${nowMs}`, entry.atMs);
    beforeMs = entry.atMs;
    apply(balance, entry, own);
  }
  return balance;
}

function apply(balance: Balance, { kind, amount, reference }: LedgerEntry, path: string): void {
  if (kind === 'grant') {
    if (balance.available + amount < 0) {
      refuse(`${path}.amount`, `at least ${-balance.available}, as more is not there`, amount);
    }
    balance.granted += amount;
    balance.available += amount;
    return;
  }
  if (reference === null) refuse(`${path}.reference`, 'what the credits were moved for', null);
  if (kind === 'reserve') reserve(balance, { amount, reference }, path);
  else spend(balance, { kind, amount, reference }, path);
}

function reserve(
  balance: Balance,
  { amount, reference }: { amount: number; reference: string },
  path: string,
): void {
  if (balance.held.has(reference)) refuse(`${path}.reference`, 'what holds no credits', reference);
  if (amount < 0 || amount > balance.available) {
    refuse(`${path}.amount`, `from 0 to the ${balance.available} that are available`, amount);
  }
  balance.held.set(reference, amount);
  balance.available -= amount;
  balance.reserved += amount;
}

/** Takes of what is held: settled, it has been spent; released, it can be spent again. */
function spend(
  balance: Balance,
  { kind, amount, reference }: { kind: 'settle' | 'release'; amount: number; reference: string },
  path: string,
): void {
  const held = balance.held.get(reference);
  if (held === undefined) refuse(`${path}.reference`, 'what holds credits', reference);
  const isAllowed = kind === 'settle' ? amount >= 0 && amount <= held : amount === held;
  if (!isAllowed) refuse(`${path}.amount`, `of the ${held} that ${reference} holds`, amount);
  if (amount === held) balance.held.delete(reference);
  else balance.held.set(reference, held - amount);
  balance.reserved -= amount;
  if (kind === 'settle') balance.settled += amount;
  else balance.available += amount;
}
