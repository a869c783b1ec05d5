import { describe } from 'vitest';
import type { CallOptions } from '../support/caller.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { NO_TRACES, tracesOf } from './traces.ts';

const PATH = '/api/v1/generations';
const MEBIBYTE = 1_048_576;

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
      message: 'the body must be JSON: received text that begins with "{\\"model\\":"',
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
    expect(tracesOf(fake)).toEqual(NO_TRACES);
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
    expect(tracesOf(fake)).toEqual(NO_TRACES);
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
    expect(tracesOf(fake)).toEqual(NO_TRACES);
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
    expect(tracesOf(fake)).toEqual(NO_TRACES);
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
