import type { JournalRecord } from '../../src/server/domain/journal-entries.ts';

/** A look at the credits, as the journal keeps it, with what is different. */
export function journalRecord(different: Partial<JournalRecord> = {}): JournalRecord {
  const { replyText = '{}' } = different;
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
    ...different,
  };
}
