import { expect, test } from 'vitest';
import type { StoryEvent } from '../../src/server/domain/story.ts';
import { tellStory } from '../../src/server/domain/story-text.ts';

const STORY = {
  id: 'task_a',
  world: 'w1',
  account: 'main',
  model: 'z-image',
  status: 'succeeded',
  journalDropped: 0,
} as const;

const BEGIN: StoryEvent = {
  atMs: 1_000,
  kind: 'create',
  what: 'createGeneration → 202',
  detail: 'req_1',
};
const MONEY: StoryEvent = { atMs: 13_250, kind: 'credits', what: 'settled 5', detail: undefined };

test('a story has a title and a line for each event, in columns', () => {
  const text = tellStory({ ...STORY, events: [BEGIN, MONEY, { ...MONEY, detail: 'of 9' }] });

  expect(text.split('\n')).toEqual([
    'task_a · z-image · succeeded · world w1 · account main · from 1970-01-01T00:00:01.000Z',
    '   +0.000 s  call     createGeneration → 202  req_1',
    '  +12.250 s  credits  settled 5',
    '  +12.250 s  credits  settled 5               of 9',
  ]);
});

test('what is not known is left out of the title', () => {
  const bare = { ...STORY, account: undefined, model: undefined, status: undefined };

  expect(tellStory({ ...bare, events: [BEGIN] }).split('\n')[0]).toBe(
    'task_a · world w1 · from 1970-01-01T00:00:01.000Z',
  );
});

test('it says how much of the journal is gone', () => {
  const text = tellStory({ ...STORY, events: [BEGIN], journalDropped: 7 });

  expect(text.split('\n').at(-1)).toBe('  (the journal was full: its 7 oldest entries are gone)');
});

test('control characters of callers do not reach a terminal', () => {
  const evil = { ...BEGIN, detail: 'a\u001b[2Jb\nc' };

  const lines = tellStory({ ...STORY, events: [evil] }).split('\n');

  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe('  +0.000 s  call  createGeneration → 202  a?[2Jb?c');
});

test('a line has 160 characters at most', () => {
  const line = (length: number) =>
    tellStory({ ...STORY, events: [{ ...BEGIN, what: 'x'.repeat(length), detail: undefined }] })
      .split('\n')
      .at(-1) ?? '';
  const start = '  +0.000 s  call  ';

  expect(line(160 - start.length)).toBe(`${start}${'x'.repeat(160 - start.length)}`);
  expect(line(161 - start.length)).toBe(`${start}${'x'.repeat(159 - start.length)}…`);
});
