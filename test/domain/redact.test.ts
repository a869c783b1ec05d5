import { expect, test } from 'vitest';
import {
  redactBody,
  redactHeaders,
  redactTarget,
  redactText,
} from '../../src/server/domain/redact.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const TOKEN = `${Buffer.from('["file_1","main",1]').toString('base64url')}.c2lnbmF0dXJl`;

test.each([
  ['a key', 'Bearer rvya_sk_test_w1.k-abc_d', 'Bearer rvya_sk_[redacted]'],
  ['a signing secret', `it is ${SECRET}!`, 'it is whsec_[redacted]!'],
  ['a duration token', `token ${TOKEN}`, 'token [redacted]'],
  ['credentials in a URL', 'https://me:pass@example.com/a', 'https://[redacted]@example.com/a'],
])('redactText() takes %s away', (_what, text, left) => {
  expect(redactText(text)).toBe(left);
});

test('redactText() leaves other text alone', () => {
  const text = 'Mail me@example.com about https://example.com/@boats and task_abc, \ud800 too';

  expect(redactText(text)).toBe(text);
});

test('a body loses its secrets by name and by form, at any depth', () => {
  const body = {
    signing_secret: 'anything',
    referenceMediaItems: [{ durationToken: 'x', url: 'https://a.example/b' }],
    [SECRET]: { note: `Bearer rvya_sk_test_w1` },
    count: 3,
  };

  expect(redactBody(JSON.stringify(body), true)).toEqual({
    signing_secret: '[redacted]',
    referenceMediaItems: [{ durationToken: '[redacted]', url: 'https://a.example/b' }],
    'whsec_[redacted]': { note: 'Bearer rvya_sk_[redacted]' },
    count: 3,
  });
});

test.each([
  ['in the middle', '{"duration_token":"abc.def","a":"b'],
  ['in the secret', '{"a":"b","duration_token":"abc.d'],
  ['in JSON within JSON', '{"prompt":"{\\"duration_token\\":\\"abc.def\\",\\"b'],
  ['with an escape', '{"duration\\u005ftoken":"abc.def","a'],
])('a body that was cut %s loses its secrets', (_where, text) => {
  const left = String(redactBody(text, false));

  expect(left).toContain('[redacted]');
  expect(left).not.toContain('abc.d');
});

test('escapes do not hide a key', () => {
  const text = '{"prompt":"\\u0072vya_sk_test_w1.k-abc"}';

  expect(JSON.stringify(redactBody(text, true))).not.toContain('k-abc');
  expect(String(redactBody(text, false))).not.toContain('k-abc');
});

test('headers lose what only the two sides may know', () => {
  const raw = ['Authorization', 'Bearer x', 'X-Rivya-Control-Token', 'open', 'Cookie', 'a=b'];
  const more = ['Webhook-Signature', 'v1,x', 'X-Api-Key', 'x', 'Idempotency-Key', 'order-17'];

  expect(redactHeaders([...raw, ...more, 'X-A', '1', 'x-a', '2'])).toEqual({
    authorization: '[redacted]',
    'x-rivya-control-token': '[redacted]',
    cookie: '[redacted]',
    'webhook-signature': '[redacted]',
    'x-api-key': '[redacted]',
    'idempotency-key': 'order-17',
    'x-a': '1, 2',
  });
});

test('a target loses keys in its path and secrets in its query', () => {
  expect(redactTarget('/api/v1/files/rvya_sk_test_a?api_key=x&page=2&Signature=y')).toBe(
    '/api/v1/files/rvya_sk_[redacted]?api_key=[redacted]&page=2&Signature=[redacted]',
  );
});

test.each([
  ['what is no text', '{"password":7,"api_key":null}', { password: 7, api_key: null }],
  ['a list of nothing', '[null,true]', [null, true]],
])('a body keeps %s', (_what, text, left) => {
  expect(redactBody(text, true)).toEqual(left);
});

test.each([
  ['is no JSON', 'password rvya_sk_test_w1', 'password rvya_sk_[redacted]'],
  ['is no JSON, though whole', '{"api_key":"x"', '{"api_key":"[redacted]"'],
])('a body that %s is text without secrets', (_what, text, left) => {
  expect(redactBody(text, true)).toBe(left);
});

test('a body that was cut is text, even where what is left is JSON', () => {
  expect(redactBody('12', false)).toBe('12');
});

test('a body that was cut keeps the escapes that end a text', () => {
  expect(redactBody('{"a":"\\u0022 \\u005c \\u005C \\u0041 \\u00e9', false)).toBe(
    '{"a":"\\u0022 \\u005c \\u005C A \\u00e9',
  );
});

test.each([
  ['?upload_token=abc', '?upload_token=[redacted]'],
  ['?a=1&secrets=abc', '?a=1&secrets=[redacted]'],
  ['?a=1&b=token', '?a=1&b=token'],
  ['?key_of_mine=a.b%20c&page=2', '?key_of_mine=[redacted]&page=2'],
])('the query %s is shown as %s', (query, left) => {
  expect(redactTarget(`/files${query}`)).toBe(`/files${left}`);
});

test('a header without a value is left out', () => {
  expect(redactHeaders(['X-A', '1', 'X-B'])).toEqual({ 'x-a': '1' });
});
