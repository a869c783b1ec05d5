import { expect, test } from 'vitest';
import { Journal } from '../../src/server/domain/journal.ts';
import type { JournalRecord } from '../../src/server/domain/journal-entries.ts';

function record(replyText: string): JournalRecord {
  return {
    method: 'GET',
    target: '/api/v1/credits',
    operation: 'retrieveCredits',
    subject: undefined,
    account: 'main',
    key: 'main',
    rawHeaders: [],
    requestText: undefined,
    requestBytes: 0,
    replyText,
    replyBytes: replyText.length,
    status: 200,
    errorCode: undefined,
    requestId: undefined,
    replayed: false,
    ending: 'sent',
    evidence: undefined,
    credits: [],
    startedAtMs: 0,
    endedAtMs: 0,
    durationMs: 0,
  };
}

test('the oldest entries go when there are too many', () => {
  const journal = new Journal({ maxEntries: 3, maxBytes: 1e9, maxBodyBytes: 100 });

  for (let count = 1; count <= 1_000; count++) journal.add(record(`"${count}"`));

  expect(journal.entries().map(({ sequence, reply }) => [sequence, reply.body])).toEqual([
    [998, '998'],
    [999, '999'],
    [1_000, '1000'],
  ]);
  expect([journal.size, journal.dropped]).toEqual([3, 997]);
});

test('the oldest entries go when they are too large together', () => {
  const journal = new Journal({ maxEntries: 1e6, maxBytes: 20_000, maxBodyBytes: 4_096 });

  for (let count = 0; count < 500; count++) journal.add(record('x'.repeat(4_096)));

  expect(journal.size).toBe(2);
  expect(journal.bytes).toBeLessThanOrEqual(20_000);
});

test('a journal without room keeps nothing and fails nothing', () => {
  const journal = new Journal({ maxEntries: 10, maxBytes: 10, maxBodyBytes: 10 });

  journal.add(record('x'));

  expect([journal.size, journal.bytes, journal.dropped]).toEqual([0, 0, 1]);
});

test('clear() forgets entries, their weight and what was dropped, and counts on', () => {
  const journal = new Journal({ maxEntries: 2, maxBytes: 1e6, maxBodyBytes: 10 });
  for (let count = 0; count < 3; count++) journal.add(record('x'));

  journal.clear();
  const empty = [journal.size, journal.bytes, journal.dropped];
  journal.add(record('x'));

  expect(empty).toEqual([0, 0, 0]);
  expect(journal.entries()[0]?.sequence).toBe(4);
});
