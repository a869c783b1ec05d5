import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { PNG, uploadForm } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/files';
const MB = 1_024 * 1_024;

function formOf(...parts: readonly [name: string, value: string | Blob, fileName?: string][]) {
  const form = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, fileName);
  }
  return form;
}

/** Sends a body as it is written, and returns the refusal. */
async function sendParts(fake: Fake, boundary: string, body: string) {
  const response = await fetch(fake.url + PATH, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${fake.apiKey}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body,
  });
  const { error } = (await response.json()) as { error: { message: string } };
  return { status: response.status, error };
}

const FILE = new Blob([PNG]);

describe('A multipart body is told which part is wrong', () => {
  test.for([
    ['no file', formOf(['kind', 'image']), 'file is required: expected a file part'],
    [
      'no kind',
      formOf(['file', FILE, 'a.png']),
      'kind is required: expected one of "image", "video", "audio"',
    ],
    [
      'a wrong kind',
      formOf(['kind', 'pdf'], ['file', FILE, 'a.png']),
      'kind must be one of "image", "video", "audio": received "pdf"',
    ],
    [
      'a file under another name',
      formOf(['kind', 'image'], ['image', FILE, 'a.png']),
      '"image" is not a known file: send the bytes as "file"',
    ],
    [
      'two files',
      formOf(['kind', 'image'], ['file', FILE, 'a.png'], ['file', FILE, 'b.png']),
      'file is sent twice: expected one file',
    ],
    [
      'a file without a name',
      formOf(['kind', 'image'], ['file', 'bytes']),
      'file must be sent as a file, with a file name',
    ],
    [
      'a text as a file',
      formOf(['kind', new Blob(['image']), 'kind.txt'], ['file', FILE, 'a.png']),
      'kind must be sent as a text, without a file name',
    ],
    [
      'a field twice',
      formOf(['kind', 'image'], ['kind', 'video'], ['file', FILE, 'a.png']),
      '"kind" is sent twice: expected one',
    ],
    [
      'an unknown field',
      formOf(['kind', 'image'], ['colour', 'red'], ['file', FILE, 'a.png']),
      'colour is not a known field: received "red"',
    ],
    [
      'a field of 5 kB',
      formOf(['kind', 'x'.repeat(5_000)], ['file', FILE, 'a.png']),
      '"kind" is too long: expected a name of at most 100 bytes and a value of at most 4096',
    ],
  ] as const)('%s', async ([_what, form, message], { call, expect }) => {
    const { status, body } = await call.post(PATH, form);

    expect({ status, message: body.error.message }).toEqual({ status: 400, message });
  });

  test('JSON instead', async ({ call, expect }) => {
    const { body } = await call.post(PATH, { kind: 'image' });

    expect(body.error.message).toBe(
      'the header Content-Type must be multipart/form-data with a boundary: received "application/json"',
    );
  });

  test.for([
    ['bytes without a file name', 'name="file"', 'file must be sent as a file, with a file name'],
    [
      'a text without a name',
      'x="y"',
      'a part has no name: expected name="..." in its Content-Disposition',
    ],
    [
      'a file without a name',
      'filename="a.png"',
      'a part has no name: expected name="..." in its Content-Disposition',
    ],
  ] as const)('%s', async ([_what, rest, message], { fake, expect }) => {
    const { status, error } = await sendParts(
      fake,
      'b',
      `--b\r\nContent-Disposition: form-data; ${rest}\r\nContent-Type: application/octet-stream\r\n\r\nbytes\r\n--b--\r\n`,
    );

    expect({ status, message: error.message }).toEqual({ status: 400, message });
  });

  test.for([0, 71, 253, 10_000])(
    'a boundary of %i characters',
    async (length, { fake, expect }) => {
      const { status, error } = await sendParts(fake, 'b'.repeat(length), '');

      expect({ status, message: error.message }).toEqual({
        status: 400,
        message: `the boundary of the header Content-Type must have 1 to 70 characters: received ${length}`,
      });
    },
  );

  test('a body that ends before its last boundary', async ({ fake, expect }) => {
    const response = await fetch(fake.url + PATH, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${fake.apiKey}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
      body: '--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nimage\r\n--b\r\nContent-Dis',
    });

    expect(await response.json()).toMatchObject({
      error: { message: 'the body must be multipart/form-data to its end' },
    });
  });
});

describe('The order of the parts', () => {
  test('does not matter', async ({ call, expect }) => {
    const form = formOf(['file', FILE, 'a.png'], ['kind', 'image'], ['model', 'kling-3-0']);

    expect((await call.post(PATH, form)).status).toBe(200);
  });
});

describe('With request.unknownFields on "ignore"', () => {
  test.override('options', { assume: { 'request.unknownFields': 'ignore' } });

  test('an unknown field is let through', async ({ call, expect }) => {
    const form = formOf(['kind', 'image'], ['colour', 'red'], ['file', FILE, 'a.png']);

    expect((await call.post(PATH, form)).status).toBe(200);
  });
});

describe('The size of a file', () => {
  /** A PNG of a size: its end is far behind. */
  const png = (bytes: number) => {
    const large = Buffer.alloc(bytes);
    PNG.subarray(0, 33).copy(large);
    large.writeUInt32BE(bytes - 33 - 12 - 12, 33);
    large.write('IDAT', 37);
    PNG.subarray(-12).copy(large, bytes - 12);
    return large;
  };

  test.for([
    ['an image', { kind: 'image' }, 10 * MB, 200],
    ['an image', { kind: 'image' }, 10 * MB + 1, 400],
    ['an image for nano-banana-2', { kind: 'image', model: 'nano-banana-2' }, 30 * MB, 200],
    ['an image for nano-banana-2', { kind: 'image', model: 'nano-banana-2' }, 30 * MB + 1, 400],
    ['an image for kling-3-0', { kind: 'image', model: 'kling-3-0' }, 10 * MB + 1, 400],
  ] as const)(
    '%s, %j, with %i bytes gives %i',
    async ([_what, fields, bytes, status], { call, expect }) => {
      const reply = await call.post(PATH, uploadForm({ bytes: png(bytes), fields }));

      expect(reply.status).toBe(status);
    },
  );

  test('is also limited where the kind comes last', async ({ call, expect }) => {
    const form = formOf(['file', new Blob([png(10 * MB + 1)]), 'a.png'], ['kind', 'image']);

    const { body } = await call.post(PATH, form);

    expect(body.error.message).toBe('file must be at most 10485760 bytes long: received 10485761');
  });

  test('is refused by the length that is announced, before anything is read', async ({
    fake,
    expect,
  }) => {
    const { socket, received } = await open(fake.url, fake.apiKey, `Content-Length: ${2_000 * MB}`);

    expect(await received).toContain('file must be at most 99614720 bytes long');
    socket.destroy();
  });

  test('is limited while it is read, where no length is announced', async ({ fake, expect }) => {
    const { socket, received } = await open(fake.url, fake.apiKey, 'Transfer-Encoding: chunked');
    const part = 'Content-Disposition: form-data; name=';
    const head = `--b\r\n${part}"kind"\r\n\r\nimage\r\n--b\r\n${part}"file"; filename="a"\r\n\r\n`;
    writeChunk(socket, Buffer.from(head));
    for (let sent = 0; sent <= 31 * MB; sent += MB) writeChunk(socket, Buffer.alloc(MB));

    expect(await received).toContain('file must be at most 10485760 bytes long');
    socket.destroy();
  });
});

describe('A caller who goes away in the middle', () => {
  test('leaves nothing behind', async ({ fake, call, expect }) => {
    const { socket } = await open(fake.url, fake.apiKey, 'Content-Length: 1000000');
    socket.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nxxxx');
    socket.destroy();
    await once(socket, 'close');

    const { body } = await call.post(PATH, uploadForm({}));

    expect(body.id).toMatch(/^file_/);
  });
});

describe('With 50 ms of patience', () => {
  test.override('options', { uploadTimeouts: { idleMs: 50 } });

  test('an upload that stands still is refused', async ({ fake, expect }) => {
    const { socket, received } = await open(fake.url, fake.apiKey, 'Content-Length: 1000');

    expect(await received).toContain('the upload stood still for 50 ms');
    socket.destroy();
  });
});

describe('With 80 ms in all', () => {
  test.override('options', { uploadTimeouts: { totalMs: 80 } });

  test('an upload that drips is refused', async ({ fake, expect }) => {
    const { socket, received } = await open(fake.url, fake.apiKey, 'Content-Length: 1000');
    const drip = setInterval(() => socket.write('-'), 10);

    expect(await received).toContain('the upload took more than 80 ms');
    clearInterval(drip);
    socket.destroy();
  });
});

/** Begins an upload over a bare socket; `received` is the reply. */
async function open(url: string, key: string, header: string) {
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const received = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\r\n\r\n{')) resolve(text);
    });
  });
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: multipart/form-data; boundary=b\r\n${header}\r\n\r\n`,
  );
  return { socket, received };
}

function writeChunk(socket: ReturnType<typeof createConnection>, bytes: Buffer): void {
  socket.write(`${bytes.length.toString(16)}\r\n`);
  socket.write(bytes);
  socket.write('\r\n');
}
