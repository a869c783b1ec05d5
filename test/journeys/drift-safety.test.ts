import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';
import { startFake } from '../../src/index.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

const test = base.extend<{
  drift: (...flags: string[]) => Promise<Ended>;
  listen: (listener: RequestListener) => Promise<string>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  drift: async ({}, use) => {
    const children: ChildProcess[] = [];
    await use(async (...flags) => {
      const { RIVYA_API_KEY: _, ...env } = process.env;
      const child = spawn(process.execPath, [main, 'drift', ...flags], { env });
      children.push(child);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk;
        });
      }
      const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { status, output };
    });
    for (const child of children) child.kill('SIGKILL');
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  listen: async ({}, use) => {
    const servers: ReturnType<typeof createServer>[] = [];
    await use(async (listener) => {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  },
});

test.for([
  ['to a host that is neither', 'https://rivya.example', 'neither rivya.ai nor this machine'],
  ['in clear', 'http://rivya.ai', 'Cannot send the key over http'],
  ['to what is no address', 'ftp://rivya.ai', '--base-url must be an http or https URL'],
] as const)('A key is not sent %s', async ([_what, url, reason], { drift, expect }) => {
  const { status, output } = await drift('--base-url', url, '--api-key', 'rvya_sk_abc');

  expect({ status, output }).toEqual({ status: 64, output: expect.stringContaining(reason) });
  expect(output).not.toContain('rvya_sk_abc');
});

test('Without a key any host may be looked at; an empty variable is none', async ({
  drift,
  expect,
}) => {
  const flags = ['--api-key', '', '--base-url', 'http://rivya.invalid'];

  const { status, output } = await drift(...flags);

  expect(output).toContain('Cannot reach rivya.invalid');
  expect(status).toBe(2);
});

test('A server that never answers is given up, and so is the run', async ({
  drift,
  listen,
  expect,
}) => {
  const url = await listen(() => {});

  const one = await drift('--base-url', url, '--timeout', '300');
  const all = await drift('--base-url', url, '--total-timeout', '300');

  for (const { status, output } of [one, all]) {
    expect(output).toContain('The probes were not sent, as the API does not answer');
    expect(status).toBe(2);
  }
});

test('The time of the whole run ends also the waits between probes', async ({
  drift,
  listen,
  expect,
}) => {
  const fake = await startFake();
  const { body, ...published } = await fetchBoth(fake.url);
  const url = await listen((req, res) => {
    const text = published[req.url ?? ''];
    if (text !== undefined) res.end(text);
    else res.writeHead(429, { 'retry-after': '3600' }).end(body);
  });

  const { status, output } = await drift('--base-url', url, '--total-timeout', '3000');

  expect(output).toContain('no reply in time');
  expect(status).toBe(2);
  await fake.close();
});

test('No key that was given stands in a report, whatever it looks like', async ({
  drift,
  listen,
  expect,
}) => {
  const url = await listen((req, res) => {
    const message = `What is ${req.headers.authorization}? Seen: ${req.url}`;
    res.writeHead(403, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ error: { code: message, message }, [message]: message }));
  });
  const flags = ['--api-key', 'open sesame', '--restricted-key', 'crumbs-of-bread'];

  const { output } = await drift('--base-url', url, ...flags, '--report', 'json');

  expect(output).toContain('What is Bearer redacted');
  expect(output).not.toMatch(/sesame|crumbs/);
});

test.for([
  [['--recording', 'a.har', '--max-credits', '9'], "'--recording <file>' cannot be used with"],
  [['--recording', 'a.har', '--write-patch', 'x'], "'--recording <file>' cannot be used with"],
  [['--no-probes', '--write-assumptions', 'x'], "'--no-probes' cannot be used with"],
  [['--no-probes', '--max-credits', '9'], "'--no-probes' cannot be used with"],
] as const)('%j contradict each other', async ([flags, reason], { drift, expect }) => {
  const { status, output } = await drift(...flags);

  expect({ status, output }).toEqual({ status: 64, output: expect.stringContaining(reason) });
});

test.for(['--out', '--write-assumptions', '--write-patch', '--write-baseline', '--also'])(
  'Nothing is sent where the file of %s cannot be written',
  async (flag, { drift, listen, expect }) => {
    let asked = 0;
    const url = await listen((_req, res) => {
      asked++;
      res.end();
    });
    const file = flag === '--also' ? 'json=/nowhere/file' : '/nowhere/file';

    const ended = await drift('--base-url', url, '--reason', 'Known', flag, file);

    expect(ended.status).toBe(2);
    expect(ended.output).toContain('Cannot write /nowhere/file: ENOENT');
    expect(asked).toBe(0);
  },
);

/** What the fake publishes, and a refusal. */
async function fetchBoth(url: string): Promise<Record<string, string> & { body: string }> {
  const paths = ['/api/v1/openapi.json', '/api/v1/models'];
  const texts = await Promise.all(
    paths.map(async (path) => [path, await (await fetch(url + path)).text()] as const),
  );
  const error = { code: 'rate_limited', message: 'Too many', requestId: 'req_1' };
  return { ...Object.fromEntries(texts), body: JSON.stringify({ error }) };
}
