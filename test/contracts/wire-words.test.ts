import { expect, test } from 'vitest';
import { camelCase, renamed, snakeCase } from '../../src/contracts/wire-words.ts';

test.each([
  ['retryAfterMs', 'retry_after_ms'],
  ['nth', 'nth'],
  ['', ''],
])('%s is %s on the wire, and comes back', (inside, outside) => {
  expect(snakeCase(inside)).toBe(outside);
  expect(camelCase(outside)).toBe(inside);
});

test('renamed() renames members on every level, in lists too', () => {
  const plan = { afterWork: true, chatPlans: [{ promptContains: 'boat' }], deep: { skewMs: 7 } };

  expect(renamed(plan, snakeCase)).toEqual({
    after_work: true,
    chat_plans: [{ prompt_contains: 'boat' }],
    deep: { skew_ms: 7 },
  });
});

test.each(['equals', 'fields', 'body'])('%s holds what the caller wrote, as it was', (name) => {
  const own = { someName: [{ otherName: undefined }] };

  expect(renamed({ outerName: { [name]: own } }, snakeCase)).toEqual({
    outer_name: { [name]: own },
  });
});

test('renamed() leaves out what is undefined, and keeps null and false', () => {
  const plan = renamed({ codeName: undefined, atMs: null, isReal: false, count: 0 }, snakeCase);

  expect(Object.entries(Object(plan))).toEqual([
    ['at_ms', null],
    ['is_real', false],
    ['count', 0],
  ]);
});

test.each([['text'], [7], [null], [undefined], [/a_Pattern/]])('%s stays as it is', (value) => {
  expect(renamed(value, snakeCase)).toBe(value);
});
