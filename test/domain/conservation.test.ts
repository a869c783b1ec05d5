import { expect, test } from 'vitest';
import { assertConserved, type Sums } from '../../src/server/domain/conservation.ts';

const RIGHT: Sums = {
  granted: 100,
  available: 50,
  reserved: 30,
  settled: 20,
  held: new Map([['task_a', 30]]),
};

test.each<[string, Partial<Sums>]>([
  ['all three are in use', {}],
  ['nothing was ever given', { granted: 0, available: 0, reserved: 0, settled: 0 }],
  ['a hold of nothing', { granted: 70, reserved: 0, held: new Map([['task_a', 0]]) }],
  ['nothing is held', { granted: 70, reserved: 0, held: new Map() }],
])('sums agree where %s', (_what, sums) => {
  expect(() => assertConserved({ ...RIGHT, ...sums })).not.toThrow();
});

test.each<[string, Partial<Sums>]>([
  ['a credit was lost', { available: 49 }],
  ['a credit was made up', { settled: 21 }],
  ['less than nothing is available', { available: -1, settled: 71 }],
  ['less than nothing is reserved', { reserved: -1, settled: 51 }],
  ['less than nothing was settled', { settled: -1, available: 71 }],
  ['credits are reserved that nothing holds', { held: new Map() }],
  ['a part of a credit was given', { granted: 100.5, available: 50.5 }],
  [
    'more was given than can be counted',
    { granted: 2 ** 53, available: 2 ** 53, reserved: 0, settled: 0 },
  ],
])('the ledger lost count where %s', (_what, sums) => {
  expect(() => assertConserved({ ...RIGHT, ...sums })).toThrow('The ledger lost count: ');
});

test('what it throws says all four sums', () => {
  expect(() => assertConserved({ ...RIGHT, granted: 101 })).toThrow(
    'The ledger lost count: 101 granted, 50 available, 30 reserved, 20 settled',
  );
});
