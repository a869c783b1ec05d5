import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseRecording, type RecordedExchange } from '../../src/drift/index.ts';
import { createCaller } from '../support/caller.ts';
import { ENDPOINT, PNG, TURN, uploadForm } from '../support/examples.ts';
import { test as base } from '../support/target.ts';

const MB = 1_024 * 1_024;

const test = base.extend<{ file: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  file: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    await use(join(folder, 'calls.jsonl'));
    rmSync(folder, { recursive: true });
  },
});

function read(file: string): RecordedExchange[] {
  return parseRecording(readFileSync(file, 'utf8'));
}

test('A recording holds what was asked and answered, line by line', async ({
  fake,
  proxyTo,
  file,
  expect,
}) => {
  const proxy = await proxyTo(fake.url, { record: file });
  await createCaller(proxy.url, fake.apiKey).get('/api/v1/credits?page=2');
  await proxy.close();

  const [header, line] = readFileSync(file, 'utf8').trimEnd().split('\n');

  expect(JSON.parse(header ?? '')).toEqual({
    format: 'rivya-testkit-recording',
    version: 1,
    target: fake.url,
  });
  expect(JSON.parse(line ?? '')).toMatchObject({
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    durationMs: expect.any(Number),
    request: {
      method: 'GET',
      path: '/api/v1/credits?page=2',
      headers: { authorization: 'Bearer rvya_sk_redacted' },
      body: null,
    },
    reply: {
      status: 200,
      headers: { 'x-request-id': expect.stringMatching(/^req_/) },
      body: { kind: 'text', text: '{"current_credits":1000}' },
    },
    ended: 'whole',
  });
});

test('A recording can be read by its owner only', async ({ fake, proxyTo, file, expect }) => {
  const proxy = await proxyTo(fake.url, { record: file });
  await proxy.close();

  expect(statSync(file).mode & 0o077).toBe(0);
});

test('No key, secret, token or cookie comes into a recording', async ({
  fake,
  target,
  proxyTo,
  file,
  expect,
}) => {
  const url = await target((_req, res) => {
    res.setHeader('Set-Cookie', 'session=hush-cookie');
    res.setHeader('X-Internal', 'hush-header');
    res.setHeader('Content-Type', 'application/json');
    res.end(
      JSON.stringify({
        signing_secret: 'whsec_hushhushhushhush',
        secret_preview: 'whsec_12...abc123',
        note: 'your key rvya_sk_live_hush1 is fine',
        duration_token: 'hush.token',
        url: 'https://cdn.example.com/a.mp4?X-Amz-Signature=hushsig&size=5',
      }),
    );
  });
  const proxy = await proxyTo(url, { record: file });
  await createCaller(proxy.url, 'rvya_sk_live_hush2').post(
    '/api/v1/webhooks?token=hushquery',
    { ...ENDPOINT, durationToken: 'hush"quoted' },
    { headers: { cookie: 'hush=1', 'x-forwarded-user': 'hush' } },
  );
  await proxy.close();

  const text = readFileSync(file, 'utf8');
  const [exchange] = read(file);

  expect(text).not.toContain('hush');
  expect(exchange?.reply?.body).toMatchObject({
    text: JSON.stringify({
      signing_secret: 'whsec_redacted',
      secret_preview: 'whsec_12...abc123',
      note: 'your key rvya_sk_redacted is fine',
      duration_token: 'redacted',
      url: 'https://cdn.example.com/a.mp4?X-Amz-Signature=redacted&size=5',
    }),
  });
  expect(fake.url).not.toBe(url);
});

test('The report does not show them either', async ({ target, proxyTo, expect }) => {
  const url = await target((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end('{"current_credits":"rvya_sk_live_hush"}');
  });
  const proxy = await proxyTo(url);
  await createCaller(proxy.url, 'rvya_sk_live_hush').get('/api/v1/credits');

  const report = await proxy.close();

  expect(report.checks).toContainEqual(
    expect.objectContaining({
      outcome: 'failed',
      seen: 'current_credits must be a number: received "rvya_sk_redacted"',
    }),
  );
  expect(JSON.stringify(report)).not.toContain('hush');
});

test('Of an upload there are the fields, and of its file name, type, length and hash', async ({
  fake,
  proxyTo,
  file,
  expect,
}) => {
  const proxy = await proxyTo(fake.url, { record: file });
  await createCaller(proxy.url, fake.apiKey).post(
    '/api/v1/files',
    uploadForm({ type: 'image/png' }),
  );
  await proxy.close();

  const [exchange] = read(file);

  expect(exchange?.request.body).toEqual({
    kind: 'upload',
    type: 'multipart/form-data',
    fields: { kind: 'image' },
    file: {
      name: 'boat.png',
      type: 'image/png',
      bytes: PNG.length,
      sha256: createHash('sha256').update(PNG).digest('hex'),
    },
  });
});

test('A stream is recorded as the events that came', async ({ fake, proxyTo, file, expect }) => {
  const proxy = await proxyTo(fake.url, { record: file });
  const call = createCaller(proxy.url, fake.apiKey);
  const { body } = await call.post('/api/v1/chat/completions/stream', TURN);
  await proxy.close();

  const [exchange] = read(file);

  expect(exchange?.reply?.body).toEqual({
    kind: 'text',
    type: expect.stringMatching(/^text\/event-stream/),
    text: body,
  });
});

test('Compressed text is recorded as it reads', async ({ target, proxyTo, file, expect }) => {
  const url = await target((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    res.end(gzipSync('{"current_credits":7}'));
  });
  const proxy = await proxyTo(url, { record: file });
  await createCaller(proxy.url, 'rvya_sk_x').get('/api/v1/credits');
  await proxy.close();

  expect(read(file)[0]?.reply?.body).toMatchObject({ text: '{"current_credits":7}' });
});

test('Bytes and long texts are recorded as length and hash', async ({
  target,
  proxyTo,
  file,
  expect,
}) => {
  const long = Buffer.from(JSON.stringify('x'.repeat(3 * MB)));
  const url = await target((req, res) => {
    const isVideo = req.url === '/media/a.mp4';
    res.writeHead(200, { 'content-type': isVideo ? 'video/mp4' : 'application/json' });
    res.end(isVideo ? 'bytes' : long);
  });
  const proxy = await proxyTo(url, { record: file });
  await (await fetch(`${proxy.url}/media/a.mp4`)).text();
  await (await fetch(`${proxy.url}/api/v1/models`)).text();
  const report = await proxy.close();

  expect(read(file).map(({ reply }) => reply?.body)).toEqual([
    { kind: 'bytes', type: 'video/mp4', bytes: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    {
      kind: 'bytes',
      type: 'application/json',
      bytes: long.length,
      sha256: createHash('sha256').update(long).digest('hex'),
    },
  ]);
  expect(report.checks).toContainEqual(
    expect.objectContaining({ id: 'reply.body', outcome: 'skipped' }),
  );
});

test('A stream of 200 MB passes in bounded memory', async ({ target, proxyTo, file, expect }) => {
  const piece = Buffer.alloc(MB, 'x');
  const url = await target((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    let left = 200;
    const write = () => {
      while (left > 0) {
        left -= 1;
        if (!res.write(piece)) return void res.once('drain', write);
      }
      res.end();
    };
    write();
  });
  const proxy = await proxyTo(url, { record: file });
  const before = process.memoryUsage().rss;
  let most = 0;
  let bytes = 0;

  const sent = request(`${proxy.url}/api/v1/chat/completions/stream`, { method: 'POST' }).end();
  await new Promise<void>((resolve) => {
    sent.on('response', (reply) => {
      reply.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        most = Math.max(most, process.memoryUsage().rss);
      });
      reply.on('end', resolve);
    });
  });
  await proxy.close();

  expect(bytes).toBe(200 * MB);
  expect((most - before) / MB).toBeLessThan(100);
  expect(read(file)[0]?.reply?.body).toMatchObject({ kind: 'text', cut: true });
});

test('A caller that reads slowly holds the target up, not the memory', async ({
  target,
  proxyTo,
  expect,
}) => {
  let written = 0;
  let stalled = () => {};
  const stall = new Promise<void>((resolve) => {
    stalled = resolve;
  });
  const url = await target((_req, res) => {
    const piece = Buffer.alloc(MB);
    const write = () => {
      while (written < 200) {
        written += 1;
        if (!res.write(piece)) {
          const late = setTimeout(stalled, 300);
          return void res.once('drain', () => {
            clearTimeout(late);
            write();
          });
        }
      }
    };
    write();
  });
  const proxy = await proxyTo(url);
  const sent = request(`${proxy.url}/api/v1/models`).end();
  sent.on('error', () => {});

  const reply = await new Promise<{ pause(): unknown }>((resolve) => sent.on('response', resolve));
  reply.pause();
  await stall;

  expect(written).toBeLessThan(50);
  sent.destroy();
});
