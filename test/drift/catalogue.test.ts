import { expect, test } from 'vitest';
import { MB } from '../../src/contracts/media.ts';
import { MODELS } from '../../src/contracts/models/index.ts';
import { lines, number, select, text } from '../../src/contracts/models/params.ts';
import type { ModelRow } from '../../src/contracts/models/row.ts';
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

test('the list of the catalogue itself has no difference', () => {
  expect(differencesOf(list)).toEqual([]);
  expect(compareCatalogue(list)).toHaveLength(list.data.length);
  expect(cataloguePatch(list)).toBe('');
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

function rowsOf(patch: string): { [id: string]: ModelRow } {
  const body = `return {${patch}\n}`;
  const make = new Function('MB', 'select', 'number', 'text', 'lines', body);
  return make(MB, select, number, text, lines) as { [id: string]: ModelRow };
}

test('the patch holds the row as the list has it, and keeps what the list does not say', () => {
  const { 'kling-3-0': row } = rowsOf(cataloguePatch(withKling({ base_credits: 77 })));

  expect(row).toEqual({ ...MODELS['kling-3-0'], baseCredits: 77 });
});

test('a text of the list does not become code of the patch', () => {
  const name = "x', evil: (() => { throw new Error('ran') })(), y: '\\";

  const { 'kling-3-0': row } = rowsOf(cataloguePatch(withKling({ display_name: name })));

  expect(row?.displayName).toBe(name);
});
