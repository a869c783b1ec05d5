import { expect, test } from 'vitest';
import { MB } from '../../src/contracts/media.ts';
import { cataloguePatch, compareCatalogue } from '../../src/drift/index.ts';
import { presentModels } from '../../src/server/presenters.ts';

const list = presentModels();
const kling = list.data.find(({ id }) => id === 'kling-3-0')!;
const others = list.data.filter(({ id }) => id !== 'kling-3-0');

function withKling(change: object) {
  return { object: 'list', data: [...others, { ...kling, ...change }] };
}

function withParam(key: string, change: object) {
  const params = kling.params.map((param) => (param.key === key ? { ...param, ...change } : param));
  return withKling({ params });
}

function differencesOf(models: unknown) {
  return compareCatalogue(models).filter(({ outcome }) => outcome !== 'passed');
}

test('the list of the catalogue itself has no difference', async () => {
  expect(differencesOf(list)).toEqual([]);
  expect(compareCatalogue(list)).toHaveLength(list.data.length);
  expect(await cataloguePatch(list)).toBe('');
});

test.each([
  ['costs more', 'price-changed', 'failed', withKling({ base_credits: 999 })],
  ['costs less', 'price-changed', 'finding', withKling({ base_credits: 1 })],
  ['takes shorter prompts', 'prompt-limit-changed', 'failed', withKling({ max_prompt_length: 9 })],
  ['is for the studio only', 'status-changed', 'failed', withKling({ api_status: 'studio_only' })],
  ['has another name', 'name-changed', 'finding', withKling({ display_name: 'Kling' })],
  ['takes no param', 'param-removed', 'failed', withKling({ params: [] })],
  ['has fewer options', 'param-options-removed', 'failed', withParam('mode', { options: ['pro'] })],
  ['has another default', 'param-default-changed', 'failed', withParam('mode', { default: 'std' })],
  ['wants a param', 'param-became-required', 'failed', withParam('mode', { required: true })],
  ['has another type', 'param-type-changed', 'failed', withParam('duration', { type: 'text' })],
  ['is gone', 'model-removed', 'failed', { data: others }],
  [
    'has a new sibling',
    'model-added',
    'finding',
    { data: [...list.data, { ...kling, id: 'k-9' }] },
  ],
])('a model that %s: %s, %s', (_what, id, outcome, models) => {
  const found = differencesOf(models);

  expect(found).toContainEqual(expect.objectContaining({ id: `catalogue.${id}`, outcome }));
  expect(new Set(found.map(({ models: [model] = [] }) => model)).size).toBe(1);
});

test.each([[{}], [[]], [{ data: [{ name: 'x' }] }], ['text']])(
  '%j is no list of models',
  (value) => {
    expect(() => compareCatalogue(value)).toThrow(/no list of models/);
  },
);

test.each([
  ['runs in another way', 'runtime-changed', 'failed', withKling({ runtime: 'sync' })],
  ['has lost a mode', 'modes-changed', 'finding', withKling({ supported_modes: [] })],
  ['needs the Files API', 'files-api-changed', 'finding', withKling({ requires_files_api: true })],
  ['takes URLs', 'url-input-changed', 'finding', withKling({ url_input_supported: false })],
  [
    'needs uploads',
    'upload-modes-changed',
    'finding',
    withKling({ requires_upload_for_modes: ['text-to-video', 'image-to-video'] }),
  ],
  ['takes other files', 'file-kinds-changed', 'failed', withKling({ file_kinds: ['audio'] })],
  ['can chat', 'capabilities-changed', 'finding', withKling({ chat_capabilities: {} })],
  ['is announced', 'notices-changed', 'finding', withKling({ notices: ['Ends in July'] })],
  ['takes smaller images', 'kind-size-changed', 'failed', withImage({ max_bytes: 1 })],
  ['takes larger images', 'kind-size-changed', 'finding', withImage({ max_bytes: 99 * MB })],
  ['takes no WebP', 'kind-types-changed', 'failed', withImage({ mime_types: ['image/png'] })],
  ['takes no images', 'kind-removed', 'failed', withMedia({ max_files: 2, kinds: {} })],
])('a model that %s: %s, %s', (_what, id, outcome, models) => {
  const found = differencesOf(models);

  expect(found.map((one) => one.id)).toEqual([`catalogue.${id}`]);
  expect(found).toContainEqual(expect.objectContaining({ outcome }));
});

function withMedia(reference_media: object) {
  return withKling({ reference_media });
}

function withImage(change: object) {
  const { max_files, kinds } = kling.reference_media!;
  return withMedia({ max_files, kinds: { image: { ...kinds.image, ...change } } });
}

test('what no page says of a chat model rests on an assumption', () => {
  const chat = list.data.find(({ id }) => id === 'gpt-5-2-chat')!;
  const change = { runtime: 'chat', chat_capabilities: { web_search: false } };
  const data = list.data.map((one) => (one === chat ? { ...chat, ...change } : one));

  expect(differencesOf({ data }).map(({ basis }) => basis)).toEqual([
    { kind: 'assumed', assumption: 'model.chatRuntime' },
    { kind: 'assumed', assumption: 'chat.capabilities' },
  ]);
});

test.each([
  ['wan-2-7-video', ['assumed', 'assumed', 'assumed']],
  ['seedance-1-0-lite', ['assumed', 'assumed', 'assumed']],
  ['wan-2-5-video', ['documented', 'assumed', 'assumed']],
  ['kling-3-0', ['documented', 'documented', 'documented']],
])('what was not read of the upload policy of %s rests on an assumption', (id, kinds) => {
  const reference_media = {
    max_files: 99,
    kinds: { image: { max_bytes: 1, mime_types: ['a/b'] } },
  };
  const data = list.data.map((one) => (one.id === id ? { ...one, reference_media } : one));
  const rules = ['references-changed', 'kind-size-changed', 'kind-types-changed'];

  const found = rules.map((rule) => {
    return differencesOf({ data }).find((one) => one.id === `catalogue.${rule}`)?.basis.kind;
  });

  expect(found).toEqual(kinds);
});
