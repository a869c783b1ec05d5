import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { explain, show } from '../../src/contracts/explain.ts';

const schema = z.strictObject({
  size: z.enum(['small', 'large']),
  count: z.int().min(1).max(6).optional(),
  step: z.number().multipleOf(0.5).positive().lt(9).optional(),
  name: z.string().max(5).optional(),
  tags: z
    .array(z.object({ key: z.string() }))
    .max(2)
    .optional(),
});

function sentence(value: unknown): string {
  return explain(schema.safeParse(value).error?.issues ?? [], value);
}

test.each<[unknown, string]>([
  [{}, 'size is required: expected one of "small", "large"'],
  [{ size: 'huge' }, 'size must be one of "small", "large": received "huge"'],
  [{ size: null }, 'size must be one of "small", "large": received null'],
  [{ size: 'small', count: 0 }, 'count must be at least 1: received 0'],
  [{ size: 'small', count: '3' }, 'count must be a number: received "3"'],
  [{ size: 'small', count: 1.5 }, 'count must be a whole number: received 1.5'],
  [{ size: 'small', step: 0 }, 'step must be more than 0: received 0'],
  [{ size: 'small', step: 9 }, 'step must be less than 9: received 9'],
  [{ size: 'small', step: 0.7 }, 'step must be a multiple of 0.5: received 0.7'],
  [{ size: 'small', name: 'abcdef' }, 'name must be at most 5 characters long: received "abcdef"'],
  [{ size: 'small', tags: {} }, 'tags must be a list: received {}'],
  [{ size: 'small', tags: [{ key: 1 }] }, 'tags[0].key must be a string: received 1'],
  [{ size: 'small', extra: true }, 'extra is not a known field: received true'],
  [null, 'the body must be an object: received null'],
  [[], 'the body must be an object: received []'],
])('%j: %s', (value, expected) => {
  expect(sentence(value)).toBe(expected);
});

test('names at most three problems and counts the rest', () => {
  const text = sentence({ size: 'small', a: 1, b: 2, c: 3, d: 4 });

  expect(text).toBe(
    'a is not a known field: received 1; b is not a known field: received 2; c is not a known field: received 3; and 1 more',
  );
});

test('three problems are all of them', () => {
  expect(sentence({ size: 'small', a: 1, b: 2, c: 3 })).toBe(
    'a is not a known field: received 1; b is not a known field: received 2; c is not a known field: received 3',
  );
});

test('cuts a long value and tells its length', () => {
  const text = sentence({ size: 'x'.repeat(5_000) });

  expect(text).toBe(
    `size must be one of "small", "large": received "${'x'.repeat(80)}…" (5000 characters)`,
  );
});

test('cuts a long field name', () => {
  const text = sentence({ size: 'small', ['k'.repeat(5_000)]: 1 });

  expect(text).toBe(`${'k'.repeat(80)}… is not a known field: received 1`);
});

describe('a union', () => {
  const times = [z.int().min(1), z.literal('always')] as const;

  test('with words of its own is explained by them', () => {
    const schema = z.object({ times: z.union(times, { error: 'a number, or "always"' }) });
    const value = { times: 'often' };

    expect(explain(schema.safeParse(value).error?.issues ?? [], value)).toBe(
      'times must be a number, or "always": received "often"',
    );
  });

  test('without is explained by the first of its members, with the whole path', () => {
    const member = z.object({ at: z.object({ ms: z.int() }) });
    const schema = z.object({ next: z.union([member, z.null()]) });
    const value = { next: { at: { ms: 'soon' } } };

    expect(explain(schema.safeParse(value).error?.issues ?? [], value)).toBe(
      'next.at.ms must be a number: received "soon"',
    );
  });
});

describe('limits', () => {
  test.each<[z.ZodType, unknown, string]>([
    [z.string().min(2), 'a', 'the body must be at least 2 characters long: received "a"'],
    [z.array(z.int()).min(1), [], 'the body must be a list of at least 1 items: received []'],
    [z.array(z.int()).max(1), [1, 2], 'the body must be a list of at most 1 items: received [1,2]'],
    [z.number().max(5), 6, 'the body must be at most 5: received 6'],
  ])('%#: %s', (schema, value, expected) => {
    expect(explain(schema.safeParse(value).error?.issues ?? [], value)).toBe(expected);
  });

  test('of several that one value breaks, the narrowest is told', () => {
    const schema = z.object({ a: z.int().min(1).min(3), b: z.int().min(1) });
    const value = { a: 0, b: 0 };

    expect(explain(schema.safeParse(value).error?.issues ?? [], value)).toBe(
      'a must be at least 3: received 0; b must be at least 1: received 0',
    );
  });
});

describe('what was expected', () => {
  test.each<[z.ZodType, unknown, string]>([
    [z.url(), 'boat', 'a valid url: received "boat"'],
    [z.string().startsWith('w_'), 'boat', 'text that starts with "w_": received "boat"'],
    [z.string().regex(/^a/, 'a word with a'), 'boat', 'a word with a: received "boat"'],
    [z.literal('only'), 'boat', '"only": received "boat"'],
    [z.record(z.string(), z.int()), 7, 'an object: received 7'],
    [z.boolean(), 'yes', 'a boolean: received "yes"'],
    [z.undefined(), 'yes', 'left out: received "yes"'],
    [z.int(), Number.POSITIVE_INFINITY, 'a number: received Infinity'],
    [z.bigint(), 'yes', 'a bigint: received "yes"'],
    [z.string({ error: 'a name' }), 7, 'a name: received 7'],
  ])('%#: is told with what was received', (schema, value, expected) => {
    expect(explain(schema.safeParse(value).error?.issues ?? [], value)).toBe(
      `the body must be ${expected}`,
    );
  });

  test('of many values, thirty are told and the rest counted', () => {
    const words = Array.from({ length: 31 }, (_, index) => `w${index}`);
    const sentenceOf = (known: string[]) =>
      explain(z.enum(known).safeParse('x').error?.issues ?? [], 'x');

    expect(sentenceOf(words)).toContain('"w29", and 1 more: received "x"');
    expect(sentenceOf(words)).not.toContain('w30');
    expect(sentenceOf(words.slice(0, 30))).toContain('"w29": received "x"');
  });
});

test('what is wrong is named by its root where it is the whole value', () => {
  expect(explain(z.object({}).safeParse(7).error?.issues ?? [], 7, 'the file')).toBe(
    'the file must be an object: received 7',
  );
});

test('a member that every object inherits counts as left out', () => {
  const inherits = z.object({ toString: z.string() });

  expect(explain(inherits.safeParse({}).error?.issues ?? [], {})).toBe(
    'toString is required: expected a string',
  );
});

describe('show()', () => {
  test.each<[unknown, string]>([
    ['a "word"', '"a \\"word\\""'],
    [Number.NaN, 'NaN'],
    [12n, '12'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ a: [1] }, '{"a":[1]}'],
    ['x'.repeat(78), `"${'x'.repeat(78)}"`],
    ['x'.repeat(81), `"${'x'.repeat(80)}…" (81 characters)`],
    [Array(50).fill(7), `[${'7,'.repeat(39)}7…`],
  ])('%#: shown as %s', (value, expected) => {
    expect(show(value)).toBe(expected);
  });

  test('does not cut a letter in two', () => {
    expect(show('⛵️'.repeat(50))).toMatch(/^"(?:⛵️)+…" \(100 characters\)$/);
  });
});
