import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import type { Caller } from '../support/caller.ts';
import { IMAGE, uploadForm, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const FILES = '/api/v1/files';
const GENERATIONS = '/api/v1/generations';
const HOUR = 3_600_000;

async function uploadImage(call: Caller, options: { key?: string } = {}) {
  return (await call.post(FILES, uploadForm({}), options)).body;
}

async function uploadVideo(call: Caller, options: { key?: string } = {}) {
  const bytes = readFileSync(new URL('../fixtures/media/boat.mp4', import.meta.url));
  const form = uploadForm({ bytes, name: 'boat.mp4', fields: { kind: 'video' } });
  return (await call.post(FILES, form, options)).body;
}

function generation(item: object, model = 'wan-2-6') {
  return { model, prompt: 'A paper boat', params: { referenceMediaItems: [item] } };
}

describe('A reference to an upload', () => {
  test('is accepted, with everything that the upload said', async ({ call, expect }) => {
    const file = await uploadVideo(call);
    const item = {
      url: file.url,
      kind: 'video',
      name: file.name,
      mimeType: 'video/mp4',
      durationSeconds: 1.5,
      durationToken: file.duration_token,
    };

    expect((await call.post(GENERATIONS, generation(item))).status).toBe(200);
  });

  test.for([
    [
      'of another kind',
      { kind: 'image' },
      'kind must be "video", as the media is: received "image"',
    ],
    [
      'of another type',
      { mimeType: 'video/quicktime' },
      'mimeType must be "video/mp4", as the media is: received "video/quicktime"',
    ],
    [
      'with a forged token',
      { durationToken: 'eyJ0b2tlbiI6MX0.abc' },
      'durationToken was not issued by this API',
    ],
  ] as const)('is refused %s', async ([_what, lie, message], { call, expect }) => {
    const { url } = await uploadVideo(call);

    const { status, body } = await call.post(
      GENERATIONS,
      generation({ url, kind: 'video', ...lie }),
    );

    expect(status).toBe(400);
    expect(body.error.message).toBe(`params.referenceMediaItems[0].${message}`);
  });

  test('is refused beyond what the model takes', async ({ call, expect }) => {
    const { url } = await uploadVideo(call);

    const { body } = await call.post(GENERATIONS, generation({ url, kind: 'video' }, 'kling-3-0'));

    expect(body.error.message).toContain(
      'params.referenceMediaItems[0].kind must be one of "image"',
    );
  });

  test.for([
    ['nobody has uploaded', '/media/default/file_unknown/boat.png'],
    ['lies in another world', '/media/elsewhere/file_unknown/boat.png'],
    ['is no medium', '/api/v1/models'],
  ])('is not found where it %s', async ([_what, path], { fake, call, expect }) => {
    const item = { url: fake.url + path, kind: 'image' };

    const { status, body } = await call.post(GENERATIONS, generation(item));

    expect(status).toBe(404);
    expect(body.error.message).toBe(
      'Cannot find params.referenceMediaItems[0].url: the account has no upload or result there',
    );
    expect(fake.ledger.reserved).toBe(0);
  });

  test('is not found by another account', async ({ fake, call, expect }) => {
    const { url } = await uploadImage(call);

    const reply = await call.post(GENERATIONS, generation({ url, kind: 'image' }), {
      key: `${fake.apiKey}.other`,
    });

    expect(reply.body.error.code).toBe('not_found');
  });

  test('is known by every name of this machine', async ({ call, expect }) => {
    const { url } = await uploadImage(call);
    const item = { url: url.replace('127.0.0.1', 'localhost'), kind: 'video' };

    const { body } = await call.post(GENERATIONS, generation(item));

    expect(body.error.message).toContain('kind must be "image"');
  });
});

describe('A duration token', () => {
  test('expires after an hour of world time, and a fresh one is good', async ({
    fake,
    call,
    expect,
  }) => {
    const file = await uploadVideo(call);
    const item = { url: file.url, kind: 'video', durationToken: file.duration_token };
    await fake.clock.advance(HOUR - 1);
    const inTime = await call.post(GENERATIONS, generation(item));
    await fake.clock.advance(1);
    const late = await call.post(GENERATIONS, generation(item));

    const { duration_token: durationToken } = (await call.get(`${FILES}/${file.id}`)).body;
    const renewed = await call.post(GENERATIONS, generation({ ...item, durationToken }));

    expect(inTime.status).toBe(200);
    expect(late.body.error.message).toBe(
      'params.referenceMediaItems[0].durationToken has expired: retrieve the file for a fresh one',
    );
    expect(renewed.status).toBe(200);
  });

  test('of another account is refused', async ({ fake, call, expect }) => {
    const own = await uploadVideo(call);
    const foreign = await uploadVideo(call, { key: `${fake.apiKey}.other` });
    const item = { url: own.url, kind: 'video', durationToken: foreign.duration_token };

    const { body } = await call.post(GENERATIONS, generation(item));

    expect(body.error.message).toBe(
      'params.referenceMediaItems[0].durationToken belongs to another account',
    );
  });

  test('of another file is refused, also beside a public URL', async ({ call, expect }) => {
    const [one, other] = [await uploadVideo(call), await uploadVideo(call)];
    const item = { kind: 'video', durationToken: other.duration_token };

    const replies = [one.url, 'https://cdn.example.com/boat.mp4'].map((url) =>
      call.post(GENERATIONS, generation({ ...item, url })),
    );

    for (const { body } of await Promise.all(replies)) {
      expect(body.error.message).toBe(
        'params.referenceMediaItems[0].durationToken belongs to another file',
      );
    }
  });

  test('does not vouch for another duration', async ({ call, expect }) => {
    const file = await uploadVideo(call);
    const item = { url: file.url, kind: 'video', durationToken: file.duration_token };

    const { body } = await call.post(GENERATIONS, generation({ ...item, durationSeconds: 30 }));

    expect(body.error.message).toBe(
      'params.referenceMediaItems[0].durationSeconds must be 1.5, as measured: received 30',
    );
  });
});

describe('With reference.durationToken on "required"', () => {
  test.override('options', { assume: { 'reference.durationToken': 'required' } });

  test('a video needs one', async ({ call, expect }) => {
    const { url } = await uploadVideo(call);

    const { body } = await call.post(GENERATIONS, generation({ url, kind: 'video' }));

    expect(body.error.message).toBe(
      'params.referenceMediaItems[0].durationToken is required: expected the duration_token of POST /api/v1/files',
    );
  });

  test('an image needs none', async ({ call, expect }) => {
    const { url } = await uploadImage(call);

    expect((await call.post(GENERATIONS, generation({ url, kind: 'image' }))).status).toBe(200);
  });
});

describe('A reference to a public URL', () => {
  test('is accepted', async ({ call, expect }) => {
    const item = { url: 'https://cdn.example.com/boat.png', kind: 'image' };

    expect((await call.post(GENERATIONS, generation(item))).status).toBe(200);
  });
});

describe('A reference to a result', () => {
  test('of the same account is accepted', async ({ fake, call, expect }) => {
    const { body } = await call.post(GENERATIONS, IMAGE);
    await fake.clock.runUntilIdle();
    const { result } = (await call.get(`${GENERATIONS}/${body.id}`)).body;
    const params = { referenceMediaItems: [{ url: result.primary_url, kind: 'image' }] };

    const own = await call.post(GENERATIONS, { ...VIDEO, params });
    const foreign = await call.post(
      GENERATIONS,
      { ...VIDEO, params },
      { key: `${fake.apiKey}.other` },
    );

    expect([own.status, foreign.status]).toEqual([200, 404]);
  });
});
