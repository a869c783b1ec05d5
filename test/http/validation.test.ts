import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import type { CallOptions } from '../support/caller.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/generations';
const MEBIBYTE = 1_048_576;

/** What a refused request must have left alone. */
function touched({ clock, ledger }: Fake) {
  return { timers: clock.pending, credits: ledger.available, moves: ledger.entries.length };
}

const NOTHING = { timers: 0, credits: 1_000, moves: 1 };

/** Valid JSON of exactly so many bytes. */
function padded(bytes: number): string {
  const text = JSON.stringify(IMAGE);
  return text + ' '.repeat(bytes - text.length);
}

/** Lists in lists, so deep that the body as a whole has so many levels. */
function deep(levels: number): string {
  return `{"model":"z-image","prompt":"x","deep":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
}

describe('A body is refused', () => {
  test.for<{ what: string; options: CallOptions; message: string }>([
    {
      what: 'if it is broken JSON',
      options: { text: '{"model":' },
      message: 'the body must be JSON: received something else',
    },
    {
      what: 'if it is empty',
      options: { text: '' },
      message: 'the body is required: expected a JSON object',
    },
    {
      what: 'if it is null',
      options: { text: 'null' },
      message: 'the body must be an object: received null',
    },
    {
      what: 'if it is a list',
      options: { text: '[{"model":"z-image"}]' },
      message: 'the body must be an object: received [{"model":"z-image"}]',
    },
    {
      what: 'if it is a string',
      options: { text: '"z-image"' },
      message: 'the body must be an object: received "z-image"',
    },
    {
      what: 'if it is a number',
      options: { text: '17' },
      message: 'the body must be an object: received 17',
    },
    {
      what: 'under another content type',
      options: { text: JSON.stringify(IMAGE), headers: { 'content-type': 'text/plain' } },
      message: 'the header Content-Type must be application/json: received "text/plain"',
    },
    {
      what: 'under another charset',
      options: {
        text: JSON.stringify(IMAGE),
        headers: { 'content-type': 'application/json; charset=latin1' },
      },
      message:
        'the header Content-Type must be application/json: received "application/json; charset=latin1"',
    },
    {
      what: 'under a content encoding',
      options: { text: JSON.stringify(IMAGE), headers: { 'content-encoding': 'gzip' } },
      message: 'the body must be sent without Content-Encoding: received "gzip"',
    },
    {
      what: 'if it is larger than 1 MiB',
      options: { text: padded(MEBIBYTE + 1) },
      message: 'the body must be at most 1048576 bytes long',
    },
    {
      what: 'if it has more than 64 levels',
      options: { text: deep(65) },
      message: 'the body must be at most 64 levels deep',
    },
    {
      what: 'if it is deep enough to break a parser',
      options: { text: deep(100_000) },
      message: 'the body must be at most 64 levels deep',
    },
  ])('$what', async ({ options, message }, { fake, call, expect }) => {
    const { status, body } = await call.post(PATH, undefined, options);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'validation_failed', message });
    expect(touched(fake)).toEqual(NOTHING);
  });

  test('if it does not say what it is', async ({ fake, expect }) => {
    const response = await fetch(fake.url + PATH, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}` },
      body: new TextEncoder().encode(JSON.stringify(IMAGE)),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'the header Content-Type must be application/json: received none' },
    });
    expect(touched(fake)).toEqual(NOTHING);
  });

  test('if it is not UTF-8', async ({ fake, expect }) => {
    const response = await fetch(fake.url + PATH, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
      body: Uint8Array.of(0x7b, 0x22, 0xe4, 0x22, 0x3a, 0x31, 0x7d),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'the body must be UTF-8: received other bytes' },
    });
    expect(touched(fake)).toEqual(NOTHING);
  });

  test('if it comes in chunks of more than 1 MiB', async ({ fake, expect }) => {
    const chunks = Array.from({ length: 20 }, () => new Uint8Array(65_536).fill(0x20));
    const request = new Request(fake.url + PATH, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
      body: ReadableStream.from(chunks),
      duplex: 'half',
    });

    const response = await fetch(request);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'the body must be at most 1048576 bytes long' },
    });
    expect(touched(fake)).toEqual(NOTHING);
  });
});

describe('A body is accepted', () => {
  test.for<{ what: string; options: CallOptions }>([
    { what: 'of exactly 1 MiB', options: { text: padded(MEBIBYTE) } },
    {
      what: 'with its charset',
      options: {
        text: JSON.stringify(IMAGE),
        headers: { 'content-type': 'Application/JSON; charset="UTF-8"' },
      },
    },
    {
      what: 'with the encoding identity',
      options: { text: JSON.stringify(IMAGE), headers: { 'content-encoding': 'identity' } },
    },
  ])('$what', async ({ options }, { call, expect }) => {
    const { status } = await call.post(PATH, undefined, options);

    expect(status).toBe(200);
  });
});

describe('A field is refused', () => {
  test.for([
    {
      what: 'if it is missing',
      body: {},
      message: 'model is required: expected a string',
    },
    {
      what: 'if it has another type',
      body: { model: 7 },
      message: 'model must be a string: received 7',
    },
    {
      what: 'with the model that was meant',
      body: { ...VIDEO, model: 'kling-3-o' },
      message:
        'model must be a model id of GET /api/v1/models such as "kling-3-0": received "kling-3-o"',
    },
    {
      what: 'if a chat model is named',
      body: { ...VIDEO, model: 'gpt-5-2-chat' },
      message:
        'model must be an image, video or audio model (chat models go to POST /api/v1/chat/completions): received "gpt-5-2-chat"',
    },
    {
      what: 'if a required prompt is missing',
      body: { model: 'kling-3-0' },
      message: 'prompt is required: expected a string',
    },
    {
      what: 'if it is none of the options',
      body: { ...VIDEO, params: { mode: 'max' } },
      message: 'params.mode must be one of "std", "pro": received "max"',
    },
    {
      what: 'if it is a number where texts are listed',
      body: { ...VIDEO, params: { sound: true } },
      message: 'params.sound must be one of "false", "true": received true',
    },
    {
      what: 'if the model does not have it',
      body: { ...VIDEO, params: { duratoin: '5' } },
      message: 'params.duratoin is not a known field: received "5"',
    },
    {
      what: 'beside params',
      body: { ...VIDEO, duration: '5' },
      message: 'duration is not a known field: received "5"',
    },
    {
      what: 'if it is too long',
      body: { ...VIDEO, client_request_id: 'c'.repeat(129) },
      message: `client_request_id must be at most 128 characters long: received "${'c'.repeat(80)}…" (129 characters)`,
    },
    {
      what: 'inside a list',
      body: { ...VIDEO, params: { referenceMediaItems: [{ url: 'a.png', kind: 'image' }] } },
      message: 'params.referenceMediaItems[0].url must be an http or https URL: received "a.png"',
    },
  ])('$what', async ({ body, message }, { fake, call, expect }) => {
    const reply = await call.post(PATH, body);

    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      error: { code: 'validation_failed', message, requestId: expect.stringMatching(/^req_/) },
    });
    expect(touched(fake)).toEqual(NOTHING);
  });

  test('together with two others and a count', async ({ call, expect }) => {
    const { body } = await call.post(PATH, { ...VIDEO, a: 1, b: 2, c: 3, d: 4, e: 5 });

    expect(body.error.message).toBe(
      'a is not a known field: received 1; b is not a known field: received 2; c is not a known field: received 3; and 2 more',
    );
  });

  test('in words of a sane length', async ({ fake, call, expect }) => {
    const long = 'x'.repeat(100_000);

    const { body } = await call.post(PATH, { model: long, [long]: long, prompt: long });

    expect(body.error.message.length).toBeLessThan(500);
    expect(body.error.message).toContain('(100000 characters)');
    expect(touched(fake)).toEqual(NOTHING);
  });
});

describe.for(['reject', 'ignore'] as const)('With unknown fields on "%s"', (position) => {
  test.override('options', { assume: { 'request.unknownFields': position } });

  test.for([{ files: [] }, { files: null }, { files: [{ url: 'https://example.com/a.png' }] }])(
    'a top-level %o is refused with the way to go',
    async (extra, { fake, call, expect }) => {
      const { status, body } = await call.post(PATH, { ...VIDEO, ...extra });

      expect(status).toBe(400);
      expect(body.error.message).toContain(
        'files is not accepted: upload with POST /api/v1/files and use params.referenceMediaItems',
      );
      expect(touched(fake)).toEqual(NOTHING);
    },
  );
});
