import { expect, test } from 'vitest';
import * as z from 'zod';
import { explain } from '../../src/contracts/explain.ts';

const schema = z.strictObject({
  size: z.enum(['small', 'large']),
  count: z.int().min(1).max(6).optional(),
  step: z.number().multipleOf(0.5).optional(),
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
