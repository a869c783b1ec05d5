import { expect, test } from 'vitest';
import {
  assertConserved,
  type Balance,
  emptyBalance,
} from '../../src/server/domain/ledger-balance.ts';

const whole: Balance = {
  granted: 100,
  available: 60,
  reserved: 30,
  settled: 10,
  held: new Map([['task_a', 30]]),
};

test('sums that agree are conserved', () => {
  expect(() => assertConserved(whole)).not.toThrow();
  expect(() => assertConserved(emptyBalance())).not.toThrow();
  expect(() => assertConserved({ ...emptyBalance(), granted: 5, available: 5 })).not.toThrow();
  expect(() => assertConserved({ ...emptyBalance(), held: new Map([['a', 0]]) })).not.toThrow();
});

test.each<[what: string, wrong: Partial<Balance>]>([
  ['a credit was made up', { available: 61 }],
  ['a credit was lost', { settled: 9 }],
  ['a balance is negative', { available: -1, settled: 71 }],
  ['less than nothing is held', { reserved: -1, available: 91 }],
  ['less than nothing was spent', { settled: -1, available: 71 }],
  ['credits are held for nobody', { held: new Map() }],
  ['a sum is no whole number', { granted: 100.5, available: 60.5 }],
])('%s: the ledger lost count', (_what, wrong) => {
  expect(() => assertConserved({ ...whole, ...wrong })).toThrow(/^The ledger lost count: \d/);
});

test('what is said has every sum', () => {
  expect(() => assertConserved({ ...whole, granted: 99 })).toThrow(
    'The ledger lost count: 99 granted, 60 available, 30 reserved, 10 settled',
  );
});
