import { expect, test } from 'vitest';
import { ASSUMPTIONS } from '../../src/contracts/assumptions.ts';
import { DurationTokens } from '../../src/server/domain/duration-tokens.ts';

const OWNER = { fileId: 'file_a', account: 'main' };
const LIFETIME = ASSUMPTIONS['file.durationToken'].value;

function tokensOf(secret = 'secret') {
  const time = { nowMs: 5_000 };
  return { time, tokens: new DurationTokens(() => time.nowMs, secret) };
}

test('a token is good for its file and account, until it expires', () => {
  const { time, tokens } = tokensOf();
  const token = tokens.issue(OWNER);
  expect(tokens.check(token, OWNER)).toBeUndefined();

  time.nowMs += LIFETIME - 1;
  expect(tokens.check(token, OWNER)).toBeUndefined();

  time.nowMs += 1;
  expect(tokens.check(token, OWNER)).toBe('expired');
});

test.each([
  [{ ...OWNER, account: 'other' }, 'other-account'],
  [{ ...OWNER, fileId: 'file_b' }, 'other-file'],
  [{ fileId: 'file_b', account: 'other' }, 'other-account'],
])('a token is worth nothing for %j', (owner, flaw) => {
  const { tokens } = tokensOf();

  expect(tokens.check(tokens.issue(OWNER), owner)).toBe(flaw);
});

test.each<[string, (token: string) => string]>([
  ['nothing', () => ''],
  ['a word', () => 'token'],
  ['its content alone', (token) => token.split('.')[0]!],
  ['a third part', (token) => `${token}.more`],
  ['a signature that is cut', (token) => token.slice(0, -4)],
  ['another content', (token) => `${btoa('["file_a","main",9e15]')}.${token.split('.')[1]}`],
])('%s is forged', (_what, forge) => {
  const { tokens } = tokensOf();

  expect(tokens.check(forge(tokens.issue(OWNER)), OWNER)).toBe('forged');
});

test('a token of another world is forged', () => {
  const token = tokensOf('another secret').tokens.issue(OWNER);

  expect(tokensOf().tokens.check(token, OWNER)).toBe('forged');
});
