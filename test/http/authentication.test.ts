import { describe } from 'vitest';
import { test } from '../support/fake.ts';

const CREDITS = '/api/v1/credits';

describe('A request without a key', () => {
  test('is refused in the documented words', async ({ call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key: null });

    expect(status).toBe(401);
    expect(body).toEqual({
      error: {
        code: 'api_key_missing',
        message: 'A valid Bearer API key is required.',
        requestId: expect.stringMatching(/^req_[a-z0-9]{24}$/),
      },
    });
  });

  test.for([
    { what: 'another scheme', authorization: 'Basic cnZ5YTpzZWNyZXQ=' },
    { what: 'no scheme', authorization: 'rvya_sk_test_default' },
    { what: 'a scheme and no key', authorization: 'Bearer' },
    { what: 'an empty header', authorization: '' },
    { what: 'two keys', authorization: 'Bearer rvya_sk_test_default rvya_sk_test_default' },
    { what: 'no space', authorization: 'Bearerrvya_sk_test_default' },
  ])('is one with $what', async ({ authorization }, { call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key: null, headers: { authorization } });

    expect(status).toBe(401);
    expect(body.error.code).toBe('api_key_missing');
  });

  test('is one with a cookie or a query', async ({ call, expect }) => {
    const headers = { cookie: 'session=rvya_sk_test_default' };

    const { body } = await call.get(`${CREDITS}?api_key=rvya_sk_test_default`, {
      key: null,
      headers,
    });

    expect(body.error.code).toBe('api_key_missing');
  });
});

describe('A key', () => {
  test.for(['bearer', 'BEARER', 'Bearer  '])(
    'may follow the scheme "%s"',
    async (scheme, { fake, call, expect }) => {
      const authorization = `${scheme} ${fake.apiKey}`;

      const { status } = await call.get(CREDITS, { key: null, headers: { authorization } });

      expect(status).toBe(200);
    },
  );

  test('of any name opens a world of its own', async ({ call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key: 'rvya_sk_test_never-seen-before' });

    expect(status).toBe(200);
    expect(body).toEqual({ current_credits: 1_000 });
  });

  test('that was revoked is refused', async ({ fake, call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key: `${fake.apiKey}.revoked` });

    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      code: 'api_key_revoked',
      message: 'The key was revoked in Settings.',
    });
  });

  test('that has expired is refused', async ({ fake, call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key: `${fake.apiKey}.expired` });

    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      code: 'api_key_expired',
      message: 'The key is past its validity.',
    });
  });
});

describe('A key is invalid', () => {
  test('if it looks like a real one, and is not repeated', async ({ call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key: 'rvya_sk_0123456789abcdef' });

    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      code: 'api_key_invalid',
      message:
        'The key looks like a real one, and this is a fake: use rvya_sk_test_<world>, and keep real keys out of tests',
    });
    expect(JSON.stringify(body)).not.toContain('0123456789abcdef');
  });

  test.for([
    { what: 'another prefix', key: 'sk-test-default' },
    { what: 'no world', key: 'rvya_sk_test_' },
    { what: 'a world in upper case', key: 'rvya_sk_test_Default' },
    { what: 'a world of 41 letters', key: `rvya_sk_test_${'a'.repeat(41)}` },
  ])('if it has $what', async ({ key }, { call, expect }) => {
    const { status, body } = await call.get(CREDITS, { key });

    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      code: 'api_key_invalid',
      message:
        'The key cannot be verified: expected rvya_sk_test_<world>, with a world of 1 to 40 of a-z, 0-9 and -',
    });
  });

  test.for(['.unknown', '.', '.revoked.', '.__proto__'])(
    'if its world has no variant "%s"',
    async (variant, { fake, call, expect }) => {
      const { status, body } = await call.get(CREDITS, { key: `${fake.apiKey}${variant}` });

      expect(status).toBe(401);
      expect(body.error.code).toBe('api_key_invalid');
    },
  );

  test('in every world but the one that made it', async ({ fake, call, expect }) => {
    const key = fake.createKey();
    const elsewhere = key.replace(fake.apiKey, 'rvya_sk_test_elsewhere');

    const here = await call.get(CREDITS, { key });
    const there = await call.get(CREDITS, { key: elsewhere });

    expect(here.status).toBe(200);
    expect(there.body.error.code).toBe('api_key_invalid');
  });
});

describe('The request id', () => {
  test('is a header of every reply', async ({ call, expect }) => {
    const { headers } = await call.get(CREDITS);

    expect(headers.get('X-Request-Id')).toMatch(/^req_[a-z0-9]{24}$/);
  });

  test.for([
    { what: 'without a key', path: CREDITS, key: null },
    { what: 'with a bad key', path: CREDITS, key: 'nonsense' },
    { what: 'of an unknown task', path: '/api/v1/generations/task_1', key: undefined },
    { what: 'of an unknown path', path: '/api/v1/nothing', key: undefined },
  ])('equals error.requestId in a refusal $what', async ({ path, key }, { call, expect }) => {
    const { headers, body } = await call.get(path, key === undefined ? {} : { key });

    expect(body.error.requestId).toMatch(/^req_/);
    expect(headers.get('X-Request-Id')).toBe(body.error.requestId);
  });

  test('is never used twice', async ({ call, expect }) => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => call.get(CREDITS)));

    const ids = replies.map(({ headers }) => headers.get('X-Request-Id'));

    expect(new Set(ids).size).toBe(50);
  });
});
