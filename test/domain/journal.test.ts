import { expect, test } from 'vitest';
import { Journal } from '../../src/server/domain/journal.ts';
import { journalRecord } from './journal-records.ts';

test('the oldest entries go when there are too many', () => {
  const journal = new Journal({ maxEntries: 3, maxBytes: 1e9, maxBodyBytes: 100 });

  for (let count = 1; count <= 1_000; count++)
    journal.add(journalRecord({ replyText: `"${count}"` }));

  expect(journal.entries().map(({ sequence, reply }) => [sequence, reply.body])).toEqual([
    [998, '998'],
    [999, '999'],
    [1_000, '1000'],
  ]);
  expect([journal.size, journal.dropped]).toEqual([3, 997]);
});

test('the oldest entries go when they are too large together', () => {
  const journal = new Journal({ maxEntries: 1e6, maxBytes: 20_000, maxBodyBytes: 4_096 });

  for (let count = 0; count < 500; count++)
    journal.add(journalRecord({ replyText: 'x'.repeat(4_096) }));

  expect(journal.size).toBe(2);
  expect(journal.bytes).toBeLessThanOrEqual(20_000);
});

test('a journal without room keeps nothing and fails nothing', () => {
  const journal = new Journal({ maxEntries: 10, maxBytes: 10, maxBodyBytes: 10 });

  journal.add(journalRecord({ replyText: 'x' }));

  expect([journal.size, journal.bytes, journal.dropped]).toEqual([0, 0, 1]);
});

test('clear() forgets entries, their weight and what was dropped, and counts on', () => {
  const journal = new Journal({ maxEntries: 2, maxBytes: 1e6, maxBodyBytes: 10 });
  for (let count = 0; count < 3; count++) journal.add(journalRecord({ replyText: 'x' }));

  journal.clear();
  const empty = [journal.size, journal.bytes, journal.dropped];
  journal.add(journalRecord({ replyText: 'x' }));

  expect(empty).toEqual([0, 0, 0]);
  expect(journal.entries()[0]?.sequence).toBe(4);
});

test('a journal that is off keeps nothing and counts nothing', () => {
  const journal = new Journal({ maxEntries: 0, maxBytes: 1e6, maxBodyBytes: 10 });

  journal.add(journalRecord());

  expect([journal.isOn, journal.size, journal.dropped, journal.entries()]).toEqual([
    false,
    0,
    0,
    [],
  ]);
});

test('what fills it to its last byte stays', () => {
  const one = new Journal({ maxEntries: 9, maxBytes: 1e6, maxBodyBytes: 10 });
  one.add(journalRecord());
  const journal = new Journal({ maxEntries: 9, maxBytes: one.bytes, maxBodyBytes: 10 });

  journal.add(journalRecord());

  expect(journal.size).toBe(1);
});

test.each([
  ['a longer target', { target: '/api/v1/credits?with=more' }],
  ['a body', { requestText: '{"a":1}' }],
  ['a longer reply', { replyText: '{"a":1}' }],
  ['headers', { rawHeaders: ['Accept', 'text/plain'] }],
  ['moves of credits', { credits: [{ kind: 'reserve', amount: 5, reference: 'a', atMs: 0 }] }],
] as const)('an entry is heavier by %s', (_what, more) => {
  const [plain, heavy] = [undefined, more].map((different) => {
    const journal = new Journal({ maxEntries: 9, maxBytes: 1e6, maxBodyBytes: 10 });
    journal.add(journalRecord(different as object));
    return journal.bytes;
  });

  expect(heavy).toBeGreaterThan(plain ?? Number.NaN);
});

test('callers who repeat themselves share the memory of their headers', () => {
  const journal = new Journal({ maxEntries: 9, maxBytes: 1e6, maxBodyBytes: 10 });
  const rawHeaders = ['Accept', '*/*'];
  const nothingYet = journal.keptHeaders(['Accept', '*/*']);

  journal.add(journalRecord({ rawHeaders }));

  expect(nothingYet).not.toBe(rawHeaders);
  expect(journal.keptHeaders(['Accept', '*/*'])).toBe(rawHeaders);
});

test.each([[['Accept', 'text/plain']], [['Accept', '*/*', 'X-More', '1']], [['Accept']], [[]]])(
  'headers %j are not those of Accept: */*',
  (headers) => {
    const journal = new Journal({ maxEntries: 9, maxBytes: 1e6, maxBodyBytes: 10 });
    journal.add(journalRecord({ rawHeaders: ['Accept', '*/*'] }));

    expect(journal.keptHeaders(headers)).toBe(headers);
  },
);

test('a limit takes the newest entries, oldest first', () => {
  const journal = new Journal({ maxEntries: 9, maxBytes: 1e6, maxBodyBytes: 10 });
  for (const replyText of ['1', '2', '3']) journal.add(journalRecord({ replyText }));

  const newest = journal.entries({ limit: 2 });

  expect(newest.map(({ reply }) => reply.body)).toEqual([2, 3]);
});

test('a filter takes those that fit, also by what they say', () => {
  const journal = new Journal({ maxEntries: 9, maxBytes: 1e6, maxBodyBytes: 10 });
  for (const status of [200, 404, 200]) journal.add(journalRecord({ status }));

  expect(journal.entries({ status: 404 }).map(({ sequence }) => sequence)).toEqual([2]);
});
