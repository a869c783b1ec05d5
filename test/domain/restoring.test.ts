import { describe, expect, test } from 'vitest';
import {
  checkTimes,
  Register,
  refuse,
  refusing,
  SnapshotRefused,
} from '../../src/server/domain/restoring.ts';

test('refuse() names the part, what was expected and what was received', () => {
  const call = () => refuse('clock.nowMs', 'a whole number', 'soon');

  expect(call).toThrow(SnapshotRefused);
  expect(call).toThrow(TypeError);
  expect(call).toThrow(
    'Cannot restore the world: clock.nowMs must be a whole number: received "soon"',
  );
});

describe('refusing()', () => {
  test('gives what the work gives', () => {
    expect(refusing('plan', () => 7)).toBe(7);
  });

  test.each([TypeError, RangeError, SyntaxError])(
    'a complaint, as %o, is a refusal',
    (Complaint) => {
      const work = () => {
        throw new Complaint('times must be at least 1');
      };

      const call = () => refusing('plans[0]', work);

      expect(call).toThrow(SnapshotRefused);
      expect(call).toThrow(
        'Cannot restore the world: plans[0] is not allowed: times must be at least 1',
      );
    },
  );

  test('any other error is a bug, and stays what it is', () => {
    const bug = new Error('The ledger lost count');
    const work = () => {
      throw bug;
    };

    expect(() => refusing('plans[0]', work)).toThrow(bug);
  });
});

describe('checkTimes()', () => {
  const check = (createdAtMs: number | null, updatedAtMs: number | null) =>
    checkTimes('records[0]', { createdAtMs, updatedAtMs }, ['createdAtMs', 'updatedAtMs'], 5_000);

  test.each([
    [1_000, 3_000],
    [1_000, 1_000],
    [5_000, 5_000],
    [1_000, null],
    [null, 0],
    [null, null],
  ])('created at %j and updated at %j is possible by 5000', (createdAtMs, updatedAtMs) => {
    expect(() => check(createdAtMs, updatedAtMs)).not.toThrow();
  });

  test.each([
    [5_001, 5_001, 'createdAtMs must be at most clock.nowMs, 5000: received 5001'],
    [1_000, 999, 'updatedAtMs must be from createdAtMs, 1000, to clock.nowMs, 5000: received 999'],
    [
      1_000,
      5_001,
      'updatedAtMs must be from createdAtMs, 1000, to clock.nowMs, 5000: received 5001',
    ],
    [null, 5_001, 'updatedAtMs must be from createdAtMs, 0, to clock.nowMs, 5000: received 5001'],
  ])('created at %j and updated at %j is refused', (createdAtMs, updatedAtMs, reason) => {
    expect(() => check(createdAtMs, updatedAtMs)).toThrow(
      `Cannot restore the world: records[0].${reason}`,
    );
  });
});

describe('a Register', () => {
  test('finds what was added by its name', () => {
    const register = new Register<number>('endpoint');

    expect(register.add('endpoints[0].id', 'we_1', 7)).toBe(7);
    expect(register.get('deliveries[0].endpoint', 'we_1')).toBe(7);
  });

  test('refuses a name that is taken', () => {
    const register = new Register<number>('endpoint');
    register.add('endpoints[0].id', 'we_1', 7);

    expect(() => register.add('endpoints[1].id', 'we_1', 8)).toThrow(
      'endpoints[1].id must be the only endpoint of that name: received "we_1"',
    );
    expect(register.get('deliveries[0].endpoint', 'we_1')).toBe(7);
  });

  test('refuses a name that nothing has', () => {
    const register = new Register<number>('endpoint');

    expect(() => register.get('deliveries[0].endpoint', 'we_2')).toThrow(
      'deliveries[0].endpoint must be the id of a known endpoint: received "we_2"',
    );
  });
});
