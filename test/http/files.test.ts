import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { PNG, uploadForm } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/files';

function fixture(name: string): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));
}

function upload(name: string, kind: string, more: { model?: string; type?: string } = {}) {
  const { model, type = '' } = more;
  const fields = { kind, ...(model === undefined ? {} : { model }) };
  return uploadForm({ bytes: fixture(name), name, type, fields });
}

describe('Each documented type is known by its bytes', () => {
  test.for([
    ['boat.png', 'image', 'image/png', null],
    ['boat.jpg', 'image', 'image/jpeg', null],
    ['boat.webp', 'image', 'image/webp', null],
    ['boat.mp4', 'video', 'video/mp4', 1.5],
    ['boat.mov', 'video', 'video/quicktime', 1.5],
    ['boat.webm', 'video', 'video/webm', 1.5],
    ['boat.mp3', 'audio', 'audio/mpeg', 1.541],
    ['boat.m4a', 'audio', 'audio/mp4', 1.5],
    ['sound-only.mp4', 'audio', 'audio/mp4', 1.5],
    ['boat.wav', 'audio', 'audio/wav', 1.5],
    ['boat.aac', 'audio', 'audio/aac', 1.533],
    ['boat.ogg', 'audio', 'audio/ogg', 1.5],
    ['boat.opus', 'audio', 'audio/ogg', 1.5],
    ['fragments.mp4', 'video', 'video/mp4', 1.5],
    ['piped.webm', 'video', 'video/webm', 1.5],
    ['piped.wav', 'audio', 'audio/wav', 1.5],
    ['flac.ogg', 'audio', 'audio/ogg', null],
  ] as const)('%s', async ([name, kind, mimeType, seconds], { call, expect }) => {
    const { status, body } = await call.post(PATH, upload(name, kind));

    expect(status).toBe(200);
    expect(body).toMatchObject({ kind, name, mime_type: mimeType });
    expect(body.size_bytes).toBe(fixture(name).length);
    if (seconds === null) expect(body.duration_seconds).toBeNull();
    else expect(body.duration_seconds).toBeCloseTo(seconds, 2);
    expect(body.duration_token).toEqual(seconds === null ? null : expect.any(String));
  });

  test('a WAV that is declared as audio/x-wav keeps that name', async ({ call, expect }) => {
    const { body } = await call.post(PATH, upload('boat.wav', 'audio', { type: 'audio/x-wav' }));

    expect(body.mime_type).toBe('audio/x-wav');
  });

  test('a Matroska video is taken for a model that documents it', async ({ call, expect }) => {
    const { body } = await call.post(PATH, upload('boat.mkv', 'video', { model: 'wan-2-6' }));

    expect(body.mime_type).toBe('video/x-matroska');
  });
});

describe('A lie about a file is refused', () => {
  test.for([
    [
      'a PNG that is named .mp4',
      { bytes: PNG, name: 'boat.mp4', type: 'video/mp4', fields: { kind: 'video' } },
      'file must be one of video/mp4, video/quicktime, video/webm: its bytes are image/png',
    ],
    [
      'HTML that is named .png',
      { bytes: Buffer.from('<!doctype html><script>alert(1)</script>'), type: 'image/png' },
      'file must be one of image/jpeg, image/png, image/webp: its bytes are of no known media type',
    ],
    ['half a PNG', { bytes: PNG.subarray(0, 40) }, 'file ends too early for image/png'],
    [
      'half an MP4',
      { bytes: fixture('boat.mp4').subarray(0, 1_000), fields: { kind: 'video' } },
      'file ends too early for video/mp4',
    ],
    [
      'an empty file',
      { bytes: Buffer.alloc(0) },
      'file is empty: expected the bytes of a media file',
    ],
    [
      'a Matroska video for no model',
      { bytes: fixture('boat.mkv'), fields: { kind: 'video' } },
      'file must be one of video/mp4, video/quicktime, video/webm: its bytes are video/x-matroska',
    ],
    [
      'a video of a model for which only another type is documented',
      { bytes: fixture('boat.webm'), fields: { kind: 'video', model: 'happyhorse-1-0' } },
      'file must be one of video/mp4, video/quicktime: its bytes are video/webm',
    ],
    [
      'a kind that the model does not take',
      { bytes: fixture('boat.mp4'), fields: { kind: 'video', model: 'kling-3-0' } },
      'kind does not fit the model: "kling-3-0" takes only image: received "video"',
    ],
    [
      'a model that takes no files',
      { fields: { kind: 'image', model: 'z-image' } },
      'kind does not fit the model: "z-image" takes no files: received "image"',
    ],
    [
      'a model that does not exist',
      { fields: { kind: 'image', model: 'kling-3' } },
      'model must be a model id of GET /api/v1/models such as "kling-3-0": received "kling-3"',
    ],
  ] as const)('%s', async ([_what, parts, message], { call, expect }) => {
    const { status, body } = await call.post(PATH, uploadForm(parts));

    expect({ status, code: body.error.code, message: body.error.message }).toEqual({
      status: 400,
      code: 'validation_failed',
      message,
    });
  });

  test('what a PNG says of its size is not believed, and not unpacked', async ({
    call,
    expect,
  }) => {
    const bomb = Buffer.from(PNG);
    bomb.writeUInt32BE(0x7fff_ffff, 16);
    bomb.writeUInt32BE(0x7fff_ffff, 20);

    const { status, body } = await call.post(PATH, uploadForm({ bytes: bomb }));

    expect(status).toBe(200);
    expect(body.size_bytes).toBe(bomb.length);
  });
});

describe('With file.signature on "declared-must-agree"', () => {
  test.override('options', { assume: { 'file.signature': 'declared-must-agree' } });

  test('a JPEG that is declared as PNG is refused', async ({ call, expect }) => {
    const form = upload('boat.jpg', 'image', { type: 'image/png' });

    const { body } = await call.post(PATH, form);

    expect(body.error.message).toBe(
      'file is declared as "image/png", and its bytes are image/jpeg',
    );
  });

  test('one that is declared as what it is, is taken', async ({ call, expect }) => {
    const { status } = await call.post(PATH, upload('boat.jpg', 'image', { type: 'image/jpeg' }));

    expect(status).toBe(200);
  });
});

describe('An upload', () => {
  test('is described in full', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, uploadForm({ name: 'my boat (1).png' }));

    expect(body).toEqual({
      id: expect.stringMatching(/^file_[a-z0-9]{24}$/),
      object: 'file',
      kind: 'image',
      name: 'my boat (1).png',
      mime_type: 'image/png',
      size_bytes: 70,
      url: `${fake.url}/media/default/${body.id}/my-boat-1-.png`,
      duration_seconds: null,
      duration_token: null,
      created_at: '2026-05-11T00:00:00.000Z',
    });
  });

  test('is retrieved with the same metadata', async ({ call, expect }) => {
    const { body } = await call.post(PATH, uploadForm({}));

    expect((await call.get(`${PATH}/${body.id}`)).body).toEqual(body);
  });

  test('belongs to its account', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, uploadForm({}));

    const foreign = await call.get(`${PATH}/${body.id}`, { key: `${fake.apiKey}.other` });

    expect(foreign.status).toBe(404);
    expect(foreign.body.error.code).toBe('not_found');
  });

  test('is served back at its URL, without a key', async ({ call, expect }) => {
    const { body } = await call.post(PATH, uploadForm({}));

    const response = await fetch(body.url);

    expect(response.headers.get('Content-Type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  });

  test('starts no task and costs nothing', async ({ fake, call, expect }) => {
    await call.post(PATH, uploadForm({}));

    expect(fake.clock.pending).toBe(0);
    expect(fake.ledger.available).toBe(1_000);
  });

  test('may carry a name of the caller', async ({ call, expect }) => {
    const named = (length: number) => ({ kind: 'image', client_request_id: 'x'.repeat(length) });

    const longest = await call.post(PATH, uploadForm({ fields: named(128) }));
    const longer = await call.post(PATH, uploadForm({ fields: named(129) }));

    expect([longest.status, longer.status]).toEqual([200, 400]);
  });
});

describe('With room for 100 bytes', () => {
  test.override('options', { maxStoredBytes: 100 });

  test('the bytes of the oldest upload are dropped, and its record stays', async ({
    call,
    expect,
  }) => {
    const first = (await call.post(PATH, uploadForm({}))).body;
    const second = (await call.post(PATH, uploadForm({}))).body;

    const statuses = await Promise.all(
      [first, second].map(async ({ url }) => (await fetch(url)).status),
    );

    expect(statuses).toEqual([404, 200]);
    expect((await call.get(`${PATH}/${first.id}`)).status).toBe(200);
  });
});
