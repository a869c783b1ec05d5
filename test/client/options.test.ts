import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ClientOptions, createClient } from '../../src/client/index.ts';

const KEY = 'rvya_sk_test_secret-of-this-test';

afterEach(() => vi.unstubAllEnvs());

describe('createClient() refuses', () => {
  test.each([
    ['a URL without a scheme', { baseUrl: 'rivya.ai' }, TypeError, 'http or https URL'],
    ['another scheme', { baseUrl: 'ftp://rivya.ai' }, TypeError, 'http or https URL'],
    ['credentials in the URL', { baseUrl: 'https://a:b@rivya.ai' }, TypeError, 'no credentials'],
    ['a query in the URL', { baseUrl: 'https://rivya.ai?a=1' }, TypeError, 'query or fragment'],
    ['the prefix in the URL', { baseUrl: 'https://rivya.ai/api/v1/' }, TypeError, '"/api/v1"'],
    ['an empty key', { apiKey: '' }, TypeError, '"apiKey"'],
    ['a key with a line end', { apiKey: `${KEY}\n` }, TypeError, '"apiKey"'],
    ['a negative number of retries', { maxRetries: -1 }, RangeError, '"maxRetries"'],
    ['half a retry', { maxRetries: 0.5 }, RangeError, '"maxRetries"'],
    ['no time for an attempt', { attemptTimeoutMs: 0 }, RangeError, '"attemptTimeoutMs"'],
    ['more than a timer can wait', { attemptTimeoutMs: 2 ** 31 }, RangeError, 'attemptTimeoutMs'],
    ['an unknown option', { baseURL: 'https://rivya.ai' }, TypeError, 'no option "baseURL"'],
    ['a sleep that is no function', { sleep: 5 }, TypeError, '"sleep" must be a function'],
    ['options that are no object', 'https://rivya.ai', TypeError, 'must be an object'],
  ])('%s', (_what, options, kind, message) => {
    const create = () => createClient(options as ClientOptions);

    expect(create).toThrow(kind);
    expect(create).toThrow(message);
  });

  test.each([
    ['a key in the place of the URL', { baseUrl: KEY }],
    ['a key with a space', { apiKey: `${KEY} ` }],
  ])('%s, without quoting it', (_what, options) => {
    expect(() => createClient(options)).toThrow(expect.not.stringContaining(KEY));
  });
});

describe('createClient() without arguments', () => {
  const emptyList = async () => new Response('{"object":"list","data":[]}');

  test('goes to https://rivya.ai', async () => {
    vi.stubEnv('RIVYA_BASE_URL', '');
    const fetch = vi.fn(emptyList);

    await createClient({ fetch }).models.list();

    expect(fetch).toHaveBeenCalledWith('https://rivya.ai/api/v1/models', expect.anything());
  });

  test('reads address and key from the environment', async () => {
    vi.stubEnv('RIVYA_BASE_URL', 'http://fake:4010/under/');
    vi.stubEnv('RIVYA_API_KEY', KEY);
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ current_credits: 5 }));

    await createClient({ fetch }).credits.retrieve();

    const [url, init] = fetch.mock.calls[0]!;
    expect(url).toBe('http://fake:4010/under/api/v1/credits');
    expect(new Headers(init?.headers).get('Authorization')).toBe(`Bearer ${KEY}`);
  });

  test('works where there is no process', async () => {
    vi.stubGlobal('process', undefined);
    const fetch = vi.fn(emptyList);

    const client = createClient({ fetch });
    vi.unstubAllGlobals();

    await expect(client.models.list()).resolves.toEqual({ object: 'list', data: [] });
  });

  test('asks for a key where one is needed', async () => {
    vi.stubEnv('RIVYA_API_KEY', '');
    const fetch = vi.fn(emptyList);
    const client = createClient({ fetch });

    await expect(client.credits.retrieve()).rejects.toThrow(TypeError);
    await expect(client.generations.wait('task_1')).rejects.toThrow('set RIVYA_API_KEY');
    expect(fetch).not.toHaveBeenCalled();
  });
});

test('a client shows its key to nobody', () => {
  const client = createClient({ apiKey: KEY });

  const shown = JSON.stringify(client) + inspect(client, { depth: 9, showHidden: true });

  expect(shown).not.toContain('secret-of-this-test');
});
