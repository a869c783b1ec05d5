import { expect, test } from 'vitest';
import { newEvidence, soleOf } from '../../src/server/domain/evidence.ts';

test('in the beginning nothing has happened', () => {
  expect(newEvidence()).toEqual({ faults: [], directives: [], nearMisses: [] });
});

test.each([
  ['the one condition that failed', ['model z-image'], 'model z-image'],
  ['nothing where several failed', ['model z-image', 'account main'], undefined],
  ['nothing where none failed', [], undefined],
  ['nothing where nothing was tried', undefined, undefined],
])('a near miss tells %s', (_what, reasons, told) => {
  expect(soleOf(reasons)).toBe(told);
});
