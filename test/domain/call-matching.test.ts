import { describe, expect, test } from 'vitest';
import { faultSchemaOf, type PlanFault } from '../../src/contracts/plan-fault.ts';
import type { CallSubject } from '../../src/server/domain/call-faults.ts';
import {
  isOfOperation,
  lacking,
  mismatches,
  unlike,
} from '../../src/server/domain/call-matching.ts';

const CALL: CallSubject = {
  target: 'createGeneration',
  account: 'main',
  id: 'task_a',
  headers: { 'x-team': 'red team', 'set-cookie': ['a', 'b'] },
  body: {
    model: 'z-image',
    prompt: 'A paper boat',
    params: { sizes: [1, 2], size: { width: 1, height: 2 }, none: null, tags: ['boat'], empty: {} },
  },
  isPublic: false,
};

/** A fault of everything but what a test says. */
function planOf(plan: object): PlanFault {
  const fault = { kind: 'error', code: 'internal_error', ...plan };
  return faultSchemaOf(fault).parse(fault);
}

describe('a call is meant by a fault', () => {
  test.each<object>([
    {},
    { operations: ['listModels', 'createGeneration'] },
    { model: 'z-image', account: 'main', id: 'task_a' },
    { header: { name: 'X-Team' } },
    { header: { name: 'x-team', equals: 'red team', contains: 'red' } },
    { header: { name: 'set-cookie', equals: 'a,b' } },
    { field: { path: 'prompt', contains: 'paper' } },
    { field: { path: 'params.sizes', equals: [1, 2] } },
    { field: { path: 'params.sizes.1', equals: 2 } },
    { field: { path: 'params.size', equals: { height: 2, width: 1 } } },
    { field: { path: 'params.none', equals: null } },
    { field: { path: 'params.size' } },
  ])('that asks for %j', (plan) => {
    expect(mismatches(planOf(plan), CALL)).toEqual([]);
  });

  test.each<[object, string]>([
    [{ operations: ['listModels'] }, 'operations ["listModels"], the call is "createGeneration"'],
    [{ model: 'sora-2' }, 'model "sora-2", the call has "z-image"'],
    [{ account: 'team' }, 'account "team", the call has "main"'],
    [{ id: 'task_b' }, 'id "task_b", the call has "task_a"'],
    [{ header: { name: 'X-Other' } }, 'header x-other is wanted, the call has none'],
    [{ header: { name: 'toString' } }, 'header tostring is wanted, the call has none'],
    [{ header: { name: 'X-Team', equals: 'red' } }, 'header x-team "red", the call has "red team"'],
    [
      { header: { name: 'X-Team', contains: 'blue' } },
      'header x-team with "blue" inside, the call has "red team"',
    ],
    [{ field: { path: 'seed' } }, 'seed is wanted, the call has none'],
    [{ field: { path: 'params.sizes.2' } }, 'params.sizes.2 is wanted, the call has none'],
    [{ field: { path: 'prompt.length' } }, 'prompt.length is wanted, the call has none'],
    [{ field: { path: 'params.none.a' } }, 'params.none.a is wanted, the call has none'],
    [{ field: { path: 'toString' } }, 'toString is wanted, the call has none'],
    [
      { field: { path: 'prompt', contains: 'ship' } },
      'prompt with "ship" inside, the call has "A paper boat"',
    ],
    [
      { field: { path: 'params.sizes', contains: '1' } },
      'params.sizes with "1" inside, the call has [1,2]',
    ],
    [{ field: { path: 'params.sizes', equals: [1, 3] } }, 'params.sizes [1,3], the call has [1,2]'],
    [
      { field: { path: 'params.sizes', equals: { 0: 1, 1: 2 } } },
      'params.sizes {"0":1,"1":2}, the call has [1,2]',
    ],
    [
      { field: { path: 'params.size', equals: { width: 1 } } },
      'params.size {"width":1}, the call has {"width":1,"height":2}',
    ],
    [
      { field: { path: 'params.size', equals: null } },
      'params.size null, the call has {"width":1,"height":2}',
    ],
    [
      { field: { path: 'params.tags', contains: 'boat' } },
      'params.tags with "boat" inside, the call has ["boat"]',
    ],
    [{ field: { path: 'params.empty', equals: '' } }, 'params.empty "", the call has {}'],
    [{ field: { path: 'params.none', equals: {} } }, 'params.none {}, the call has null'],
    [{ field: { path: 'params.sizes.0', equals: {} } }, 'params.sizes.0 {}, the call has 1'],
  ])('and not if it asks for %j', (plan, reason) => {
    expect(mismatches(planOf(plan), CALL)).toEqual([reason]);
  });

  test('every condition that fails is told', () => {
    const plan = planOf({ operations: ['listModels'], model: 'sora-2', account: 'team' });

    expect(mismatches(plan, CALL)).toHaveLength(3);
  });

  test('a call without model or account has none', () => {
    const bare = { ...CALL, account: undefined, body: undefined };

    expect(mismatches(planOf({ model: 'z-image', account: 'main' }), bare)).toEqual([
      'model "z-image", the call has none',
      'account "main", the call has none',
    ]);
  });

  test('a call that needs no key is meant only by its operation', () => {
    const call: CallSubject = { ...CALL, target: 'listModels', isPublic: true };

    expect(mismatches(planOf({}), call)).toEqual([
      'operations is wanted for "listModels", as it needs no key',
    ]);
    expect(mismatches(planOf({ operations: ['listModels'] }), call)).toEqual([]);
  });

  test('a reply that has no such part is not struck', () => {
    const fault = { kind: 'truncated-json' };
    const plan = faultSchemaOf(fault).parse(fault);

    expect(mismatches(plan, { ...CALL, target: 'media' })).toEqual([
      '"truncated-json" cannot strike "media"',
    ]);
  });
});

test('isOfOperation() is true for a plan that names the operation, or none', () => {
  expect(isOfOperation(planOf({}), CALL)).toBe(true);
  expect(isOfOperation(planOf({ operations: ['createGeneration'] }), CALL)).toBe(true);
  expect(isOfOperation(planOf({ operations: ['listModels'] }), CALL)).toBe(false);
});

test('unlike() names what differs, and whose it is', () => {
  expect(unlike('event', 'a', 'b', 'the delivery')).toBe('event "a", the delivery has "b"');
  expect(unlike('event', 'a', undefined)).toBe('event "a", the call has none');
  expect(unlike('event', undefined, 'b')).toBeUndefined();
  expect(unlike('event', 'b', 'b')).toBeUndefined();
});

test('lacking() names the text that is not inside', () => {
  expect(lacking('prompt', 'ship', undefined)).toBe('prompt with "ship" inside, the call has ""');
  expect(lacking('prompt', 'boat', 'A boat')).toBeUndefined();
  expect(lacking('prompt', undefined, 'A boat')).toBeUndefined();
});
