import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import type { Caller } from '../support/caller.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/generations';
const DAY = 24 * 3_600_000;

/** The URLs of a generation that has succeeded. */
async function resultOf(fake: Fake, call: Caller, body: object): Promise<string[]> {
  const { id } = (await call.post(PATH, body)).body;
  await fake.clock.runUntilIdle();
  return (await call.get(`${PATH}/${id}`)).body.result.urls;
}

async function urlOf(fake: Fake, call: Caller, body: object = IMAGE): Promise<string> {
  return (await resultOf(fake, call, body))[0] ?? '';
}

describe('A result', () => {
  test('has not changed for who knows its tag, weak or among others', async ({
    fake,
    call,
    expect,
  }) => {
    const url = await urlOf(fake, call);
    const tag = (await fetch(url)).headers.get('ETag') ?? '';
    const known = [tag, `W/${tag}`, `"other" , W/${tag}`, '*', '"other"'];

    const statuses = await Promise.all(
      known.map(async (tags) => (await fetch(url, { headers: { 'If-None-Match': tags } })).status),
    );

    expect(statuses).toEqual([304, 304, 304, 304, 200]);
  });

  test('is a file with its type, its length and a tag', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);

    const { status, headers } = await fetch(url);

    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('image/png');
    expect(headers.get('ETag')).toMatch(/^"[\w-]{27}"$/);
    expect(headers.get('Accept-Ranges')).toBe('bytes');
    expect(Number(headers.get('Content-Length'))).toBeGreaterThan(100);
  });

  test('is the same each time, and in each fake with the same seed', async ({
    fake,
    call,
    expect,
  }) => {
    const url = await urlOf(fake, call);
    const download = async () => Buffer.from(await (await fetch(url)).arrayBuffer());
    const first = await download();
    fake.reset();
    const again = await urlOf(fake, call);

    expect(again).toBe(url);
    expect(await download()).toEqual(first);
  });

  test('differs from that of another prompt', async ({ fake, call, expect }) => {
    const urls = [await urlOf(fake, call), await urlOf(fake, call, { ...IMAGE, prompt: 'A kite' })];

    const tags = await Promise.all(urls.map(async (url) => (await fetch(url)).headers.get('ETag')));

    expect(new Set(tags).size).toBe(2);
  });

  test('is asked about with HEAD', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);
    const whole = await (await fetch(url)).arrayBuffer();

    const response = await fetch(url, { method: 'HEAD' });

    expect(response.headers.get('Content-Length')).toBe(String(whole.byteLength));
    expect(await response.text()).toBe('');
  });

  test('is not sent again to someone who has it', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);
    const tag = (await fetch(url)).headers.get('ETag') ?? '';

    const { status } = await fetch(url, { headers: { 'If-None-Match': `"other", ${tag}` } });

    expect(status).toBe(304);
  });

  test('may be read by any page', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);

    const read = await fetch(url, { headers: { Origin: 'https://app.example.com' } });
    const asked = await fetch(url, { method: 'OPTIONS' });

    expect(read.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, OPTIONS');
  });

  test.for([
    ['an unknown task', '/media/default/task_unknown/0.png'],
    ['an unknown world', '/media/elsewhere/task_unknown/0.png'],
    ['nothing', '/media'],
  ] as const)('is not found for %s', async ([_what, path], { fake, call, expect }) => {
    const { status, body } = await call.get(path, { key: null });

    expect(status).toBe(404);
    expect(body.error.code).toBe('not_found');
    expect(fake.world('elsewhere').ledger.available).toBe(1_000);
  });

  test('is not found under another number or ending', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);

    const others = [url.replace('0.png', '1.png'), url.replace('.png', '.jpg')];
    const statuses = await Promise.all(others.map(async (other) => (await fetch(other)).status));

    expect(statuses).toEqual([404, 404]);
  });

  test('cannot be deleted', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);

    expect((await fetch(url, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('A part of a result', () => {
  test.for([
    ['bytes=0-3', 206, 'bytes 0-3/', [0, 4]],
    ['bytes=4-', 206, 'bytes 4-', [4, undefined]],
    ['bytes=-5', 206, 'bytes ', [-5, undefined]],
    ['bytes=0-99999999', 206, 'bytes 0-', [0, undefined]],
    ['bytes=0-1,4-5', 200, null, [0, undefined]],
    ['bytes=5-1', 200, null, [0, undefined]],
    ['lines=0-1', 200, null, [0, undefined]],
  ] as const)(
    '%s gives %i',
    async ([range, status, content, [start, end]], { fake, call, expect }) => {
      const url = await urlOf(fake, call);
      const whole = Buffer.from(await (await fetch(url)).arrayBuffer());

      const response = await fetch(url, { headers: { Range: range } });

      expect(response.status).toBe(status);
      expect(response.headers.get('Content-Range')?.startsWith(content ?? '') ?? null).toBe(
        content === null ? null : true,
      );
      expect(Buffer.from(await response.arrayBuffer())).toEqual(whole.subarray(start, end));
    },
  );

  test.for(['bytes=99999999-', 'bytes=-0'])(
    '%s lies outside',
    async (range, { fake, call, expect }) => {
      const url = await urlOf(fake, call);
      const length = (await fetch(url, { method: 'HEAD' })).headers.get('Content-Length');

      const response = await fetch(url, { headers: { Range: range } });

      expect(response.status).toBe(416);
      expect(response.headers.get('Content-Range')).toBe(`bytes */${length}`);
    },
  );

  test('is the whole where the file has changed', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);

    const { status } = await fetch(url, { headers: { Range: 'bytes=0-3', 'If-Range': '"old"' } });

    expect(status).toBe(200);
  });
});

describe('With result.urlLifetime on "24h"', () => {
  test.override('options', { assume: { 'result.urlLifetime': '24h' } });

  test('a result is gone a day after it was made', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);
    await fake.clock.advance(DAY - 1);
    const before = await fetch(url);
    await fake.clock.advance(1);

    const after = await fetch(url);

    expect([before.status, after.status]).toEqual([200, 404]);
  });
});

describe('By default a result', () => {
  test('stays', async ({ fake, call, expect }) => {
    const url = await urlOf(fake, call);
    await fake.clock.advance(400 * DAY);

    expect((await fetch(url)).status).toBe(200);
  });
});

describe('The number of results', () => {
  test('is what the request asks for', async ({ fake, call, expect }) => {
    const params = { max_images: 3, image_resolution: '2K' };

    const urls = await resultOf(fake, call, { ...IMAGE, model: 'seedream-4-0', params });

    expect(urls.map((url) => url.split('/').at(-1))).toEqual(['0.png', '1.png', '2.png']);
  });

  test('holds the last frame that was asked for', async ({ fake, call, expect }) => {
    const params = { return_last_frame: 'true' };

    const urls = await resultOf(fake, call, { ...IMAGE, model: 'seedance-2', params });

    expect(urls.map((url) => url.split('/').at(-1))).toEqual(['0.mp4', '1.png']);
  });

  test('holds the timestamps that were asked for', async ({ fake, call, expect }) => {
    const params = { voice: 'TX3LPaxmHKxFdv7VOQHJ', timestamps: 'true' };
    const body = { model: 'elevenlabs-turbo-2-5', prompt: 'Hello you', params };

    const urls = await resultOf(fake, call, body);

    expect(urls.map((url) => url.split('/').at(-1))).toEqual(['0.mp3', '1.json']);
    expect(await (await fetch(urls[1] ?? '')).json()).toEqual({
      words: [
        { text: 'Hello', start: 0, end: 0.625 },
        { text: 'you', start: 0.625, end: 1 },
      ],
    });
  });
});
