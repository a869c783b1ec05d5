import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/server/domain/ledger.ts';
import { replay } from '../../src/server/domain/ledger-replay.ts';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';

/** One entry, made at 1,000 ms unless said otherwise. */
function entry(
  kind: LedgerEntry['kind'],
  amount: number,
  reference: string | null = null,
  atMs = 1_000,
): LedgerEntry {
  return { kind, amount, reference, atMs };
}

const GRANT = entry('grant', 100);
const RESERVE = entry('reserve', 30, 'task_a');

const replayAt = (nowMs: number, ...entries: LedgerEntry[]) => replay(entries, 'ledger', nowMs);

describe('replay() adds up', () => {
  test('nothing to nothing', () => {
    expect(replayAt(0)).toEqual({
      granted: 0,
      available: 0,
      reserved: 0,
      settled: 0,
      held: new Map(),
    });
  });

  test.each<[string, LedgerEntry[], object]>([
    ['a grant', [], { granted: 100, available: 100, reserved: 0, settled: 0, held: new Map() }],
    [
      'a grant that takes everything away again',
      [entry('grant', -100)],
      { granted: 0, available: 0, reserved: 0, settled: 0, held: new Map() },
    ],
    [
      'what is held',
      [RESERVE],
      { granted: 100, available: 70, reserved: 30, settled: 0, held: new Map([['task_a', 30]]) },
    ],
    [
      'a hold of all that is available',
      [entry('reserve', 100, 'task_a')],
      { granted: 100, available: 0, reserved: 100, settled: 0, held: new Map([['task_a', 100]]) },
    ],
    [
      'a hold of nothing',
      [entry('reserve', 0, 'task_a')],
      { granted: 100, available: 100, reserved: 0, settled: 0, held: new Map([['task_a', 0]]) },
    ],
    [
      'what was spent',
      [RESERVE, entry('settle', 30, 'task_a')],
      { granted: 100, available: 70, reserved: 0, settled: 30, held: new Map() },
    ],
    [
      'what was given back',
      [RESERVE, entry('release', 30, 'task_a')],
      { granted: 100, available: 100, reserved: 0, settled: 0, held: new Map() },
    ],
    [
      'what was spent in part, while the rest is still held',
      [RESERVE, entry('settle', 12, 'task_a')],
      { granted: 100, available: 70, reserved: 18, settled: 12, held: new Map([['task_a', 18]]) },
    ],
    [
      'what was spent in part, and the rest given back',
      [RESERVE, entry('settle', 12, 'task_a'), entry('release', 18, 'task_a')],
      { granted: 100, available: 88, reserved: 0, settled: 12, held: new Map() },
    ],
    [
      'a settlement of nothing, and everything given back',
      [RESERVE, entry('settle', 0, 'task_a'), entry('release', 30, 'task_a')],
      { granted: 100, available: 100, reserved: 0, settled: 0, held: new Map() },
    ],
  ])('%s', (_what, entries, balance) => {
    expect(replayAt(1_000, GRANT, ...entries)).toEqual(balance);
  });
});

describe('replay() refuses what could not have happened', () => {
  test.each<[string, LedgerEntry[], string]>([
    [
      'more taken away than there is',
      [entry('grant', -101)],
      'ledger.entries[1].amount must be at least -100, as more is not there: received -101',
    ],
    [
      'credits held for nothing',
      [entry('reserve', 30)],
      'ledger.entries[1].reference must be what the credits were moved for: received null',
    ],
    [
      'a second hold of the same',
      [RESERVE, RESERVE],
      'ledger.entries[2].reference must be what holds no credits: received "task_a"',
    ],
    [
      'more held than is available',
      [entry('reserve', 101, 'task_a')],
      'ledger.entries[1].amount must be from 0 to the 100 that are available: received 101',
    ],
    [
      'less than nothing held',
      [entry('reserve', -1, 'task_a')],
      'ledger.entries[1].amount must be from 0 to the 100 that are available: received -1',
    ],
    [
      'a settlement without a hold',
      [entry('settle', 30, 'task_a')],
      'ledger.entries[1].reference must be what holds credits: received "task_a"',
    ],
    [
      'a settlement beyond the hold',
      [RESERVE, entry('settle', 31, 'task_a')],
      'ledger.entries[2].amount must be of the 30 that task_a holds: received 31',
    ],
    [
      'a settlement below nothing',
      [RESERVE, entry('settle', -1, 'task_a')],
      'ledger.entries[2].amount must be of the 30 that task_a holds: received -1',
    ],
    [
      'a release of a part, as a release is always of the rest',
      [RESERVE, entry('release', 29, 'task_a')],
      'ledger.entries[2].amount must be of the 30 that task_a holds: received 29',
    ],
    [
      'a release after the settlement',
      [RESERVE, entry('settle', 30, 'task_a'), entry('release', 30, 'task_a')],
      'ledger.entries[3].reference must be what holds credits: received "task_a"',
    ],
    [
      'time that goes back',
      [entry('reserve', 30, 'task_a', 999)],
      'ledger.entries[1].atMs must be from 1000 to 1000: received 999',
    ],
    [
      'an entry after the snapshot',
      [entry('reserve', 30, 'task_a', 1_001)],
      'ledger.entries[1].atMs must be from 1000 to 1000: received 1001',
    ],
  ])('%s', (_what, entries, reason) => {
    const replaying = () => replayAt(1_000, GRANT, ...entries);

    expect(replaying).toThrow(SnapshotRefused);
    expect(replaying).toThrow(`Cannot restore the world: ${reason}`);
  });
});
