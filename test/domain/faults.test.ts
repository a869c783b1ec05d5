import { describe, expect, test } from 'vitest';
import type { CallFault, CallSubject } from '../../src/server/domain/call-faults.ts';
import { CallFaults } from '../../src/server/domain/faults.ts';
import { Random } from '../../src/server/domain/random.ts';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';

const CREATE: CallSubject = {
  target: 'createGeneration',
  account: 'main',
  id: undefined,
  headers: {},
  body: { model: 'z-image' },
  isPublic: false,
};
const CREDITS: CallSubject = { ...CREATE, target: 'retrieveCredits', body: undefined };
const LOST: CallFault = { kind: 'reply-lost' };

/** Faults that were planned in this order. */
function planned(...plans: CallFault[]): CallFaults {
  const faults = new CallFaults(new Random('1'));
  for (const plan of plans) faults.inject(plan);
  return faults;
}

/** The ids of the faults that strike so many equal calls, one after the other. */
function struckBy(faults: CallFaults, count: number, call = CREATE) {
  return Array.from({ length: count }, () => faults.strike(call).fault?.id);
}

describe('inject()', () => {
  test('plans in the words of the wire, with all defaults, for one call', () => {
    const faults = planned();
    expect(faults.isIdle).toBe(true);

    const id = faults.inject({ kind: 'error', code: 'rate_limited', retryAfterMs: 5 });

    expect([id, faults.isIdle]).toEqual(['fault_1', false]);
    expect(faults.list()).toEqual([
      {
        id: 'fault_1',
        plan: {
          kind: 'error',
          code: 'rate_limited',
          retry_after_ms: 5,
          after_work: false,
          nth: 1,
          probability: 1,
          times: 1,
        },
        left: 1,
        matched: 0,
        struck: 0,
        missed: undefined,
      },
    ]);
  });

  test.each<[object | undefined, string]>([
    [undefined, 'the fault is required: expected an object'],
    [{ kind: 'reply' }, 'status is required: expected given, or else a preset'],
    [{ ...LOST, retryAfterMs: 1 }, 'retryAfterMs is not a known field: received 1'],
    [
      { kind: 'error', code: 'not_found', retryAfterMs: -1 },
      'retryAfterMs must be at least 0: received -1',
    ],
    [
      { ...LOST, operations: ['createGeneration', 'fly'] },
      'operations[1] must be one of "listModels"',
    ],
  ])('refuses %j in the words in which it was written', (fault, reason) => {
    const faults = planned();

    expect(() => faults.inject(fault as CallFault)).toThrow(TypeError);
    expect(() => faults.inject(fault as CallFault)).toThrow(`Cannot inject the fault: ${reason}`);
    expect(faults.isIdle).toBe(true);
  });
});

describe('strike()', () => {
  test('strikes with the oldest fault that matches, and no other', () => {
    const faults = planned(LOST, { kind: 'empty-body' });

    expect(faults.strike(CREATE)).toEqual({
      fault: { id: 'fault_1', plan: expect.objectContaining(LOST), isOwn: false },
      nearMisses: [],
    });
    expect(faults.list()).toMatchObject([{ id: 'fault_2', matched: 1, struck: 0, left: 1 }]);
  });

  test('strikes as often as planned', () => {
    expect(struckBy(planned({ ...LOST, times: 2 }), 3)).toEqual(['fault_1', 'fault_1', undefined]);
  });

  test('strikes for ever where there is no end', () => {
    const faults = planned({ ...LOST, times: 'always' });

    expect(new Set(struckBy(faults, 50))).toEqual(new Set(['fault_1']));
    expect(faults.list()).toMatchObject([{ left: undefined, matched: 50, struck: 50 }]);
  });

  test('begins with the call whose number is planned', () => {
    const faults = planned({ ...LOST, nth: 3, times: 2 });

    expect(struckBy(faults, 5)).toEqual([undefined, undefined, 'fault_1', 'fault_1', undefined]);
  });

  test('strikes by chance, as the seed has it', () => {
    const struck = () => struckBy(planned({ ...LOST, probability: 0.25, times: 'always' }), 1_000);

    const hits = struck().filter((id) => id !== undefined).length;

    expect(hits).toBeGreaterThan(200);
    expect(hits).toBeLessThan(300);
    expect(struck()).toEqual(struck());
  });

  test('draws nothing where a fault is certain', () => {
    const faults = planned(LOST);
    const { random } = faults.snapshot();

    faults.strike(CREATE);

    expect(faults.snapshot().random).toEqual(random);
  });

  test.each<[CallFault, CallSubject, string | RegExp]>([
    [
      { ...LOST, operations: ['createGeneration'] },
      CREDITS,
      'operations ["createGeneration"], the call is "retrieveCredits"',
    ],
    [{ ...LOST, model: 'sora-2' }, CREATE, 'model "sora-2", the call has "z-image"'],
    [{ ...LOST, nth: 2 }, CREATE, 'nth 2, the call is number 1'],
    [{ ...LOST, probability: 0 }, CREATE, /^probability 0, drawn was 0\.\d+$/],
  ])('tells why %j almost struck', (fault, call, reason) => {
    const faults = planned(fault);

    const strike = faults.strike(call);

    const told = expect.stringMatching(reason instanceof RegExp ? reason : /./);
    expect(strike).toEqual({
      fault: undefined,
      nearMisses: [{ kind: 'fault', id: 'fault_1', reason: told }],
    });
    expect(faults.list()[0]?.missed).toMatch(reason);
  });

  test('tells nothing where two conditions fail', () => {
    const faults = planned({ ...LOST, model: 'sora-2', account: 'other' });

    expect(faults.strike(CREATE).nearMisses).toEqual([]);
    expect(faults.list()[0]?.missed).toBeUndefined();
  });

  test('remembers the last miss, and another operation only where there is no better reason', () => {
    const faults = planned({ ...LOST, operations: ['createGeneration'], nth: 9 });
    const missed = () => faults.list()[0]?.missed;
    faults.strike(CREDITS);
    expect(missed()).toBe('operations ["createGeneration"], the call is "retrieveCredits"');

    faults.strike(CREATE);
    faults.strike(CREDITS);

    expect(missed()).toBe('nth 9, the call is number 1');
    faults.strike(CREATE);
    expect(missed()).toBe('nth 9, the call is number 2');
  });

  test('tells of twenty near misses at most', () => {
    const faults = planned(...Array<CallFault>(21).fill({ ...LOST, nth: 2 }));

    expect(faults.strike(CREATE).nearMisses).toHaveLength(20);
  });
});

test('remove() forgets one fault, clear() all of them', () => {
  const faults = planned(LOST, LOST, LOST);

  expect([faults.remove('fault_2'), faults.remove('fault_2')]).toEqual([true, false]);
  expect(faults.list().map(({ id }) => id)).toEqual(['fault_1', 'fault_3']);
  faults.clear();
  expect(faults.isIdle).toBe(true);
  expect(faults.inject(LOST)).toBe('fault_4');
});

describe('restore()', () => {
  const half: CallFault = { ...LOST, probability: 0.5, times: 'always' };

  test('goes on with the faults, their counts, their ids and chance', () => {
    const faults = planned({ ...LOST, nth: 5, times: 2 }, half);
    struckBy(faults, 3);
    const copy = new CallFaults(new Random('1'));

    copy.restore(faults.snapshot());

    expect(copy.snapshot()).toEqual(faults.snapshot());
    expect(struckBy(copy, 20)).toEqual(struckBy(faults, 20));
    expect(copy.inject(LOST)).toBe('fault_3');
  });

  test('has no end where there was none, and no reason for what was missed', () => {
    const faults = planned({ ...half, probability: 0 });
    faults.strike(CREATE);
    const snapshot = faults.snapshot();
    const copy = new CallFaults(new Random('1'));

    copy.restore(snapshot);

    expect(snapshot.planned[0]?.left).toBeNull();
    expect(snapshot.planned[0]).not.toHaveProperty('missed');
    expect(copy.list()).toMatchObject([{ left: undefined, matched: 1, missed: undefined }]);
  });

  test('is not changed by what happens to the snapshot later', () => {
    const faults = planned(LOST);

    Object.assign(faults.snapshot().planned[0]!.plan, { kind: 'empty-body' });

    expect(faults.list()[0]?.plan.kind).toBe('reply-lost');
  });

  test('refuses a fault that is there twice', () => {
    const { planned: list, ...rest } = planned(LOST).snapshot();
    const twice = { ...rest, planned: [...list, ...list] };

    expect(() => planned().restore(twice)).toThrow(SnapshotRefused);
    expect(() => planned().restore(twice)).toThrow(
      'faults.planned[1].id must be the only one of its kind: received "fault_1"',
    );
  });

  test.each<[object, string]>([
    [{ kind: 'explode' }, 'kind must be one of "error"'],
    [{ nth: 0 }, 'nth must be at least 1: received 0'],
  ])('refuses a fault with %j', (part, reason) => {
    const snapshot = planned(LOST).snapshot();
    Object.assign(snapshot.planned[0]!.plan, part);

    expect(() => planned().restore(snapshot)).toThrow(SnapshotRefused);
    expect(() => planned().restore(snapshot)).toThrow(
      `faults.planned[0].plan is not allowed: ${reason}`,
    );
  });
});
