import { expect, test } from 'vitest';
import { generationEndpoints } from '../../src/contracts/generations.ts';
import { setSwitches } from '../../src/contracts/switches.ts';

const IMAGE = { url: 'https://cdn.example.com/boat.png', kind: 'image' };
const VIDEO = { url: 'https://cdn.example.com/boat.mp4', kind: 'video' };

function withReferences(model: string, ...referenceMediaItems: unknown[]) {
  return { model, prompt: 'A paper boat', params: { referenceMediaItems } };
}

function refusal(body: unknown) {
  const schema = generationEndpoints.createGeneration.body.pick(body, setSwitches());
  const issues = schema.safeParse(body).error?.issues ?? [];
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

test.each([
  ['a third image', withReferences('kling-3-0', IMAGE, IMAGE, IMAGE), ''],
  ['a kind the model does not take', withReferences('kling-3-0', VIDEO), '.0.kind'],
  ['a kind that does not exist', withReferences('kling-3-0', { ...IMAGE, kind: 'pdf' }), '.0.kind'],
  [
    'a wrong type',
    withReferences('kling-3-0', IMAGE, { ...IMAGE, mimeType: 'image/gif' }),
    '.1.mimeType',
  ],
  ['no URL', withReferences('kling-3-0', { kind: 'image' }), '.0.url'],
  ['a URL that is none', withReferences('kling-3-0', { ...IMAGE, url: 'boat.png' }), '.0.url'],
  ['a file URL', withReferences('kling-3-0', { ...IMAGE, url: 'file:///boat.png' }), '.0.url'],
  [
    'a data URL',
    withReferences('kling-3-0', { ...IMAGE, url: 'data:image/png;base64,' }),
    '.0.url',
  ],
  ['snake_case', withReferences('kling-3-0', { ...IMAGE, mime_type: 'image/png' }), '.0'],
  ['no length', withReferences('wan-2-6', { ...VIDEO, durationSeconds: 0 }), '.0.durationSeconds'],
  ['ten images for happyhorse', withReferences('happyhorse-1-0', ...Array(10).fill(IMAGE)), ''],
  [
    'six images beside a video',
    withReferences('happyhorse-1-0', VIDEO, ...Array(6).fill(IMAGE)),
    '',
  ],
  ['two videos', withReferences('happyhorse-1-0', VIDEO, VIDEO), ''],
  ['an image beside the one video', withReferences('wan-2-6', VIDEO, IMAGE), ''],
])('references with %s are refused', (_what, body, path) => {
  const paths = refusal(body).map((problem) => problem.path);

  expect(paths).toEqual([`params.referenceMediaItems${path}`]);
});

test.each([
  ['nine images', withReferences('happyhorse-1-0', ...Array(9).fill(IMAGE))],
  ['a video and five images', withReferences('happyhorse-1-0', VIDEO, ...Array(5).fill(IMAGE))],
  ['no references', withReferences('happyhorse-1-0')],
  [
    'any number where the policy is unseen',
    withReferences('seedream-4-0', ...Array(30).fill(IMAGE)),
  ],
])('%s are accepted', (_what, body) => {
  expect(refusal(body)).toEqual([]);
});

test('a model without references refuses them as an unknown param', () => {
  expect(refusal(withReferences('z-image')).map(({ path }) => path)).toEqual(['params']);
});

test('a refused set of references is told what the model takes', () => {
  const body = withReferences('happyhorse-1-0', VIDEO, VIDEO);

  expect(refusal(body)).toEqual([
    {
      path: 'params.referenceMediaItems',
      message: 'at most 10 files (image, video); counts within 9 image, or 1 video and 5 image',
    },
  ]);
});

test('references keep what was sent with them', () => {
  const item = {
    ...VIDEO,
    name: 'boat.mp4',
    mimeType: 'video/mp4',
    durationSeconds: 4.2,
    durationToken: 'token',
  };
  const body = withReferences('wan-2-6', item);

  const { params } = generationEndpoints.createGeneration.body
    .pick(body, setSwitches())
    .parse(body);

  expect(params['referenceMediaItems']).toEqual([item]);
});
