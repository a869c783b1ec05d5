import type { RequestListener } from 'node:http';
import { describe, expect } from 'vitest';
import { type ConformanceOptions, runConformance } from '../../src/conformance/index.ts';
import type { Fake } from '../../src/index.ts';
import { type Lie, liar } from '../support/liar.ts';
import { test } from '../support/target.ts';

const STREAM = '/api/v1/chat/completions/stream';

/** A server whose time is its own: a fake without its control plane. */
const withoutControl =
  (inner: RequestListener): RequestListener =>
  (req, res) => {
    if (req.url?.startsWith('/__rivya')) res.writeHead(404).end();
    else inner(req, res);
  };

const real = (fake: Fake, lie: Lie = () => ({})) => withoutControl(liar(fake.url, lie));

async function looked(options: ConformanceOptions, id: string) {
  const { checks, problems } = await runConformance(options);
  const { outcome, seen, advice } = checks.find((check) => check.id === id) ?? {};
  return [problems.join() || outcome, seen ?? advice];
}

describe('a result that is a day old', () => {
  const id = 'expiry.day-old';

  test('is fetched where its task is named', async ({ fake, target }) => {
    const options = await endedTask(fake, await target(real(fake)));

    const found = await looked(options, id);

    expect(found).toEqual(['passed', undefined]);
  });

  test('is not looked at where no task is named', async ({ fake, target }) => {
    const { baseUrl, apiKey, only } = await endedTask(fake, await target(real(fake)));

    const found = await looked({ baseUrl, apiKey, only }, id);

    expect(found).toEqual(['skipped', expect.stringContaining('no --old-task was given')]);
  });

  test('nor where the task is young', async ({ fake, target }) => {
    const now = new Date().toISOString();
    const young = real(fake, ({ body }, { path }) =>
      path.includes('/generations/') ? { body: { ...body, updated_at: now } } : {},
    );
    const options = await endedTask(fake, await target(young));

    const found = await looked(options, id);

    expect(found).toEqual(['skipped', expect.stringContaining('less than a day ago')]);
  });

  test('nor where nothing answers at its URL', async ({ fake, target }) => {
    const primary_url = 'http://127.0.0.1:1/gone';
    const dead = real(fake, ({ body }, { path }) =>
      path.includes('/generations/') ? { body: { ...body, result: { primary_url } } } : {},
    );
    const options = await endedTask(fake, await target(dead));

    const found = await looked(options, 'expiry.completed');

    expect(found).toEqual(['unchecked', 'Cannot fetch the result: no reply']);
  });

  async function endedTask(fake: Fake, baseUrl: string) {
    const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${fake.url}/api/v1/generations`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ model: 'z-image', prompt: 'A paper boat' }),
    });
    const { id } = (await response.json()) as { id: string };
    await fake.clock.advance(3_600_000);
    return { baseUrl, apiKey: fake.apiKey, only: ['expiry'], oldTask: id };
  }
});

describe('a stream that is left', () => {
  test('is replayed as far as it came', async ({ fake, target }) => {
    fake.chat.script({ chunks: ['One', ' two', ' three'], tokensPerSecond: 1 });
    const baseUrl = await target(withoutControl(passing(fake)));
    const only = ['left-streams'];

    const found = await looked(
      { baseUrl, apiKey: fake.apiKey, only, maxCredits: 20 },
      'left-streams.replay',
    );

    expect(found).toEqual(['passed', undefined]);
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 1 });
    const asked = fake.journal.entries().filter(({ path }) => path === STREAM);
    expect(asked.length).toBe(2);
  });

  test('costs nothing where the limit is too low for two turns', async ({ fake, target }) => {
    const baseUrl = await target(real(fake));
    const only = ['left-streams'];

    const found = await looked(
      { baseUrl, apiKey: fake.apiKey, only, maxCredits: 1 },
      'left-streams.completed',
    );

    expect(found).toEqual(['skipped', expect.stringContaining('raise --max-credits')]);
    expect(fake.ledger.entries.map(({ kind }) => kind)).toEqual(['grant']);
  });

  /** Passes on as it comes, and leaves when its caller leaves; later calls wait for that. */
  function passing(fake: Fake): RequestListener {
    return async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk);
      const { host, connection, 'content-length': _, ...headers } = req.headers;
      const left = new AbortController();
      res.once('close', () => left.abort());
      while (req.url !== '/api/v1/models' && fake.ledger.reserved > 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const response = await fetch(fake.url + req.url, {
        method: req.method ?? 'GET',
        headers: headers as Record<string, string>,
        signal: left.signal,
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      res.writeHead(response.status, {
        'content-type': response.headers.get('content-type') ?? '',
      });
      try {
        for await (const chunk of response.body ?? []) res.write(chunk);
        res.end();
      } catch {}
    };
  }
});

describe('an upload that is announced', () => {
  const id = 'upload-limits.announced';
  const only = ['upload-limits'];
  const apiKey = 'rvya_sk_test_announced';

  const uploadsGo = (fake: Fake, answer: RequestListener) =>
    withoutControl((req, res) =>
      req.url === '/api/v1/files' ? answer(req, res) : liar(fake.url, () => ({}))(req, res),
    );

  test('may be refused by what stands before the API', async ({ fake, target }) => {
    const proxy = uploadsGo(fake, (_req, res) => void res.writeHead(413).end('<html>'));

    const found = await looked({ baseUrl: await target(proxy), apiKey, only }, id);

    expect(found).toEqual(['finding', '413 without a code']);
  });

  test.for([
    ['says nothing', () => {}],
    ['closes', (req) => void req.socket.destroy()],
  ] as const satisfies readonly (readonly [string, RequestListener])[])(
    'to a server that %s is not judged',
    async ([, answer], { fake, target }) => {
      const baseUrl = await target(uploadsGo(fake, answer));

      const found = await looked({ baseUrl, apiKey, only, timeoutMs: 2_000 }, id);

      expect(found).toEqual(['skipped', expect.stringContaining('only when it has the bytes')]);
    },
  );

  test('is read to its bound where the answer never ends', async ({ fake, target }) => {
    const endless = uploadsGo(fake, (_req, res) => {
      const more = () => {
        while (res.write(' '.repeat(2 ** 16)));
      };
      res.writeHead(400).on('drain', more);
      more();
    });

    const found = await looked({ baseUrl: await target(endless), apiKey, only }, id);

    expect(found).toEqual(['finding', '400 without a code']);
  });

  test('of a key without the scope is not judged', async ({ fake }) => {
    const found = await looked(
      { baseUrl: fake.url, apiKey: `${fake.apiKey}.readonly`, only },
      'upload-limits.completed',
    );

    expect(found).toEqual(['unchecked', expect.stringContaining('403 api_scope_denied')]);
  });

  test('takes its key to no other host', async ({ fake, target }) => {
    let reached = 0;
    const location = await target((_req, res) => {
      reached += 1;
      res.end();
    });
    const moved = uploadsGo(fake, (_req, res) => void res.writeHead(307, { location }).end());

    const found = await looked({ baseUrl: await target(moved), apiKey, only }, id);

    expect(found).toEqual(['finding', '307 without a code']);
    expect(reached).toBe(0);
  });
});
