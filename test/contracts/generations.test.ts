import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { generationEndpoints, statusWord } from '../../src/contracts/generations.ts';
import { type Switches, setSwitches } from '../../src/contracts/switches.ts';
import { DOCUMENTED_MODELS } from '../documented/model-requests.ts';

const PAPER_BOAT = { model: 'kling-3-0', prompt: 'A paper boat' };

const IGNORE = { 'request.unknownFields': 'ignore' } as const;

function parse(body: unknown, switches: Partial<Switches> = {}) {
  const schema = generationEndpoints.createGeneration.body.pick(body, setSwitches(switches));
  return schema.safeParse(body);
}

function refusal(body: unknown, switches: Partial<Switches> = {}) {
  const issues = parse(body, switches).error?.issues ?? [];
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

function withParams(model: string, params: unknown) {
  return { model, prompt: 'A paper boat', params };
}

const documentedRequests = DOCUMENTED_MODELS.flatMap(({ minimal_request, reference_request }) => [
  ...(minimal_request ? [{ kind: 'minimal', ...minimal_request }] : []),
  ...(reference_request ? [{ kind: 'reference', ...reference_request }] : []),
]);

test('the documentation shows 31 minimal requests and 8 with references', () => {
  const kinds = documentedRequests.map(({ kind }) => kind);

  expect(kinds.filter((kind) => kind === 'minimal')).toHaveLength(31);
  expect(kinds.filter((kind) => kind === 'reference')).toHaveLength(8);
});

test.each(documentedRequests)('the documented $kind request of $model parses', (request) => {
  const { kind, ...body } = request;

  const parsed = parse(body);

  expect(parsed.error).toBeUndefined();
  expect(parsed.data).toMatchObject(body);
});

test.each([
  ['a wrong option', withParams('kling-3-0', { mode: 'max' }), 'params.mode'],
  ['a number for a select', withParams('kling-3-0', { duration: 5 }), 'params.duration'],
  ['a boolean for a select', withParams('kling-3-0', { sound: false }), 'params.sound'],
  ['null for a param', withParams('kling-3-0', { mode: null }), 'params.mode'],
  ['an unknown param', withParams('kling-3-0', { durations: '5' }), 'params'],
  ['params that are null', withParams('kling-3-0', null), 'params'],
  ['params that are a list', withParams('kling-3-0', []), 'params'],
  ['a number as string', withParams('suno-sounds', { soundTempo: '120' }), 'params.soundTempo'],
  ['a number below the range', withParams('suno-sounds', { soundTempo: 0 }), 'params.soundTempo'],
  ['a number above the range', withParams('suno-sounds', { soundTempo: 301 }), 'params.soundTempo'],
  ['a number off its step', withParams('suno-sounds', { soundTempo: 1.5 }), 'params.soundTempo'],
  [
    'a fraction off its step',
    withParams('seedream-3-0', { guidance_scale: 2.55 }),
    'params.guidance_scale',
  ],
  [
    'a number for a text',
    withParams('kling-v2-1-master', { negative_prompt: 7 }),
    'params.negative_prompt',
  ],
  [
    'a missing required text',
    withParams('sora-watermark-remover', { upload_method: 's3' }),
    'params.video_url',
  ],
  [
    'a missing required select',
    withParams('elevenlabs-multilingual-v2', { speed: 1 }),
    'params.voice',
  ],
  ['missing lines', withParams('elevenlabs-dialogue-v3', {}), 'params.dialogue'],
  ['no lines', withParams('elevenlabs-dialogue-v3', { dialogue: [] }), 'params.dialogue'],
  [
    'a line without text',
    withParams('elevenlabs-dialogue-v3', { dialogue: [{ voice: 'Adam' }] }),
    'params.dialogue.0.text',
  ],
  ['a missing prompt', { model: 'kling-3-0' }, 'prompt'],
  ['an empty prompt', { model: 'kling-3-0', prompt: '' }, 'prompt'],
  ['a blank prompt', { model: 'kling-3-0', prompt: ' \n\t' }, 'prompt'],
  ['a prompt that is null', { model: 'kling-3-0', prompt: null }, 'prompt'],
  [
    'a long client_request_id',
    { ...PAPER_BOAT, client_request_id: 'x'.repeat(129) },
    'client_request_id',
  ],
  ['an unknown body field', { ...PAPER_BOAT, webhook: 'https://example.com' }, ''],
  ['top-level files', { ...PAPER_BOAT, files: [] }, ''],
  ['a missing model', { prompt: 'A paper boat' }, 'model'],
  ['a model that is a number', { ...PAPER_BOAT, model: 30 }, 'model'],
  ['a model that is a list', { model: ['kling-3-0'] }, 'model'],
  [
    'left out params, where one is needed',
    withParams('elevenlabs-dialogue-v3', undefined),
    'params',
  ],
  ['a body that is null', null, ''],
  ['a body that is a list', [PAPER_BOAT], ''],
  ['a body that is a string', 'kling-3-0', ''],
])('%s is refused where it stands', (_what, body, path) => {
  expect(refusal(body).map((problem) => problem.path)).toEqual([path]);
});

test('a prompt is counted in code points, so an emoji is one', () => {
  const limit = '\u{1F6F6}'.repeat(2_000);

  expect(refusal({ model: 'kling-3-0', prompt: limit })).toEqual([]);
  expect(refusal({ model: 'kling-3-0', prompt: `${limit}!` })).toMatchObject([{ path: 'prompt' }]);
});

test.each([
  ['spaces and line ends', ' \n\t\u00A0'],
  ['control characters and joiners', '\u0007\u200D\u2060'],
])('a prompt of %s alone needs text with a visible character', (_what, prompt) => {
  const message = 'text with a visible character';

  expect(refusal({ model: 'kling-3-0', prompt })).toEqual([{ path: 'prompt', message }]);
});

test.each([
  [
    'gpt-5-2-chat',
    'an image, video or audio model (chat models go to POST /api/v1/chat/completions)',
  ],
  ['kling-3-1', 'a model id of GET /api/v1/models such as "kling-3-0"'],
  ['Kling-3-0', 'a model id of GET /api/v1/models such as "kling-3-0"'],
  ['a-model-of-nobody', 'a model id of GET /api/v1/models'],
  ['__proto__', 'a model id of GET /api/v1/models'],
  ['constructor', 'a model id of GET /api/v1/models'],
])('the model "%s" is refused with what was expected', (model, message) => {
  expect(refusal({ ...PAPER_BOAT, model })).toEqual([{ path: 'model', message }]);
});

test('params that are left out have their defaults, and those without a default stay out', () => {
  const { data } = parse({ model: 'veo3-1-lite', prompt: 'A paper boat' });

  expect(data).toEqual({
    model: 'veo3-1-lite',
    prompt: 'A paper boat',
    params: { aspectRatio: '16:9', enableTranslation: 'true' },
  });
});

test('a default does not replace what was sent', () => {
  const { data } = parse(withParams('nano-banana-2', { resolution: '4K' }));

  expect(data?.params).toEqual({
    aspect_ratio: 'auto',
    resolution: '4K',
    output_format: 'jpg',
    google_search: 'false',
  });
});

test('the schemas of a model are named after it, and known from its page', () => {
  const { document } = generationEndpoints.createGeneration.body;

  const { $defs } = z.toJSONSchema(document(), { io: 'input' });

  const page = { 'x-rivya-page': 'https://rivya.ai/vi/docs/api/models/kling-3-0' };
  expect($defs).toMatchObject({
    CreateKling30Generation: {
      ...page,
      properties: {
        params: { $ref: '#/$defs/Kling30Params' },
        client_request_id: { 'x-rivya-assumption': 'generation.clientRequestId' },
      },
    },
    Kling30Params: page,
  });
});

describe('where unknown keys are ignored', () => {
  test('they are dropped, and everything known is still checked', () => {
    const body = { ...PAPER_BOAT, extra: 1, params: { mode: 'std', speed: 'fast' } };

    expect(parse(body, IGNORE).data).toEqual({
      model: 'kling-3-0',
      prompt: 'A paper boat',
      params: {
        mode: 'std',
        multi_shots: 'false',
        duration: '5',
        sound: 'false',
        aspect_ratio: '16:9',
      },
    });
    expect(refusal(withParams('kling-3-0', { mode: 'max' }), IGNORE)).toMatchObject([
      { path: 'params.mode' },
    ]);
  });

  test('keys of the prototype are dropped and pollute nothing', () => {
    const json =
      '{"model":"z-image","prompt":"x","__proto__":{"a":1},"params":{"__proto__":{"a":1}}}';

    const { data } = parse(JSON.parse(json), IGNORE);

    expect(data).toEqual({ model: 'z-image', prompt: 'x', params: { aspect_ratio: '1:1' } });
    expect(Object.getPrototypeOf(data?.params)).toBe(Object.prototype);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });
});

test.each([
  ['{"model":"z-image","prompt":"x","__proto__":{"a":1}}', ''],
  ['{"model":"z-image","prompt":"x","constructor":{"a":1}}', ''],
  ['{"model":"z-image","prompt":"x","params":{"__proto__":{"a":1}}}', 'params'],
  ['{"model":"z-image","prompt":"x","params":{"constructor":{"a":1}}}', 'params'],
  ['{"prompt":"x","__proto__":{"model":"z-image"}}', 'model'],
])('%s is refused and pollutes nothing', (json, path) => {
  expect(refusal(JSON.parse(json)).map((problem) => problem.path)).toEqual([path]);
  expect(({} as { a?: unknown }).a).toBeUndefined();
});

describe('a model whose params table could not be read to its end', () => {
  const body = { model: 'wan-2-2-a14b-turbo', prompt: 'A paper boat', params: { unseen: 1 } };

  test('keeps unknown params', () => {
    expect(parse(body).data?.params).toMatchObject({ unseen: 1 });
  });

  test('refuses them in the other position of the switch', () => {
    expect(refusal(body, { 'model.unseenParams': 'reject' })).toMatchObject([{ path: 'params' }]);
  });

  test('still refuses unknown fields of the body', () => {
    expect(refusal({ ...body, promt: 'x' })).toMatchObject([{ path: '' }]);
  });
});

test('unknown keys inside references and spoken lines are dropped where unknown fields are', () => {
  const reference = { url: 'https://a.example/b.png', kind: 'image', unseen: 1 };
  const spoken = { voice: 'Adam', text: 'Hello', unseen: 1 };
  const kling = withParams('kling-3-0', { referenceMediaItems: [reference] });
  const dialogue = withParams('elevenlabs-dialogue-v3', { dialogue: [spoken] });

  expect(parse(kling, IGNORE).success).toBe(true);
  expect(parse(dialogue, IGNORE).success).toBe(true);
  expect(parse(kling).success).toBe(false);
  expect(parse(dialogue).success).toBe(false);
});

describe('The status of a generation under way', () => {
  const { example, reply } = generationEndpoints.retrieveGeneration;
  const accepts = (status: string, switches: Switches) =>
    reply.under(switches).safeParse({ ...example.reply, status }).success;

  test('is "processing"', () => {
    const switches = setSwitches();

    expect(statusWord('processing', switches)).toBe('processing');
    expect([accepts('processing', switches), accepts('running', switches)]).toEqual([true, false]);
  });

  test('is "running" in the other position of the switch, and no other word changes', () => {
    const switches = setSwitches({ 'generation.runningStatus': 'running' });

    expect(statusWord('processing', switches)).toBe('running');
    expect(statusWord('queued', switches)).toBe('queued');
    expect([accepts('processing', switches), accepts('running', switches)]).toEqual([false, true]);
  });
});
