import type { Evidence, NearMiss } from './evidence.ts';
import type { LedgerEntry } from './ledger.ts';
import { redactBody, redactHeaders, redactTarget, redactText } from './redact.ts';

/**
 * How an exchange ended: its reply was sent, its caller left before that, or the connection was
 * closed on purpose.
 */
export type Ending = 'sent' | 'caller-left' | 'dropped';

/** One exchange, as it was at hand. It holds what callers have sent; `readRecord` shows it. */
export interface JournalRecord {
  readonly method: string;
  /** Path and query as they were asked for. */
  readonly target: string;
  /** An operationId, or `media` for a download; `undefined` where no route fits. */
  readonly operation: string | undefined;
  /** The id of what the request is about: a generation, a chat turn, a file, an endpoint. */
  readonly subject: string | undefined;
  readonly account: string | undefined;
  readonly key: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly requestText: string | undefined;
  readonly requestBytes: number;
  readonly replyText: string | undefined;
  readonly replyBytes: number;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly requestId: string | undefined;
  readonly replayed: boolean;
  readonly ending: Ending;
  readonly evidence: Evidence | undefined;
  readonly credits: readonly LedgerEntry[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly durationMs: number;
}

/** A body as the journal shows it. */
export interface JournalBody {
  /** The JSON value; its text where it is none or was cut; `undefined` where none was read or sent. */
  readonly body: unknown;
  readonly bytes: number;
  /** Whether the journal holds its beginning only. */
  readonly isCut: boolean;
}

/** One request and its reply, without secrets. */
export interface JournalEntry {
  /** Counts the requests of the world, from 1. */
  readonly sequence: number;
  readonly method: string;
  /** Path and query as they were asked for. */
  readonly path: string;
  /** An operationId, or `media` for a download; `undefined` where no route fits. */
  readonly operation: string | undefined;
  /** The id of what it is about: a generation, a chat turn, a file, a webhook endpoint. */
  readonly subject: string | undefined;
  readonly account: string | undefined;
  /** Names the key: `main`, a variant as `readonly`, or `made-…`. Never the key itself. */
  readonly key: string | undefined;
  readonly request: JournalBody & { readonly headers: Readonly<Record<string, string>> };
  readonly reply: JournalBody & {
    /** `undefined` where none was sent. */
    readonly status: number | undefined;
    readonly errorCode: string | undefined;
    readonly requestId: string | undefined;
    /** Whether it was remembered from an earlier request with the same Idempotency-Key. */
    readonly replayed: boolean;
    readonly ending: Ending;
  };
  readonly faults: Evidence['faults'];
  readonly directives: Evidence['directives'];
  readonly nearMisses: readonly NearMiss[];
  /** Credits that the request has moved. */
  readonly credits: readonly LedgerEntry[];
  /** World time when it came and when it was answered. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Real milliseconds. */
  readonly durationMs: number;
}

/** A record as it may be seen: without secrets, its bodies read. */
export function readRecord(record: JournalRecord, sequence: number): JournalEntry {
  const { method, operation, subject, account, key, evidence, credits } = record;
  const { status, errorCode, requestId, replayed, ending } = record;
  return {
    sequence,
    method,
    path: redactTarget(record.target),
    operation,
    subject: subject === undefined ? undefined : redactText(subject),
    account,
    key,
    request: {
      headers: redactHeaders(record.rawHeaders),
      ...readBody(record.requestText, record.requestBytes),
    },
    reply: {
      status,
      errorCode,
      requestId,
      replayed,
      ending,
      ...readBody(record.replyText, record.replyBytes),
    },
    faults: evidence?.faults.map((one) => redactMembers(one)) ?? [],
    directives: evidence?.directives.map((one) => redactMembers(one)) ?? [],
    nearMisses: evidence?.nearMisses.map((one) => redactMembers(one)) ?? [],
    credits: credits.map((move) => ({ ...move })),
    startedAtMs: record.startedAtMs,
    endedAtMs: record.endedAtMs,
    durationMs: record.durationMs,
  };
}

function readBody(text: string | undefined, bytes: number): JournalBody {
  if (text === undefined) return { body: undefined, bytes, isCut: false };
  const isCut = bytes > Buffer.byteLength(text);
  return { body: redactBody(text, !isCut), bytes, isCut };
}

function redactMembers<T extends object>(record: T): T {
  const members = Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactText(value) : value,
  ]);
  return Object.fromEntries(members) as T;
}
