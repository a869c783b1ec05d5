import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { openRawConnection, requestText } from './raw-connection.ts';

const CREATE = 'POST /api/v1/generations';
const CREDITS = 'GET /api/v1/credits';
const TEXT = JSON.stringify(IMAGE);

const bearer = (fake: Fake) => ({ Authorization: `Bearer ${fake.apiKey}` });

/** Headers that announce a JSON body of so many bytes. */
const json = (fake: Fake, bytes = TEXT.length) => ({
  ...bearer(fake),
  'Content-Type': 'application/json',
  'Content-Length': bytes,
});

describe('Pipelined requests', () => {
  test('are answered in their order', async ({ fake, expect }) => {
    const connection = openRawConnection(fake.url);
    const last = { ...bearer(fake), Connection: 'close' };
    connection.write(
      requestText(CREATE, json(fake), TEXT) +
        requestText('GET /api/v1/nothing', bearer(fake)) +
        requestText(CREDITS, last),
    );

    const received = await connection.closed;

    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 404',
      'HTTP/1.1 200',
    ]);
    expect(received).toMatch(/"status":"queued".*"not_found".*"current_credits"/s);
  });

  test('wait behind one that is slow to be accepted', async ({ fake, expect }) => {
    fake.generations.plan({ acceptMs: 1_000 });
    const connection = openRawConnection(fake.url);
    const last = { ...bearer(fake), Connection: 'close' };
    connection.write(requestText(CREATE, json(fake), TEXT) + requestText(CREDITS, last));
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);
    await fake.clock.advance(1_000);

    const received = await connection.closed;

    expect(received).toMatch(/"status":"queued".*"current_credits"/s);
  });
});

describe('A body that is too large', () => {
  test('is refused by its length alone, and the connection closed', async ({ fake, expect }) => {
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, json(fake, 1_048_577), '{'));

    const received = await connection.closed;

    expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(received).toContain('\r\nConnection: close\r\n');
    expect(received).toContain('the body must be at most 1048576 bytes long');
  });

  test('is refused in the middle of its chunks, and the connection closed', async ({
    fake,
    expect,
  }) => {
    const headers = {
      ...bearer(fake),
      'Content-Type': 'application/json',
      'Transfer-Encoding': 'chunked',
    };
    const chunk = `100001\r\n${' '.repeat(0x100001)}\r\n`;
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, headers, chunk));

    const received = await connection.closed;

    expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(received).toContain('\r\nConnection: close\r\n');
    expect(received).toContain('the body must be at most 1048576 bytes long');
  });

  test('is not read after a refusal for another reason', async ({ fake, expect }) => {
    const connection = openRawConnection(fake.url);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': 1_000_000 };
    connection.write(requestText(CREATE, headers, '{'));

    const received = await connection.closed;

    expect(received).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(fake.clock.pending).toBe(0);
  });
});

describe('Expect: 100-continue', () => {
  test('is answered before the body is sent', async ({ fake, expect }) => {
    const connection = openRawConnection(fake.url);
    const headers = { ...json(fake), Expect: '100-continue', Connection: 'close' };
    connection.write(requestText(CREATE, headers));
    await connection.until('HTTP/1.1 100 Continue\r\n\r\n');
    connection.write(TEXT);

    const received = await connection.closed;

    expect(received).toContain('HTTP/1.1 200 OK\r\n');
    expect(received).toContain('"status":"queued"');
  });
});

describe('A connection', () => {
  test('is kept after a refusal that was read to its end', async ({ fake, expect }) => {
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, json(fake, 2), '{}'));
    await connection.until('model is required');
    connection.write(requestText(CREDITS, { ...bearer(fake), Connection: 'close' }));

    const received = await connection.closed;

    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
  });

  test('that brings no HTTP is closed, and the fake goes on', async ({ fake, call, expect }) => {
    const connection = openRawConnection(fake.url);
    connection.write('HELLO?\r\n\r\n');
    await connection.closed;

    const { status } = await call.get('/api/v1/credits');

    expect(status).toBe(200);
  });
});
