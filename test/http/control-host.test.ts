import { request } from 'node:http';
import { describe } from 'vitest';
import { type Fake, startFake } from '../../src/index.ts';
import { test } from '../support/fake.ts';

/** The status of a call whose header `Host` is chosen, as no fetch lets one choose it. */
function statusUnder(fake: Fake, host: string, path = '/__rivya/clock', token?: string) {
  const { hostname, port } = new URL(fake.url);
  const headers = {
    Host: host,
    Authorization: `Bearer ${fake.apiKey}`,
    ...(token === undefined ? {} : { 'X-Rivya-Control-Token': token }),
  };
  return new Promise<number>((resolve, reject) => {
    request({ hostname, port, path, headers }, (reply) => {
      reply.resume().on('end', () => resolve(reply.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

describe('The control plane of a fake on a loopback address', () => {
  test.for(['127.0.0.1:4010', 'localhost:4010', 'LOCALHOST', 'app.localhost', '[::1]:4010'])(
    'is served as %s',
    async (host, { fake, expect }) => {
      expect(await statusUnder(fake, host)).toBe(200);
    },
  );

  test.for(['evil.example:4010', 'rivya.ai', 'localhost.evil.example', '127.0.0.1.nip.io', 'x'])(
    'is not served as %s, which a page could have bound to this machine',
    async (host, { fake, expect }) => {
      expect(await statusUnder(fake, host)).toBe(403);
    },
  );

  test('leaves the imitated API alone', async ({ fake, expect }) => {
    expect(await statusUnder(fake, 'evil.example', '/api/v1/credits')).toBe(200);
  });
});

describe('With a name in allowedHosts', () => {
  test.override('options', { allowedHosts: ['Fake.Test'] });

  test('it is served under that name', async ({ fake, expect }) => {
    expect(await statusUnder(fake, 'fake.test:80')).toBe(200);
  });
});

describe('With a control token', () => {
  test('the token alone decides', async ({ expect }) => {
    const fake = await startFake({ controlToken: 'a-token-of-ours' });

    expect(await statusUnder(fake, 'evil.example', '/__rivya/clock', 'a-token-of-ours')).toBe(200);
    await fake.close();
  });
});
