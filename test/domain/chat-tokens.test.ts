import { expect, test } from 'vitest';
import { estimateTokens, splitIntoPieces } from '../../src/server/domain/chat-tokens.ts';

test.each([
  ['', 0],
  ['The quick brown fox jumps over the lazy dog.', 10],
  ['antidisestablishmentarianism', 6],
  ['紙の船', 3],
  ['1234567', 3],
  ['a\n\nb', 3],
  ['{"a": [1]}', 9],
])('estimateTokens(%j) is %d', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
});

test.each([
  [' Two  words ', [' Two', '  words', ' ']],
  ['', []],
  ['   ', ['   ']],
  ['😀'.repeat(13), ['😀'.repeat(12), '😀']],
])('splitIntoPieces(%j) keeps every character', (text, pieces) => {
  expect(splitIntoPieces(text)).toEqual(pieces);
});
