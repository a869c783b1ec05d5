import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { fetchResult } from '../../src/conformance/fetch-result.ts';
import { exitCodeOf, runConformance } from '../../src/conformance/index.ts';
import { liar } from '../support/liar.ts';
import { test } from '../support/target.ts';

const KEY = 'rvya_sk_test_hostile';
const BOMB = gzipSync(Buffer.alloc(64 * 2 ** 20, ' '));
const root = fileURLToPath(new URL('../..', import.meta.url));

async function endpointsOf(url: string, apiKey: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const reply = await fetch(`${url}/api/v1/webhooks`, { headers });
  return ((await reply.json()) as { data: unknown }).data;
}

/** A fake whose rotation never answers, so that a run stands still with an endpoint made. */
const stuck = (url: string, onStuck: () => void): ReturnType<typeof liar> => {
  const pass = liar(url, () => ({}));
  return (req, res) => (req.url?.endsWith('rotate-secret') ? onStuck() : pass(req, res));
};

describe('a run that is stopped', () => {
  test('by its total time is cut off within a journey, and cleans up', async ({ fake, target }) => {
    const baseUrl = await target(stuck(fake.url, () => {}));

    const { checks, problems } = await runConformance({
      baseUrl,
      apiKey: fake.apiKey,
      only: ['webhooks', 'rate-limits'],
      totalMs: 4_000,
    });

    const ends = checks.filter(({ id }) => id.endsWith('.completed'));
    expect(ends.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'webhooks.completed unchecked',
      'rate-limits.completed passed',
    ]);
    expect(problems).toEqual(['The run was stopped before its end']);
    expect(await endpointsOf(fake.url, fake.apiKey)).toEqual([]);
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    'by %s cleans up and ends with 2',
    async (signal, { fake, target }) => {
      let reached = () => {};
      const isStuck = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const baseUrl = await target(stuck(fake.url, () => reached()));
      const args = ['conformance', '--base-url', baseUrl, '--only', 'webhooks'];
      const child = spawn(process.execPath, ['dist/cli/main.js', ...args], {
        cwd: root,
        env: { ...process.env, RIVYA_API_KEY: fake.apiKey },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (chunk) => {
        printed += chunk;
      });

      await isStuck;
      child.kill(signal);
      const [code] = await once(child, 'exit');

      expect(code).toBe(2);
      expect(printed).toContain('The run was stopped before its end');
      expect(await endpointsOf(fake.url, fake.apiKey)).toEqual([]);
    },
  );
});

test('an endpoint that cannot be deleted is told', async ({ fake, target }) => {
  const baseUrl = await target(
    liar(fake.url, (_reply, { method }) =>
      method === 'DELETE'
        ? { status: 403, body: { error: { code: 'api_scope_denied', message: 'No.' } } }
        : {},
    ),
  );

  const { problems } = await runConformance({ baseUrl, apiKey: fake.apiKey, only: ['webhooks'] });

  expect(problems).toContain(
    'A webhook endpoint of this run could not be deleted: 403 api_scope_denied',
  );
});

test('an API that is switched off could not be checked', async ({ fake }) => {
  const { problems } = await runConformance({
    baseUrl: fake.url,
    apiKey: `${fake.apiKey}.disabled`,
  });

  expect(problems).toEqual(['The API is switched off: 503 public_api_disabled']);
});

test.for([
  [429, 'rate_limited'],
  [503, 'overloaded'],
] as const)(
  'an API that answers %i to everything could not be checked',
  async ([status, code], { target }) => {
    const envelope = { error: { code, message: 'Not now.', requestId: 'req_1' } };
    const baseUrl = await target((_req, res) => {
      const headers = { 'content-type': 'application/json', 'retry-after': '0.01' };
      res.writeHead(status, headers).end(JSON.stringify(envelope));
    });

    const report = await runConformance({ baseUrl, apiKey: KEY });

    expect(exitCodeOf(report)).toBe(2);
    expect(report.problems).toEqual([
      `The server serves nothing: GET /api/v1/credits is answered by ${status} ${code}`,
    ]);
  },
);

test('the price that is told leaves out what is skipped', async ({ fake, target }) => {
  const lines: string[] = [];
  const real = liar(fake.url, () => ({}));
  const baseUrl = await target((req, res) =>
    req.url?.startsWith('/__rivya') ? void res.writeHead(404).end() : real(req, res),
  );

  await runConformance({
    baseUrl,
    apiKey: fake.apiKey,
    only: ['luck'],
    maxCredits: 9,
    onProgress: (line) => lines.push(line),
  });

  expect(lines[0]).toBe('at most 0 of 9 credits: nothing costs anything');
});

describe('a download', () => {
  const timeoutMs = 5_000;
  const seen: string[] = [];
  const answer = (replies: Record<string, Response>) => (url: unknown) => {
    seen.push(String(url));
    return Promise.resolve(replies[String(url)] ?? new Response('', { status: 404 }));
  };

  test.for([
    'http://127.0.0.1/x',
    'http://10.1.2.3/x',
    'http://169.254.169.254/latest',
    'http://[::1]/x',
    'http://[fd00::1]/x',
    'file:///etc/passwd',
  ])('does not follow a redirect to %s', async (location) => {
    seen.length = 0;
    const moved = new Response(null, { status: 302, headers: { location } });
    const fetch = answer({ 'https://203.0.113.5/a': moved }) as typeof globalThis.fetch;

    const got = await fetchResult('https://203.0.113.5/a', {
      timeoutMs,
      ownHost: '8.8.8.8',
      fetch,
    });

    expect(got.status).toBe(0);
    expect(seen).toEqual(['https://203.0.113.5/a']);
  });

  test('is read up to 20 MB', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
    });
    const fetch = answer({
      'https://203.0.113.5/a': new Response(endless),
    }) as typeof globalThis.fetch;

    const got = await fetchResult('https://203.0.113.5/a', {
      timeoutMs,
      ownHost: '8.8.8.8',
      fetch,
    });

    expect(got).toEqual({ status: 200, type: '', bytes: 20 * 1024 * 1024 });
  });
});

test('a key of no known form stands in no message', async ({ target }) => {
  const apiKey = 'a-key-of-no-known-form';
  const lines: string[] = [];
  const baseUrl = await target((_req, res) => void res.destroy());

  const report = await runConformance({
    baseUrl: `${baseUrl}/${apiKey}`,
    apiKey,
    onProgress: (line) => lines.push(line),
  });

  expect(JSON.stringify([report, lines])).not.toContain(apiKey);
});

test('a reply that nests without end is a failed check, and the run goes on', async ({
  target,
}) => {
  const deep = '['.repeat(10_000) + ']'.repeat(10_000);
  const text = `{"id":${deep},"data":${deep},"error":{"code":${deep},"message":${deep}}}`;
  const baseUrl = await target((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end(text);
  });

  const { checks } = await runConformance({ baseUrl, apiKey: 'rvya_sk_test_a' });

  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ id }) => id)).toContain('shapes.listModels.reply.body');
});

describe('a hostile server', () => {
  const HOSTILE: readonly (readonly [
    what: string,
    answer: RequestListener,
    reason: RegExp,
    timeoutMs?: number,
  ])[] = [
    [
      'never ends a reply',
      (_req, res) => {
        const more = () => {
          while (res.write(' '.repeat(2 ** 20)));
        };
        res.writeHead(200, { 'content-type': 'application/json' }).on('drain', more);
        more();
      },
      /the reply is too long/,
    ],
    [
      'sends a small reply that unpacks to a gigantic one',
      (_req, res) => {
        res.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
        res.end(BOMB);
      },
      /the reply is too long/,
    ],
    [
      'begins a reply and goes silent',
      (_req, res) => void res.writeHead(200, { 'content-length': '9' }).write('{'),
      /no reply in time/,
      1_000,
    ],
    ['says nothing at all', () => {}, /no reply in time/, 1_000],
    [
      'closes the connection half-way',
      (_req, res) => {
        res.writeHead(200, { 'content-length': '9' }).write('{', () => res.destroy());
      },
      /GET \/\S+: \w/,
    ],
    ['is no HTTP server', (req) => void req.socket.end('SSH-2.0-boat\r\n'), /HPE_|Parse|fetch/],
  ];

  test.for(HOSTILE)(
    'that %s ends the run, which could not be checked',
    async ([, answer, reason, timeoutMs = 30_000], { target }) => {
      const baseUrl = await target(answer);

      const report = await runConformance({
        baseUrl,
        apiKey: KEY,
        timeoutMs,
        maxCredits: 9,
      });

      expect(exitCodeOf(report)).toBe(2);
      expect(report.problems.join('\n')).toMatch(reason);
      expect(JSON.stringify(report)).not.toContain(KEY);
    },
  );
});
