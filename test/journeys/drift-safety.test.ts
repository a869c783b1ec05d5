import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFake } from '../../src/index.ts';
import { test } from '../support/drift-command.ts';

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
    expect(output).toContain('The probes were not sent');
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

test('No key that was given stands in a report or a patch, whatever it looks like', async ({
  drift,
  listen,
  folder,
  expect,
}) => {
  const fake = await startFake();
  const published = await fetchBoth(fake.url);
  await fake.close();
  const url = await listen((req, res) => {
    const text = published[req.url ?? ''];
    const message = `What is ${req.headers.authorization}? Seen: ${req.url}`;
    const refusal = JSON.stringify({ error: { code: message, message }, [message]: message });
    res.writeHead(text === undefined ? 403 : 200, { 'content-type': 'application/json' });
    res.end(text?.replaceAll('kling-3-0', 'kling open sesame') ?? refusal);
  });
  const flags = ['--api-key', 'open sesame', '--restricted-key', 'crumbs-of-bread'];
  const patch = join(folder, 'catalogue.patch');

  const { output } = await drift(
    ...['--base-url', url, ...flags],
    ...['--report', 'json', '--write-patch', patch],
  );

  expect(output).toContain('What is Bearer redacted');
  expect(output).toContain('"pointer": "/data/kling redacted"');
  expect(readFileSync(patch, 'utf8')).toContain('kling redacted');
  expect(output + readFileSync(patch, 'utf8')).not.toMatch(/sesame|crumbs/);
});

test('A host that publishes nothing of the API is given no key, and is no broken contract', async ({
  drift,
  listen,
  expect,
}) => {
  const keys: (string | undefined)[] = [];
  const page = await listen((req, res) => {
    keys.push(req.headers.authorization);
    res.setHeader('content-type', 'text/html').end('<!doctype html><title>Hello</title>');
  });
  const empty = await listen((req, res) => {
    keys.push(req.headers.authorization);
    res.writeHead(204).end();
  });
  const away = await listen((req, res) => {
    keys.push(req.headers.authorization);
    res.writeHead(302, { location: 'https://elsewhere.example/' }).end();
  });

  const ended = [];
  for (const url of [page, empty, away]) {
    ended.push(await drift('--base-url', url, '--api-key', 'rvya_sk_abc'));
  }

  expect(ended.map(({ status }) => status)).toEqual([2, 2, 2]);
  expect(ended.map(({ output }) => output)).toEqual([
    expect.stringContaining('it is a page of HTML'),
    expect.stringContaining('the answer is 204'),
    expect.stringContaining('it leads to another host: elsewhere.example'),
  ]);
  expect(keys).toEqual(Array(6).fill(undefined));
});

test.for([
  [['--recording', 'a.har', '--max-credits', '9'], "'--recording <file>' cannot be used with"],
  [['--recording', 'a.har', '--write-patch', 'x'], "'--recording <file>' cannot be used with"],
  [['--recording', 'a.har', '--no-probes'], "'--recording <file>' cannot be used with"],
  [['--recording', 'a.har', '--cosmetic'], "'--recording <file>' cannot be used with"],
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

    const reason = flag === '--write-baseline' ? ['--reason', 'Known'] : [];

    const ended = await drift('--base-url', url, ...reason, flag, file);

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
