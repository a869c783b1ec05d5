import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/server/domain/ledger.ts';
import { replay } from '../../src/server/domain/ledger-replay.ts';

const grant = (amount: number, atMs = 0): LedgerEntry => ({
  kind: 'grant',
  amount,
  reference: null,
  atMs,
});
const move = (
  kind: 'reserve' | 'settle' | 'release',
  amount: number,
  reference: string | null = 'task_a',
  atMs = 0,
): LedgerEntry => ({ kind, amount, reference, atMs });

const sumOf = (...entries: LedgerEntry[]) => replay(entries, 'ledger', 10);

describe('entries add up', () => {
  test('nothing is nothing', () => {
    expect(sumOf()).toEqual({ granted: 0, available: 0, reserved: 0, settled: 0, held: new Map() });
  });

  test('a grant can be spent, and taken away', () => {
    expect(sumOf(grant(100), grant(-100))).toMatchObject({ granted: 0, available: 0 });
  });

  test('a reservation is held', () => {
    const { held, ...sums } = sumOf(grant(100), move('reserve', 100));

    expect(sums).toEqual({ granted: 100, available: 0, reserved: 100, settled: 0 });
    expect([...held]).toEqual([['task_a', 100]]);
  });

  test('a settled part leaves the rest held, until it is released', () => {
    const half = [grant(100), move('reserve', 30), move('settle', 12)];

    expect([...sumOf(...half).held]).toEqual([['task_a', 18]]);
    expect(sumOf(...half, move('release', 18))).toEqual({
      granted: 100,
      available: 88,
      reserved: 0,
      settled: 12,
      held: new Map(),
    });
  });

  test('settled as a whole, nothing is held', () => {
    expect(sumOf(grant(9), move('reserve', 9), move('settle', 9)).held.size).toBe(0);
  });

  test('moves of the same moment are in order', () => {
    expect(sumOf(grant(5, 10), grant(5, 10)).granted).toBe(10);
  });
});

describe('an entry that could not have happened is refused', () => {
  test.each<[what: string, entries: LedgerEntry[], message: string]>([
    [
      'before the one before',
      [grant(5, 4), grant(5, 3)],
      'ledger.entries[1].atMs must be from 4 to 10: received 3',
    ],
    ['in the future', [grant(5, 11)], 'ledger.entries[0].atMs must be from 0 to 10: received 11'],
    [
      'takes away more than is there',
      [grant(5), grant(-6)],
      'ledger.entries[1].amount must be at least -5, as more is not there: received -6',
    ],
    [
      'for nothing',
      [grant(5), move('reserve', 5, null)],
      'ledger.entries[1].reference must be what the credits were moved for: received null',
    ],
    [
      'held twice',
      [grant(9), move('reserve', 4), move('reserve', 4)],
      'ledger.entries[2].reference must be what holds no credits: received "task_a"',
    ],
    [
      'holds more than there is',
      [grant(5), move('reserve', 6)],
      'ledger.entries[1].amount must be from 0 to the 5 that are available: received 6',
    ],
    [
      'holds less than nothing',
      [grant(5), move('reserve', -1)],
      'ledger.entries[1].amount must be from 0 to the 5 that are available: received -1',
    ],
    [
      'settles what holds nothing',
      [grant(5), move('settle', 1)],
      'ledger.entries[1].reference must be what holds credits: received "task_a"',
    ],
    [
      'settles more than is held',
      [grant(9), move('reserve', 4), move('settle', 5)],
      'ledger.entries[2].amount must be of the 4 that task_a holds: received 5',
    ],
    [
      'settles less than nothing',
      [grant(9), move('reserve', 4), move('settle', -1)],
      'ledger.entries[2].amount must be of the 4 that task_a holds: received -1',
    ],
    [
      'releases a part',
      [grant(9), move('reserve', 4), move('release', 3)],
      'ledger.entries[2].amount must be of the 4 that task_a holds: received 3',
    ],
  ])('%s', (_what, entries, message) => {
    expect(() => sumOf(...entries)).toThrow(message);
  });

  test('nothing may be held, settled and released', () => {
    expect(sumOf(move('reserve', 0), move('settle', 0)).held.size).toBe(0);
    expect(sumOf(move('reserve', 0), move('release', 0)).held.size).toBe(0);
  });
});
