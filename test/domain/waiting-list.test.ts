import { describe, expect, test } from 'vitest';
import { WaitingList } from '../../src/server/domain/waiting-list.ts';

interface Plan {
  readonly times?: number;
  readonly color?: string;
  readonly size?: string;
}

const paint = { color: 'red', size: 'big' };

/** A list of plans for paints; a plan in blue has nothing to do with a paint in red. */
function listOf(...plans: Plan[]) {
  const list = new WaitingList<Plan, typeof paint>({
    kind: 'plan',
    prefix: 'plan',
    mismatches: (plan, subject) => {
      if (plan.color === 'blue') return undefined;
      return (['color', 'size'] as const)
        .filter((name) => plan[name] !== undefined && plan[name] !== subject[name])
        .map((name) => `another ${name}`);
    },
  });
  for (const plan of plans) list.add(plan);
  return list;
}

describe('take()', () => {
  test('counts what a plan is still for and was used for', () => {
    const list = listOf({ times: 2 });

    list.take(paint);

    expect(list.list()).toEqual([
      { id: 'plan_1', plan: { times: 2 }, left: 1, struck: 1, missed: undefined },
    ]);
    expect(list.take(paint)).toMatchObject({ id: 'plan_1', left: 0, struck: 2 });
    expect(list.list()).toEqual([]);
    expect(list.take(paint)).toBeUndefined();
  });

  test('notes why a plan was not used, if it was one reason only', () => {
    const list = listOf({ size: 'small' }, { size: 'small', color: 'green' }, { color: 'blue' });

    expect(list.take(paint)).toBeUndefined();

    expect(list.list().map(({ missed }) => missed)).toEqual(['another size', undefined, undefined]);
  });

  test('a reason that was noted stays when the next subject is no near miss', () => {
    const list = listOf({ size: 'small', color: 'red' });
    list.take(paint);

    list.take({ color: 'green', size: 'big' });

    expect(list.list().map(({ missed }) => missed)).toEqual(['another size']);
  });
});

describe('giveBack()', () => {
  test('lets a plan that was used up wait before all others', () => {
    const list = listOf({ color: 'red' }, { size: 'big' });
    const taken = list.take(paint)!;

    list.giveBack(taken);

    expect(list.list().map(({ id, left, struck }) => [id, left, struck])).toEqual([
      ['plan_1', 1, 0],
      ['plan_2', 1, 0],
    ]);
  });

  test('gives a plan that still waits its turn back, where it stands', () => {
    const list = listOf({ size: 'small' }, { times: 2 });
    const taken = list.take(paint)!;

    list.giveBack(taken);

    expect(list.list().map(({ id, left, struck }) => [id, left, struck])).toEqual([
      ['plan_1', 1, 0],
      ['plan_2', 2, 0],
    ]);
  });

  test.each<[string, Plan, (list: ReturnType<typeof listOf>) => void]>([
    ['removed while it waited', { times: 2 }, (list) => list.remove('plan_1')],
    ['cleared while it waited', { times: 2 }, (list) => list.clear()],
    ['cleared when it was used up', {}, (list) => list.clear()],
  ])('does not bring back a plan that was %s', (_what, plan, forget) => {
    const list = listOf(plan);
    const taken = list.take(paint)!;
    forget(list);

    list.giveBack(taken);

    expect(list.list()).toEqual([]);
    expect(taken.struck).toBe(1);
  });
});

test('nearMisses() tells what one condition kept from a subject, and uses nothing up', () => {
  const list = listOf({ size: 'small' }, { color: 'red' }, { size: 's', color: 'g' });

  expect(list.nearMisses(paint)).toEqual([{ kind: 'plan', id: 'plan_1', reason: 'another size' }]);
  expect(list.list().map(({ left, missed }) => [left, missed])).toEqual([
    [1, undefined],
    [1, undefined],
    [1, undefined],
  ]);
});

test('remove() forgets one plan, and tells whether it was there', () => {
  const list = listOf({ color: 'red' }, { size: 'big' });

  expect([list.remove('plan_1'), list.remove('plan_1'), list.remove('plan_7')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(list.list().map(({ id }) => id)).toEqual(['plan_2']);
});

test('add() keeps a plan as it was, and never gives an id twice', () => {
  const list = listOf();
  const plan = { color: 'red' };

  list.add(plan);
  plan.color = 'green';
  list.clear();

  expect(list.add(plan)).toBe('plan_2');
  expect(listOf({ color: 'red' }).take(paint)?.plan).toEqual({ color: 'red' });
});

describe('snapshot() and restore()', () => {
  const write = (plan: Plan) => ({ ...plan });

  test('go on where the list stood', () => {
    const list = listOf({ color: 'red' }, { times: 3, size: 'big' });
    list.take(paint);
    list.take(paint);
    const copy = listOf();

    copy.restore(list.snapshot(write), 'plans', (plan) => plan);

    expect(copy.list()).toEqual([
      { id: 'plan_2', plan: { times: 3, size: 'big' }, left: 2, struck: 1, missed: undefined },
    ]);
    expect(copy.add({})).toBe('plan_3');
  });

  test('a plan is read by its own path', () => {
    const list = listOf({ color: 'red' }, { size: 'big' });
    const paths: string[] = [];

    listOf().restore(list.snapshot(write), 'plans', (plan, path) => {
      paths.push(path);
      return plan;
    });

    expect(paths).toEqual(['plans.waiting[0].plan', 'plans.waiting[1].plan']);
  });

  const waiting = { id: 'plan_1', plan: { times: 2 }, left: 2, struck: 0 };
  test.each([
    [
      'an id twice',
      [waiting, waiting],
      'plans.waiting[1].id must be the only one of its kind: received "plan_1"',
    ],
    [
      'more turns left than it had',
      [{ ...waiting, left: 3 }],
      'plans.waiting[0].left must be at most its times, 2: received 3',
    ],
    [
      'more turns left than the one of a plan without times',
      [{ ...waiting, plan: {}, left: 2 }],
      'plans.waiting[0].left must be at most its times, 1: received 2',
    ],
  ])('%s is refused', (_what, plans, reason) => {
    const restore = () => listOf().restore({ count: 2, waiting: plans }, 'plans', (plan) => plan);

    expect(restore).toThrow(`Cannot restore the world: ${reason}`);
  });
});
