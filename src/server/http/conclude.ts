import type { Journal } from '../domain/journal.ts';
import type { Ending, JournalRecord } from '../domain/journal-entries.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { closeExchange, type OpenExchange, targetOf } from './exchange.ts';
import type { Host } from './host.ts';

/** How an exchange ended, and what the caller got. */
export interface Conclusion {
  /** `undefined` or 0 where no reply was begun. */
  readonly status: number | undefined;
  readonly errorCode?: string | undefined;
  readonly ending: Ending;
  /** The body of the reply as it was sent, or its beginning. */
  readonly text?: string | undefined;
  /** Bytes of the body of the reply. */
  readonly bytes?: number;
}

/** Tells everyone who listens, once, how an exchange ended: its journal, and the observer of the fake. */
export function conclude(host: Host, exchange: OpenExchange, conclusion: Conclusion): void {
  if (exchange.isConcluded) return;
  exchange.isConcluded = true;
  const { world, isControl, operationId } = exchange;
  if (world?.journal.isOn && !isControl) {
    world.journal.add(recordOf(exchange, conclusion, world.journal));
  }
  const { status, errorCode } = conclusion;
  if (!isControl) host.coverage.noteCall(operationId, status, errorCode);
  if (status !== undefined) host.onExchange?.(closeExchange(exchange, status, errorCode));
}

const NO_MOVES: readonly LedgerEntry[] = [];

function recordOf(exchange: OpenExchange, conclusion: Conclusion, journal: Journal): JournalRecord {
  const { maxBodyBytes } = journal.limits;
  const { req, world, account, received } = exchange;
  const { text, bytes = 0, ending, status, errorCode } = conclusion;
  const { subject } = exchange;
  const endedAtMs = world?.clock.now() ?? 0;
  return {
    method: req.method ?? '',
    target: cut(targetOf(req), MOST_TARGET),
    operation: exchange.operationId,
    subject,
    account: account?.name,
    key: exchange.key,
    rawHeaders: journal.keptHeaders(req.rawHeaders),
    requestText: received === undefined ? undefined : cut(received, maxBodyBytes),
    requestBytes: received === undefined ? 0 : Buffer.byteLength(received),
    replyText: text === undefined ? undefined : journal.keptReply(cut(text, maxBodyBytes)),
    replyBytes: bytes,
    status: status === 0 ? undefined : status,
    errorCode,
    requestId: exchange.drawnId(),
    replayed: exchange.replayed,
    ending,
    evidence: exchange.evidence,
    credits: movesOf(exchange, subject),
    startedAtMs: exchange.startedAtMs ?? endedAtMs,
    endedAtMs,
    durationMs: performance.now() - exchange.openedMs,
  };
}

const MOST_TARGET = 2_048;

/** The moves of credits that this request has made, and none of another that ran beside it. */
function movesOf(
  { account, entriesBefore }: OpenExchange,
  subject: string | undefined,
): readonly LedgerEntry[] {
  if (account === undefined || account.ledger.entries.length === entriesBefore) return NO_MOVES;
  return account.ledger.entries
    .slice(entriesBefore)
    .filter(({ reference }) => reference === subject);
}

/** The beginning of a text of which nothing else stays in memory. */
function cut(text: string, maxBytes: number): string {
  if (text.length <= maxBytes && text.length * 3 <= maxBytes) return text;
  if (text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text.slice(0, maxBytes));
  return bytes.toString('utf8', 0, maxBytes).replace(/\ufffd$/, '');
}
