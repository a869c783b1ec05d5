import { describe, expect, test } from 'vitest';
import { type JournalRecord, readRecord } from '../../src/server/domain/journal-entries.ts';
import { type JournalFilter, matcherOf } from '../../src/server/domain/journal-filter.ts';

const RECORD: JournalRecord = {
  method: 'POST',
  target: '/api/v1/generations?a=Query',
  operation: 'createGeneration',
  subject: 'task_a',
  account: 'main',
  key: 'main',
  rawHeaders: ['x-note', 'in a header'],
  requestText: '{"prompt":"A Paper boat"}',
  requestBytes: 25,
  replyText: 'Bad Gateway',
  replyBytes: 11,
  status: 404,
  errorCode: 'not_found',
  requestId: 'req_1',
  replayed: false,
  ending: 'sent',
  evidence: undefined,
  credits: [],
  startedAtMs: 5_000,
  endedAtMs: 5_001,
  durationMs: 1,
};

function fits(filter: JournalFilter, changes: Partial<JournalRecord> = {}): boolean {
  const record = { ...RECORD, ...changes };
  const matcher = matcherOf(filter);
  return matcher.record(record) && matcher.entry(readRecord(record, 1));
}

describe('a filter fits', () => {
  test.each<JournalFilter>([
    {},
    { text: undefined as unknown as string },
    { operation: 'createGeneration' },
    { method: 'post' },
    { status: 404 },
    { status: '4xx' },
    { error: 'not_found' },
    { subject: 'task_a' },
    { account: 'main' },
    { since: 5_000 },
    { since: new Date(5_000) },
    { text: 'QUERY' },
    { text: 'paper' },
    { text: '"prompt":"a' },
    { text: 'bad gateway' },
    { limit: 1 },
  ])('by %j', (filter) => {
    expect(fits(filter)).toBe(true);
  });

  test.each<JournalFilter>([
    { operation: 'listModels' },
    { operation: 'none' },
    { method: 'GET' },
    { status: 400 },
    { status: '5xx' },
    { error: 'validation_failed' },
    { subject: 'task_b' },
    { account: 'team' },
    { since: 5_001 },
    { text: 'in a header' },
    { text: 'undefined' },
    { text: 'query{"prompt' },
    { operation: 'createGeneration', status: 200 },
  ])('not by %j', (filter) => {
    expect(fits(filter)).toBe(false);
  });

  test('none is the operation of what no route fits', () => {
    expect(fits({ operation: 'none' }, { operation: undefined })).toBe(true);
  });

  test.each([404, '4xx', '1xx'])('a request that got no status has not %j', (status) => {
    expect(fits({ status }, { status: undefined })).toBe(false);
  });

  test.each([
    [400, true],
    [499, true],
    [399, false],
    [500, false],
  ])('%s is of the class 4xx: %s', (status, expected) => {
    expect(fits({ status: '4xx' }, { status })).toBe(expected);
  });

  test('a body that is no JSON is searched as it is', () => {
    expect(fits({ text: 'say "hi"' }, { replyText: 'Say "hi"' })).toBe(true);
  });

  test('bodies that were not read hold no text', () => {
    const none = { requestText: undefined, replyText: undefined };

    expect(fits({ text: 'undefined' }, none)).toBe(false);
    expect(fits({ text: 'generations' }, none)).toBe(true);
  });
});

describe('a filter is refused', () => {
  test.each([
    [null, 'the filter is null, expected an object'],
    ['POST', 'the filter is "POST", expected an object'],
    [
      { path: '/' },
      'unknown filter "path"; known are operation, method, status, error, subject, account, since, text, limit',
    ],
    [
      { constructor: 'x' },
      'unknown filter "constructor"; known are operation, method, status, error, subject, account, since, text, limit',
    ],
  ])('%j is a TypeError', (filter, reason) => {
    const read = () => matcherOf(filter as JournalFilter);

    expect(read).toThrow(TypeError);
    expect(read).toThrow(`Cannot read the journal: ${reason}`);
  });

  test.each([
    ...['operation', 'method', 'error', 'subject', 'account', 'text'].flatMap((name) => [
      [name, '', '""', 'a text that is not empty'] as const,
      [name, 7, '7', 'a text that is not empty'] as const,
    ]),
    ['status', 99, '99', 'a status as 404, or a class as "4xx"'],
    ['status', 404.5, '404.5', 'a status as 404, or a class as "4xx"'],
    ['status', '6xx', '"6xx"', 'a status as 404, or a class as "4xx"'],
    ['status', '44xx', '"44xx"', 'a status as 404, or a class as "4xx"'],
    ['status', '4xxx', '"4xxx"', 'a status as 404, or a class as "4xx"'],
    ['since', Number.NaN, 'NaN', 'epoch milliseconds of the world, or a Date'],
    ['since', '5000', '"5000"', 'epoch milliseconds of the world, or a Date'],
    ['since', new Date('x'), 'Invalid Date', 'epoch milliseconds of the world, or a Date'],
    ['limit', 0, '0', 'a whole number from 1'],
    ['limit', 1.5, '1.5', 'a whole number from 1'],
    ['limit', '1', '"1"', 'a whole number from 1'],
  ] as const)('%s of %j is a RangeError', (name, value, shown, expected) => {
    const read = () => matcherOf({ [name]: value } as JournalFilter);

    expect(read).toThrow(RangeError);
    expect(read).toThrow(`Cannot read the journal: ${name} is ${shown}, expected ${expected}`);
  });

  test('100 is the first status', () => {
    expect(() => matcherOf({ status: 100 })).not.toThrow();
  });
});
