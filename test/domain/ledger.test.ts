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
    ['settle() beyond the hold', (l) => l.settle('task_a', 31), 'task_a settles 1 credits more'],
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

  test.each<[string, (ledger: Ledger) => void]>([
    ['setBalance(-1)', (ledger) => ledger.setBalance(-1)],
    ['setBalance(0.5)', (ledger) => ledger.setBalance(0.5)],
    ['setBalance(NaN)', (ledger) => ledger.setBalance(Number.NaN)],
    ['setBalance(Infinity)', (ledger) => ledger.setBalance(Number.POSITIVE_INFINITY)],
    ['reserve() of -1', (ledger) => ledger.reserve('task_b', -1)],
    ['reserve() of 0.5', (ledger) => ledger.reserve('task_b', 0.5)],
    ['reserve() of NaN', (ledger) => ledger.reserve('task_b', Number.NaN)],
    ['settle() of -1', (ledger) => ledger.settle('task_a', -1)],
    ['settle() of 0.5', (ledger) => ledger.settle('task_a', 0.5)],
  ])('%s is a RangeError', (_name, call) => {
    const ledger = ledgerOf(100);
    ledger.reserve('task_a', 30);

    expect(() => call(ledger)).toThrow(RangeError);

    expect(sumsOf(ledger)).toEqual({ granted: 100, available: 70, reserved: 30, settled: 0 });
    ledger.settle('task_a', 30);
    expect(ledger.settled).toBe(30);
  });
});

describe('setBalance()', () => {
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

  expect(ledger.entries).toEqual([
    { kind: 'grant', amount: 100, reference: null, atMs: 1_000 },
    { kind: 'reserve', amount: 30, reference: 'task_a', atMs: 1_000 },
    { kind: 'settle', amount: 10, reference: 'task_a', atMs: 6_000 },
    { kind: 'release', amount: 20, reference: 'task_a', atMs: 6_000 },
    { kind: 'grant', amount: -40, reference: null, atMs: 6_000 },
  ]);
});
