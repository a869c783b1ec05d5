import { expect, test } from 'vitest';
import { nearest } from '../../src/contracts/nearest.ts';

const FRUITS = ['apple', 'apples', 'banana', 'cherry'];

test.each([
  ['apple', 'apple'],
  ['aple', 'apple'],
  ['applez', 'apple'],
  ['bananas', 'banana'],
  ['Cherry', 'cherry'],
  ['CHERY', 'cherry'],
])('nearest("%s") is "%s"', (word, expected) => {
  expect(nearest(word, FRUITS)).toBe(expected);
});

test('nearest() allows a third of the letters to differ, and no more', () => {
  expect(nearest('banxyz', FRUITS)).toBeUndefined();
  expect(nearest('banaxy', FRUITS)).toBe('banana');
});

test('nearest() prefers the earlier of two candidates at the same distance', () => {
  expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  expect(nearest('cat', ['hat', 'bat'])).toBe('hat');
});

test.each(['', 'ab', 'kiwi', 'xxxapple', 'apple'.repeat(13)])(
  'nearest("%s") is nothing',
  (word) => {
    expect(nearest(word, FRUITS)).toBeUndefined();
  },
);

test('nearest() answers at once where a word is too long to compare', () => {
  const word = 'a'.repeat(65);

  expect(nearest(word, [word])).toBeUndefined();
  expect(nearest('a'.repeat(64), ['a'.repeat(63)])).toBe('a'.repeat(63));
});

test('nearest() of no candidates is nothing', () => {
  expect(nearest('apple', [])).toBeUndefined();
});
