import { createServer, type RequestListener } from 'node:http';
import express from 'express';
import { describe, expect } from 'vitest';
import { exitCodeOf, GROUPS, type Report, runConformance } from '../../src/conformance/index.ts';
import { startFake } from '../../src/index.ts';
import { liar } from '../support/liar.ts';
import { test } from '../support/target.ts';

function bad({ checks, problems }: Report): string[] {
  const wrong = checks.filter(({ outcome }) =>
    ['failed', 'finding', 'unchecked'].includes(outcome),
  );
  return [...wrong.map(({ id, outcome }) => `${outcome} ${id}`), ...problems];
}

describe('against the fake', () => {
  test('every journey passes over its socket', async ({ fake }) => {
    const report = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      maxCredits: 100,
      receiverUrl: 'https://example.com/hook',
    });

    expect(bad(report)).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
    expect(
      report.checks.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id),
    ).toEqual(['deliveries.gone', 'rate-limits.refused']);
    expect(report.checks.length).toBeGreaterThan(150);
  });

  test('every journey passes mounted in an Express app', async ({ fake, target }) => {
    const app = express();
    app.use(fake.router);

    const baseUrl = await target(app as RequestListener);
    const report = await runConformance({ baseUrl, apiKey: fake.apiKey, maxCredits: 100 });

    expect(bad(report)).toEqual([]);
  });

  test('the rate limit is used up where its size is told', async () => {
    const fake = await startFake({ rateLimit: 20 });

    const report = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      only: ['rate-limits'],
      rateLimit: 20,
    });

    expect(bad(report)).toEqual([]);
    expect(report.checks.map(({ id }) => id)).toContain('rate-limits.reopens');
    await fake.close();
  });
});

test('an account gets its balance back, also where it cannot be read', async ({ fake, target }) => {
  let isPoor = false;
  const baseUrl = await target(
    liar(fake.url, (_reply, { method, path }) => {
      isPoor ||= method === 'PUT' && path === '/__rivya/credits';
      return isPoor && path === '/api/v1/credits' ? { status: 500 } : {};
    }),
  );

  await runConformance({ baseUrl, apiKey: fake.apiKey, only: ['luck'], maxCredits: 9 });

  expect(isPoor).toBe(true);
  expect(fake.ledger.available).toBe(1_000);
});

test.for([
  ['ownership', 'ownership.task', 'take the journey `lifecycle` as well'],
  ['deliveries', 'deliveries.gone', 'is seen with --receiver-listen only'],
] as const)(
  'what %s could not look at says what it wants',
  async ([only, id, advice], { fake }) => {
    const { checks } = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      only: [only],
      receiverUrl: 'https://example.com/hook',
    });

    const check = checks.find((one) => one.id === id);
    expect([check?.outcome, check?.advice]).toEqual(['skipped', expect.stringContaining(advice)]);
  },
);

test('a run that meets the rate limit waits and goes on', async () => {
  const fake = await startFake({ rateLimit: 20 });

  const report = await runConformance({
    baseUrl: fake.url,
    apiKey: fake.apiKey,
    maxCredits: 100,
  });

  const limited = fake.journal.entries().filter(({ reply }) => reply?.status === 429);
  expect(limited.length).toBeGreaterThan(3);
  expect(bad(report)).toEqual([]);
  await fake.close();
});

describe('credits', () => {
  test('without a limit nothing is sent that could start a task', async () => {
    const fake = await startFake();

    const report = await runConformance({ baseUrl: fake.url, apiKey: fake.apiKey });

    const starts = /createGeneration|ChatCompletion/;
    const tried = fake.journal.entries().filter(({ operation }) => starts.test(operation ?? ''));
    expect(tried.filter(({ reply }) => (reply?.status ?? 0) < 400)).toEqual([]);
    expect(tried.length).toBeGreaterThan(5);
    expect(fake.journal.dropped).toBe(0);
    expect(fake.ledger.entries.map(({ kind }) => kind)).toEqual(['grant']);
    expect(report.credits).toEqual({ limit: 0, spent: 0 });
    await fake.close();
  });

  test.for([1, 2, 3, 5, 8, 13, 20])('with %i never more is reserved', async (maxCredits) => {
    const fake = await startFake();

    const { credits, checks } = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      maxCredits,
      only: GROUPS.filter((group) => group !== 'luck'),
    });

    const reserved = fake.ledger.entries.filter(({ kind }) => kind === 'reserve');
    expect(reserved.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(maxCredits);
    expect(credits?.spent).toBeLessThanOrEqual(maxCredits);
    expect(checks.some(({ advice }) => advice?.includes('raise --max-credits'))).toBe(
      maxCredits < 20,
    );
    await fake.close();
  });
});

describe('what it leaves behind', () => {
  test('no webhook endpoint, also where the journey stopped before its deletion', async ({
    fake,
    target,
  }) => {
    const baseUrl = await target(
      liar(fake.url, (reply, { path }) =>
        path.endsWith('rotate-secret') ? { status: 500 } : reply,
      ),
    );

    const { checks } = await runConformance({ baseUrl, apiKey: fake.apiKey, only: ['webhooks'] });

    const response = await fetch(`${fake.url}/api/v1/webhooks`, {
      headers: { authorization: `Bearer ${fake.apiKey}` },
    });

    expect(checks.find(({ id }) => id === 'webhooks.completed')?.outcome).toBe('unchecked');
    expect(await response.json()).toEqual({ object: 'list', data: [] });
  });

  test('no key in the report, also where the server repeats it', async ({ target }) => {
    const apiKey = 'a-key-of-no-known-form';
    const baseUrl = await target((_req, res) => {
      const error = { code: apiKey, message: apiKey, requestId: apiKey };
      res.writeHead(400, { 'content-type': apiKey }).end(JSON.stringify({ error }));
    });

    const report = await runConformance({ baseUrl, apiKey, maxCredits: 10 });

    expect(JSON.stringify(report)).not.toContain(apiKey);
    expect(exitCodeOf(report)).toBe(1);
  });

  test('no key at another host: redirects are not followed', async ({ target }) => {
    let reached = 0;
    const elsewhere = await target((_req, res) => {
      reached += 1;
      res.end();
    });
    const baseUrl = await target((_req, res) => res.writeHead(307, { location: elsewhere }).end());

    const report = await runConformance({ baseUrl, apiKey: 'rvya_sk_x', only: ['keys'] });

    expect(reached).toBe(0);
    expect(exitCodeOf(report)).toBe(1);
  });
});

describe('what could not be checked', () => {
  test('a server that is not there', async () => {
    const server = createServer().listen(0);
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));

    const report = await runConformance({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'k' });

    expect(report.problems).toEqual([
      'The server cannot be reached: GET /__rivya/health: ECONNREFUSED',
    ]);
    expect(exitCodeOf(report)).toBe(2);
  });

  test('a key that is not accepted', async ({ fake }) => {
    const report = await runConformance({ baseUrl: fake.url, apiKey: 'rvya_sk_live_1' });

    expect(report.problems).toEqual(['The API key is not accepted: 401 api_key_invalid']);
    expect(exitCodeOf(report)).toBe(2);
  });

  test('a second key that is not accepted', async ({ fake }) => {
    const { url: baseUrl, apiKey } = fake;

    const report = await runConformance({ baseUrl, apiKey, secondKey: `${apiKey}.revoked` });

    expect(report.problems).toEqual(['The second key is not accepted: 401 api_key_revoked']);
    expect(exitCodeOf(report)).toBe(2);
  });

  test('an account that can pay nothing, and no plan is left for whoever comes next', async ({
    fake,
  }) => {
    const report = await runConformance({
      baseUrl: fake.url,
      apiKey: `${fake.apiKey}.broke`,
      maxCredits: 100,
    });

    expect(bad(report).filter((one) => one.startsWith('failed'))).toEqual([]);
    expect(exitCodeOf(report)).toBe(2);
    expect(fake.waiting()).toEqual([]);
  });

  test.for([
    [{ secondKey: 'k' }, 'the second key must be of another account: received the first key'],
    [{ only: ['nothing'] }, 'Cannot run the journey "nothing"'],
    [{ maxCredits: 1.5 }, 'maxCredits must be a whole number from 0'],
    [{ apiKey: 'a b' }, 'the API key must be visible ASCII'],
    [{ baseUrl: 'ftp://x' }, 'the target must be an http or https URL'],
  ] as const)('%j is refused at the call', async ([wrong, message]) => {
    const options = { baseUrl: 'http://127.0.0.1:1', apiKey: 'k', ...wrong };

    await expect(runConformance(options)).rejects.toThrow(message);
  });
});
