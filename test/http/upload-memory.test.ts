import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MB = 1_024 * 1_024;
const FAKE = fileURLToPath(new URL('../../scripts/bench/upload-fake.mjs', import.meta.url));
const HEAD = Buffer.from(
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
);

const cannotLook = !existsSync('/proc/self/status');
if (cannotLook) console.warn('SKIPPED: the memory of another process, as there is no /proc here');

interface Ready {
  readonly url: string;
  readonly headers: { readonly authorization: string };
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message as T;
}

async function peak(child: ChildProcess): Promise<number> {
  child.send('peak');
  return (await answer<{ megabytes: number }>(child)).megabytes;
}

/** Begins an upload whose length is not told. */
async function begin({ url, headers }: Ready): Promise<{ socket: Socket; reply: Promise<string> }> {
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.on('error', () => {});
  const reply = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\r\n\r\n{')) resolve(text);
    });
  });
  socket.write(
    `POST /api/v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  await write(socket, HEAD);
  return { socket, reply };
}

/** Writes a chunk and resolves once the other side has taken it. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  socket.write(`${bytes.length.toString(16)}\r\n`);
  socket.write(bytes);
  return new Promise((resolve) => socket.write('\r\n', () => resolve()));
}

test.skipIf(cannotLook)('a body of 2 GB costs no memory and is refused early', async () => {
  const child = fork(FAKE);
  const ready = await answer<Ready>(child);
  const before = await peak(child);
  const { socket, reply } = await begin(ready);
  const piece = Buffer.alloc(MB);
  let [sent, isRefused] = [0, false];
  const refused = reply.then((text) => {
    isRefused = true;
    return text;
  });

  for (; sent < 2_000 && !isRefused && !socket.destroyed; sent += 1) await write(socket, piece);

  expect(await refused).toContain('file must be at most 99614720 bytes long');
  expect(sent).toBeLessThan(200);
  expect((await peak(child)) - before).toBeLessThan(64);
  socket.destroy();
  child.kill();
});

test.skipIf(cannotLook)('uploads under way wait in files, not in memory', async () => {
  const child = fork(FAKE);
  const ready = await answer<Ready>(child);
  const before = await peak(child);
  const uploads = await Promise.all(Array.from({ length: 6 }, () => begin(ready)));
  const piece = Buffer.alloc(MB);

  for (let sent = 0; sent < 60; sent += 1) {
    await Promise.all(uploads.map(({ socket }) => write(socket, piece)));
  }

  expect((await peak(child)) - before).toBeLessThan(80);
  for (const { socket } of uploads) socket.destroy();
  child.kill();
});
