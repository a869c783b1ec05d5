import { describe, expect, test } from 'vitest';
import { PATHOLOGY_NAMES, type Pathology } from '../../src/contracts/pathologies.ts';
import {
  faultOf,
  finalCreditsUnder,
  laterFaultOf,
  outputsUnder,
  withPathology,
} from '../../src/server/domain/pathologies.ts';

const HOUR_MS = 3_600_000;
const CENTURY_MS = 876_000 * HOUR_MS;
const OTHERS = (...but: Pathology[]) => PATHOLOGY_NAMES.filter((name) => !but.includes(name));

describe('withPathology()', () => {
  test.each<[Pathology, object]>([
    ['fails', { outcome: 'failed' }],
    ['stalls-in-queued', { queuedMs: CENTURY_MS }],
    ['stalls-in-processing', { processingMs: CENTURY_MS }],
    ['never-ends', { processingMs: CENTURY_MS }],
    ['ends-late', { processingMs: HOUR_MS }],
    ['goes-backwards', { processingMs: 60_000 }],
    ['result-missing', {}],
  ])('says what %s means for outcome and time', (pathology, meant) => {
    expect(withPathology({ pathology })).toEqual({ pathology, ...meant });
  });

  test('lets what was given by hand win', () => {
    const plan = { pathology: 'ends-late', processingMs: 7, queuedMs: 8 } as const;

    expect(withPathology(plan)).toEqual(plan);
  });

  test('leaves a healthy plan alone', () => {
    expect(withPathology({ queuedMs: 8 })).toEqual({ queuedMs: 8 });
  });
});

describe('faultOf()', () => {
  const polls = { operations: ['retrieveGeneration'], id: 'task_1', times: 3 };

  test.each<[Pathology, object]>([
    ['status-500', { kind: 'error', code: 'internal_error' }],
    ['status-404', { kind: 'error', code: 'not_found' }],
    ['empty-200', { kind: 'reply', preset: 'empty-200' }],
  ])('spoils three polls of %s', (pathology, fault) => {
    expect(faultOf(pathology, 'task_1')).toEqual({ ...fault, ...polls });
  });

  test('takes the media of expired-result away for good', () => {
    expect(faultOf('expired-result', 'task_1')).toMatchObject({
      code: 'not_found',
      operations: ['media'],
      id: 'task_1',
      times: 'always',
    });
  });

  test.each([undefined, ...OTHERS('status-500', 'status-404', 'empty-200', 'expired-result')])(
    'spoils nothing of %s',
    (pathology) => {
      expect(faultOf(pathology, 'task_1')).toBeUndefined();
    },
  );
});

describe('laterFaultOf()', () => {
  test('tells the second poll of goes-backwards that it is queued', () => {
    expect(laterFaultOf('goes-backwards', 'task_1')).toEqual({
      kind: 'other-status',
      value: 'queued',
      operations: ['retrieveGeneration'],
      id: 'task_1',
      nth: 2,
    });
  });

  test.each([undefined, ...OTHERS('goes-backwards')])('has nothing for %s', (pathology) => {
    expect(laterFaultOf(pathology, 'task_1')).toBeUndefined();
  });
});

describe('outputsUnder()', () => {
  const outputs = ['https://a.example/task_1/0.mp4', 'https://a.example/task_1/b.mp4'];

  test('gives no outputs of result-missing', () => {
    expect(outputsUnder('result-missing', outputs)).toBeUndefined();
  });

  test('makes them eight of many-results, those that are there first', () => {
    const numbered = [2, 3, 4, 5, 6, 7].map((index) => `https://a.example/task_1/${index}.mp4`);

    expect(outputsUnder('many-results', outputs)).toEqual([...outputs, ...numbered]);
  });

  test.each([undefined, ...OTHERS('result-missing', 'many-results')])(
    'leaves those of %s as they are',
    (pathology) => {
      expect(outputsUnder(pathology, outputs)).toBe(outputs);
    },
  );
});

describe('finalCreditsUnder()', () => {
  test('charges half of what was reserved for final-differs, in whole credits', () => {
    expect(finalCreditsUnder('final-differs', 91)).toBe(45);
  });

  test.each([undefined, ...OTHERS('final-differs')])('charges all of it for %s', (pathology) => {
    expect(finalCreditsUnder(pathology, 91)).toBe(91);
  });
});
