import { expect, test } from 'vitest';
import { readRecord } from '../../src/server/domain/journal-entries.ts';
import { journalRecord } from './journal-records.ts';

const SECRET = 'whsec_abcdef';
const HIDDEN = 'whsec_[redacted]';

test('a body is shown as JSON, and its beginning as text where it was cut', () => {
  const whole = readRecord(journalRecord({ requestText: '{"a":1}', requestBytes: 7 }), 1);
  const cut = readRecord(journalRecord({ requestText: '{"a"', requestBytes: 7 }), 1);

  expect(whole.request).toEqual({ headers: {}, body: { a: 1 }, bytes: 7, isCut: false });
  expect(cut.request).toEqual({ headers: {}, body: '{"a"', bytes: 7, isCut: true });
});

test('where no body was read there is none, and nothing was cut', () => {
  const { request } = readRecord(journalRecord({ requestBytes: 9 }), 1);

  expect(request).toEqual({ headers: {}, body: undefined, bytes: 9, isCut: false });
});

test('letters of several bytes are counted as they were sent', () => {
  const record = journalRecord({ replyText: '"é"', replyBytes: 4 });

  expect(readRecord(record, 1).reply.isCut).toBe(false);
});

test('what planned misfortune did is shown without secrets', () => {
  const evidence = {
    faults: [{ id: 'fault_1', summary: `503 ${SECRET}` }],
    directives: [{ field: 'prompt', text: `fail ${SECRET}` }],
    nearMisses: [{ kind: 'plan', id: 'plan_1', reason: `prompt like ${SECRET}` }],
  } as const;

  const shown = readRecord(journalRecord({ evidence: structuredClone(evidence) as never }), 1);

  expect(shown.faults).toEqual([{ id: 'fault_1', summary: `503 ${HIDDEN}` }]);
  expect(shown.directives).toEqual([{ field: 'prompt', text: `fail ${HIDDEN}` }]);
  expect(shown.nearMisses).toEqual([
    { kind: 'plan', id: 'plan_1', reason: `prompt like ${HIDDEN}` },
  ]);
});

test('where nothing was planned there is nothing to show', () => {
  const { faults, directives, nearMisses } = readRecord(journalRecord(), 1);

  expect([faults, directives, nearMisses]).toEqual([[], [], []]);
});

test('whoever changes a move of credits changes the copy', () => {
  const move = { kind: 'reserve', amount: 5, reference: 'task_a', atMs: 0 } as const;

  const { credits } = readRecord(journalRecord({ credits: [move] }), 1);

  expect(credits).toEqual([move]);
  expect(credits[0]).not.toBe(move);
});
