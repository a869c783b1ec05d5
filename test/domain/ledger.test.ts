import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/server/domain/api-error.ts';
import { Ledger } from '../../src/server/domain/ledger.ts';

const ledgerOf = (credits: number, nowMs = 0) => new Ledger(() => nowMs, credits);

function sumsOf({ granted, available, reserved, settled }: Ledger) {
  return { granted, available, reserved, settled };
}

/** What the error of a call says, and what the call left behind. */
function refusalOf(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('reserve, then settle or release', () => {
  test('reserve() holds credits until their end is known', () => {
    const ledger = ledgerOf(100);

    ledger.reserve('task_a', 30);

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 70, reserved: 30, settled: 0 });
  });

  test('settle() spends what was held', () => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);

    ledger.settle('task_a', 30);

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 70, reserved: 0, settled: 30 });
  });

  test('settle() of a part gives the rest back', () => {
    const ledger = ledgerOf(100);
    ledger.reserve('turn_a', 30);

    ledger.settle('turn_a', 12);

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 88, reserved: 0, settled: 12 });
  });

  test('release() gives everything back', () => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);

    ledger.release('task_a');

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 100, reserved: 0, settled: 0 });
  });

  test('each reference is held for itself', () => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);
    ledger.reserve('task_b', 50);

    ledger.release('task_a');

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 50, reserved: 50, settled: 0 });
  });

  test('the last credit can be reserved', () => {
    const ledger = ledgerOf(30);

    ledger.reserve('task_a', 30);

    expect(ledger.available).toBe(0);
  });
});

describe('refusals leave everything as it was', () => {
  test('reserve() of more than is available is insufficient_credits', () => {
    const ledger = ledgerOf(29);

    const refusal = refusalOf(() => ledger.reserve('task_a', 30));

    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal).toMatchObject({
      code: 'insufficient_credits',
      message: 'Cannot reserve 30 credits: 29 are available',
    });
    expect(sumsOf(ledger)).toEqual({ granted: 29, available: 29, reserved: 0, settled: 0 });
    expect(ledger.entries).toHaveLength(1);
    expect(() => ledger.release('task_a')).toThrow('No credits are held for task_a');
  });

  test.each<[string, (ledger: Ledger) => void, string]>([
    ['reserve() twice', (l) => l.reserve('task_a', 5), 'Credits are already held for task_a'],
    ['settle() of the unknown', (l) => l.settle('task_b', 5), 'No credits are held for task_b'],
    ['release() of the unknown', (l) => l.release('task_b'), 'No credits are held for task_b'],
    [
      'settle() beyond the hold',
      (l) => l.settle('task_a', 31),
      'task_a settles 1 credits more than it holds',
    ],
  ])('%s is an error', (_name, call, message) => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);

    expect(() => call(ledger)).toThrow(message);

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 70, reserved: 30, settled: 0 });
    ledger.settle('task_a', 30);
    expect(ledger.settled).toBe(30);
  });

  test.each<[string, (ledger: Ledger) => void]>([
    ['settle() after settle()', (ledger) => ledger.settle('task_a', 30)],
    ['release() after settle()', (ledger) => ledger.release('task_a')],
  ])('%s is an error', (_name, again) => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);
    ledger.settle('task_a', 30);

    expect(() => again(ledger)).toThrow('No credits are held for task_a');

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 70, reserved: 0, settled: 30 });
  });

  const balance = 'expected a whole number from 0 to 1000000000000';
  const amount = 'expected a whole number from 0';
  test.each<[string, (ledger: Ledger) => void, string]>([
    ['setBalance(-1)', (l) => l.setBalance(-1), `set the balance to -1 credits: ${balance}`],
    ['setBalance(0.5)', (l) => l.setBalance(0.5), `set the balance to 0.5 credits: ${balance}`],
    [
      'setBalance(NaN)',
      (l) => l.setBalance(Number.NaN),
      `set the balance to NaN credits: ${balance}`,
    ],
    [
      'setBalance() of a million millions and one',
      (l) => l.setBalance(1_000_000_000_001),
      `set the balance to 1000000000001 credits: ${balance}`,
    ],
    ['reserve() of -1', (l) => l.reserve('task_b', -1), `reserve -1 credits: ${amount}`],
    ['reserve() of 0.5', (l) => l.reserve('task_b', 0.5), `reserve 0.5 credits: ${amount}`],
    ['reserve() of NaN', (l) => l.reserve('task_b', Number.NaN), `reserve NaN credits: ${amount}`],
    ['settle() of -1', (l) => l.settle('task_a', -1), `settle -1 credits: ${amount}`],
    ['settle() of 0.5', (l) => l.settle('task_a', 0.5), `settle 0.5 credits: ${amount}`],
  ])('%s is a RangeError', (_name, call, reason) => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);

    const refusal = refusalOf(() => call(ledger));

    expect(refusal).toBeInstanceOf(RangeError);
    expect(refusal).toHaveProperty('message', `Cannot ${reason}`);
    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 70, reserved: 30, settled: 0 });
    ledger.settle('task_a', 30);
    expect(ledger.settled).toBe(30);
  });
});

describe('setBalance()', () => {
  test('takes a million millions, and nothing', () => {
    const ledger = ledgerOf(1_000_000_000_000);
    expect(ledger.available).toBe(1_000_000_000_000);

    ledger.setBalance(0);

    expect(ledger.available).toBe(0);
  });

  test.each([
    ['up', 150, 200],
    ['down', 10, 60],
    ['to zero', 0, 50],
  ])('moves what can be spent %s, and leaves what is held and spent', (_name, balance, granted) => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 20);
    ledger.reserve('task_b', 30);
    ledger.settle('task_b', 30);

    ledger.setBalance(balance);

    expect(sumsOf(ledger)).toEqual({ granted, available: balance, reserved: 20, settled: 30 });
  });
});

test('settling all that is held is one entry, without a release of nothing', () => {
  const ledger = ledgerOf(100);
  ledger.reserve('task_a', 30);

  ledger.settle('task_a', 30);

  expect(ledger.entries.map(({ kind }) => kind)).toEqual(['grant', 'reserve', 'settle']);
});

test('entries tell every move with its time, oldest first', () => {
  let nowMs = 1_000;
  const ledger = new Ledger(() => nowMs, 100);
  ledger.reserve('task_a', 30);
  nowMs = 6_000;
  ledger.settle('task_a', 10);
  ledger.setBalance(50);
  ledger.reserve('task_b', 5);
  ledger.release('task_b');

  expect(ledger.entries).toEqual([
    { kind: 'grant', amount: 100, reference: null, atMs: 1_000 },
    { kind: 'reserve', amount: 30, reference: 'task_a', atMs: 1_000 },
    { kind: 'settle', amount: 10, reference: 'task_a', atMs: 6_000 },
    { kind: 'release', amount: 20, reference: 'task_a', atMs: 6_000 },
    { kind: 'grant', amount: -40, reference: null, atMs: 6_000 },
    { kind: 'reserve', amount: 5, reference: 'task_b', atMs: 6_000 },
    { kind: 'release', amount: 5, reference: 'task_b', atMs: 6_000 },
  ]);
});

describe('snapshot() and restored()', () => {
  /** A ledger in the middle of its work: 20 held for task_a, 30 for turn_b, 10 spent. */
  function running() {
    const time = { nowMs: 1_000 };
    const ledger = new Ledger(() => time.nowMs, 100);
    ledger.reserve('task_0', 10);
    ledger.settle('task_0', 10);
    ledger.reserve('task_a', 20);
    ledger.reserve('turn_b', 30);
    time.nowMs = 5_000;
    return ledger;
  }
  const restored = (snapshot: Parameters<typeof Ledger.restored>[1]) =>
    Ledger.restored(() => 5_000, snapshot, 'accounts[0]');

  test('a restored ledger has the sums, holds and entries of the first', () => {
    const ledger = running();

    const copy = restored(ledger.snapshot(() => true));

    expect(sumsOf(copy)).toEqual({ granted: 100, available: 40, reserved: 50, settled: 10 });
    expect(copy.held).toEqual(ledger.held);
    expect(copy.entries).toEqual(ledger.entries);
  });

  test('a restored ledger goes its own way', () => {
    const ledger = running();
    const snapshot = ledger.snapshot(() => true);
    const copy = restored(snapshot);

    copy.settle('task_a', 15);

    expect(sumsOf(copy)).toEqual({ granted: 100, available: 45, reserved: 30, settled: 25 });
    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 40, reserved: 50, settled: 10 });
    expect(snapshot.entries).toHaveLength(5);
  });

  test('snapshot() gives back what is held for work that cannot go on, and only there', () => {
    const ledger = running();

    const snapshot = ledger.snapshot((reference) => reference === 'task_a');

    expect(snapshot).toMatchObject({ available: 70, reserved: 20, settled: 10 });
    expect(snapshot.entries.at(-1)).toEqual({
      kind: 'release',
      amount: 30,
      reference: 'turn_b',
      atMs: 5_000,
    });
    expect(restored(snapshot).held).toEqual(new Map([['task_a', 20]]));
    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 40, reserved: 50, settled: 10 });
    expect(ledger.entries).toHaveLength(5);
  });

  test.each([
    ['available', 41, '40'],
    ['reserved', 49, '50'],
    ['settled', 0, '10'],
  ])('restored() refuses a sum of %s that its entries do not add up to', (name, wrong, right) => {
    const snapshot = { ...running().snapshot(() => true), [name]: wrong };

    expect(() => restored(snapshot)).toThrow(
      `Cannot restore the world: accounts[0].${name} must be ${right}, as its entries add up to: received ${wrong}`,
    );
  });

  test('restored() refuses entries after the moment it goes on from', () => {
    const snapshot = running().snapshot(() => true);

    expect(() => Ledger.restored(() => 999, snapshot, 'accounts[0]')).toThrow(
      'accounts[0].entries[0].atMs must be from 0 to 999: received 1000',
    );
  });
});
