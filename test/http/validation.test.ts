import { describe } from 'vitest';
import { VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { NO_TRACES, tracesOf } from './traces.ts';

const PATH = '/api/v1/generations';

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
    expect(tracesOf(fake)).toEqual(NO_TRACES);
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
    expect(tracesOf(fake)).toEqual(NO_TRACES);
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
      expect(tracesOf(fake)).toEqual(NO_TRACES);
    },
  );
});
