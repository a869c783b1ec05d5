import { expect, test } from 'vitest';
import { parseJson } from '../../src/recording/parse-json.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

test.each([
  ['{"a":[1,"\\"[[["]}', { a: [1, '"[[['] }],
  ['"a"', 'a'],
  [`{"text":"${'['.repeat(500)}"}`, { text: '['.repeat(500) }],
  ['{', undefined],
  ['', undefined],
  [nested(201), undefined],
])('parseJson(%j)', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test('200 levels are read', () => {
  expect(parseJson(nested(200))).toBeDefined();
});
