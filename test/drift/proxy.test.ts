import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe } from 'vitest';
import { startProxy } from '../../src/drift/index.ts';
import { openRawConnection, requestText } from '../http/raw-connection.ts';
import { test } from '../support/target.ts';

const MB = 1_024 * 1_024;

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The reply to one request, before its body is read. */
async function ask(url: string, options: object = {}, body?: Uint8Array): Promise<IncomingMessage> {
  const sent = request(url, options);
  sent.end(body);
  const [reply] = await once(sent, 'response');
  return reply;
}

describe('What passes the proxy', () => {
  test('is the same in both directions: an upload of 20 MB', async ({
    expect,
    target,
    proxyTo,
  }) => {
    const received: { hash: string; length: string | undefined }[] = [];
    const url = await target(async (req, res) => {
      const bytes = await bytesOf(req);
      received.push({ hash: sha256(bytes), length: req.headers['content-length'] });
      res.end('stored');
    });
    const proxy = await proxyTo(url);
    const upload = randomBytes(20 * MB);

    const reply = await ask(
      `${proxy.url}/api/v1/files`,
      { method: 'POST', headers: { 'content-length': upload.length } },
      upload,
    );

    expect((await bytesOf(reply)).toString()).toBe('stored');
    expect(received).toEqual([{ hash: sha256(upload), length: String(20 * MB) }]);
  });

  test('is the same: JSON of 1 MB, with its length', async ({ expect, target, proxyTo }) => {
    const json = JSON.stringify({ object: 'list', data: ['ü'.repeat(MB / 2)] });
    const url = await target((_req, res) =>
      res
        .writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(json),
        })
        .end(json),
    );
    const proxy = await proxyTo(url);

    const reply = await ask(`${proxy.url}/api/v1/models`);

    expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(json)));
    expect((await bytesOf(reply)).toString()).toBe(json);
  });

  test('stays compressed, where the caller asked for that', async ({ expect, target, proxyTo }) => {
    const packed = gzipSync('{"current_credits":5}');
    const asked: (string | undefined)[] = [];
    const url = await target((req, res) => {
      asked.push(req.headers['accept-encoding']);
      res
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(packed);
    });
    const proxy = await proxyTo(url);

    const reply = await ask(`${proxy.url}/api/v1/credits`, {
      headers: { 'accept-encoding': 'gzip' },
    });

    expect(await bytesOf(reply)).toEqual(packed);
    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(asked).toEqual(['gzip']);
  });

  test.for([204, 304])(
    'has no body with status %i',
    async (status, { expect, target, proxyTo }) => {
      const url = await target((_req, res) => res.writeHead(status, { etag: '"7"' }).end());
      const proxy = await proxyTo(url);

      const reply = await ask(`${proxy.url}/api/v1/models`);

      expect(reply.statusCode).toBe(status);
      expect(reply.headers).toMatchObject({ etag: '"7"' });
      expect(reply.headers['transfer-encoding']).toBeUndefined();
      expect(await bytesOf(reply)).toHaveLength(0);
    },
  );

  test('answers HEAD with the length that GET would have', async ({ expect, target, proxyTo }) => {
    const url = await target((_req, res) => res.writeHead(200, { 'content-length': 77 }).end());
    const proxy = await proxyTo(url);

    const reply = await ask(`${proxy.url}/api/v1/models`, { method: 'HEAD' });

    expect(reply.headers['content-length']).toBe('77');
    expect(await bytesOf(reply)).toHaveLength(0);
  });

  test('comes as it is sent: each piece of a stream before the next is written', async ({
    expect,
    target,
    proxyTo,
  }) => {
    const text = 'event: a\r\ndata: {"x":"ä"}\r\n\r\n: odd\n\n';
    const pieces = [text.slice(0, 3), text.slice(3, 17), text.slice(17)];
    const streams: ServerResponse[] = [];
    const url = await target((_req, res) => {
      streams.push(res.writeHead(200, { 'content-type': 'text/event-stream' }));
      res.flushHeaders();
    });
    const proxy = await proxyTo(url);

    const reply = await ask(`${proxy.url}/api/v1/chat/completions/stream`);
    const received: string[] = [];
    for (const piece of pieces) {
      streams[0]?.write(piece);
      const [chunk] = await once(reply, 'data');
      received.push(chunk.toString());
    }
    streams[0]?.end();

    expect(received).toEqual(pieces);
  });

  test('keeps the order and the spelling of headers, and repeated ones', async ({
    expect,
    target,
    proxyTo,
  }) => {
    const seen: string[][] = [];
    const url = await target((req, res) => {
      seen.push(req.rawHeaders);
      res
        .writeHead(200, ['X-One', '1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'x-Two', '2'])
        .end();
    });
    const proxy = await proxyTo(url);
    const raw = openRawConnection(proxy.url);

    raw.write(
      requestText('GET /api/v1/models?page=2', {
        'X-Odd-Case': 'a',
        Accept: '*/*',
        Connection: 'close, X-Hop',
        'X-Hop': 'gone',
        'Proxy-Authorization': 'Basic x',
      }),
    );
    const reply = await raw.closed;

    expect(seen).toEqual([
      ['Host', new URL(url).host, 'X-Odd-Case', 'a', 'Accept', '*/*', 'Connection', 'keep-alive'],
    ]);
    expect(reply).toMatch(/X-One: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nx-Two: 2\r\n/);
  });

  test('is a redirect, if the target sends one', async ({ expect, target, proxyTo }) => {
    const url = await target((_req, res) =>
      res.writeHead(302, { location: 'http://127.0.0.2/else' }).end(),
    );
    const proxy = await proxyTo(url);

    const reply = await ask(`${proxy.url}/api/v1/credits`);
    reply.resume();

    expect(reply.statusCode).toBe(302);
    expect(reply.headers.location).toBe('http://127.0.0.2/else');
  });

  test.for(['POST', 'DELETE'])(
    'is a chunked body of %s',
    async (method, { expect, target, proxyTo }) => {
      const bodies: string[] = [];
      const url = await target(async (req, res) => {
        bodies.push((await bytesOf(req)).toString());
        res.end();
      });
      const proxy = await proxyTo(url);
      const sent = request(`${proxy.url}/api/v1/webhooks/1`, {
        method,
        headers: { 'transfer-encoding': 'chunked' },
      });

      sent.write('one ');
      sent.end('two');
      const [reply] = await once(sent, 'response');
      reply.resume();

      expect(bodies).toEqual(['one two']);
    },
  );
});

describe('Whoever breaks off', () => {
  test('is heard on the other side: a caller that leaves ends the stream of the target', async ({
    expect,
    target,
    proxyTo,
  }) => {
    const left: Promise<unknown>[] = [];
    const url = await target((_req, res) => {
      left.push(once(res, 'close'));
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const proxy = await proxyTo(url);

    const sent = request(`${proxy.url}/api/v1/chat/completions/stream`, { method: 'POST' });
    sent.on('error', () => {});
    sent.end();
    const [reply] = await once(sent, 'response');
    await once(reply, 'data');
    reply.on('error', () => {});
    sent.destroy();

    await left[0];
    expect(left).toHaveLength(1);
  });

  test('is heard: a caller that leaves in the middle of an upload', async ({
    expect,
    target,
    proxyTo,
  }) => {
    let onError = (_error: unknown) => {};
    const broken = new Promise((resolve) => {
      onError = resolve;
    });
    let onData = () => {};
    const begun = new Promise<void>((resolve) => {
      onData = resolve;
    });
    const url = await target((req) => {
      req.on('error', onError);
      req.on('data', onData);
    });
    const proxy = await proxyTo(url);

    const sent = request(`${proxy.url}/api/v1/files`, {
      method: 'POST',
      headers: { 'content-length': 1_000 },
    });
    sent.on('error', () => {});
    sent.write('half');
    await begun;
    sent.destroy();

    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
  });

  test('is heard: a target that breaks off does not look like an end', async ({
    expect,
    target,
    proxyTo,
  }) => {
    const url = await target((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('{"half":', () => res.destroy());
    });
    const proxy = await proxyTo(url);

    const reply = await ask(`${proxy.url}/api/v1/credits`);

    await expect(bytesOf(reply)).rejects.toThrow('aborted');
  });

  test('early is understood: a refusal before the upload has ended arrives', async ({
    expect,
    target,
    proxyTo,
  }) => {
    const url = await target((req, res) => {
      req.resume();
      res.writeHead(413).end('too large');
    });
    const proxy = await proxyTo(url);
    const sent = request(`${proxy.url}/api/v1/files`, {
      method: 'POST',
      headers: { 'content-length': 5 * MB },
    });
    sent.on('error', () => {});

    sent.write(Buffer.alloc(MB));
    const [reply] = await once(sent, 'response');

    expect(reply.statusCode).toBe(413);
    expect((await bytesOf(reply)).toString()).toBe('too large');
    sent.destroy();
  });
});

test('A target that cannot be reached is answered for, and is a problem of the report', async ({
  expect,
  proxyTo,
}) => {
  const proxy = await proxyTo('http://127.0.0.1:1');

  const reply = await ask(`${proxy.url}/api/v1/credits`);
  const body = JSON.parse((await bytesOf(reply)).toString());
  const report = await proxy.close();

  expect(reply.statusCode).toBe(502);
  expect(body.error).toMatchObject({
    code: 'proxy_target_unreachable',
    message: 'Cannot reach 127.0.0.1:1: ECONNREFUSED',
  });
  expect(report.problems).toContain('Cannot reach 127.0.0.1:1: ECONNREFUSED');
});

test('A request for another host is refused, and goes nowhere', async ({
  expect,
  target,
  proxyTo,
}) => {
  let asked = 0;
  const url = await target((_req, res) => {
    asked += 1;
    res.end();
  });
  const proxy = await proxyTo(url);
  const raw = openRawConnection(proxy.url);

  raw.write(requestText('GET http://127.0.0.1:2/api/v1/credits', { Connection: 'close' }));

  expect(await raw.closed).toMatch(/^HTTP\/1.1 400 [\s\S]*proxy_request_refused/);
  expect(asked).toBe(0);
});

test.for([
  ['ftp://rivya.ai', 'be an http or https URL'],
  ['rivya.ai', 'be an http or https URL'],
  ['https://user:secret@rivya.ai', 'have no credentials, query or fragment'],
  ['https://rivya.ai/api/v1', 'end before "/api/v1"'],
])('The target %s is refused', async ([target, reason], { expect }) => {
  await expect(startProxy({ target: target ?? '' })).rejects.toThrow(
    new TypeError(`Cannot start the proxy: the target must ${reason}`),
  );
});
