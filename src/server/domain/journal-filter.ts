import { show } from '../../contracts/explain.ts';
import type { JournalEntry, JournalRecord } from './journal-entries.ts';

/** Which entries are wanted; what is left out fits to every entry. */
export interface JournalFilter {
  /** An operationId, `media` for downloads, or `none` where no route fits. */
  readonly operation?: string;
  readonly method?: string;
  /** A status as 404, or a class of them as '4xx'. */
  readonly status?: number | string;
  /** An error code. */
  readonly error?: string;
  /** The id of a generation, a chat turn, a file or a webhook endpoint. */
  readonly subject?: string;
  readonly account?: string;
  /** World time, from which on requests came. */
  readonly since?: number | Date;
  /** A part of the path or of either body, in any case. */
  readonly text?: string;
  /** How many entries at most; the newest are given. */
  readonly limit?: number;
}

interface Matcher {
  /** What can be told before an entry is read. */
  readonly record: (record: JournalRecord) => boolean;
  readonly entry: (entry: JournalEntry) => boolean;
}

const CLASS = /^[1-5]xx$/;

/** What was expected instead of a wrong value, by part of a filter. */
const CHECKS: { readonly [Name in keyof Required<JournalFilter>]: (value: unknown) => Expected } = {
  operation: text,
  method: text,
  status: (value) => (isStatus(value) ? undefined : 'a status as 404, or a class as "4xx"'),
  error: text,
  subject: text,
  account: text,
  since: (value) => (isTime(value) ? undefined : 'epoch milliseconds of the world, or a Date'),
  text,
  limit: (value) =>
    Number.isSafeInteger(value) && Number(value) > 0 ? undefined : 'a whole number from 1',
};
type Expected = string | undefined;

/**
 * The two questions that a filter asks.
 *
 * @throws {TypeError} if a part is unknown. @throws {RangeError} if a value makes no sense.
 */
export function matcherOf(filter: JournalFilter): Matcher {
  checkFilter(filter);
  const { operation, method, status, error, subject, account, since } = filter;
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Number(since);
  const words = filter.text?.toLowerCase();
  return {
    record: (record) =>
      record.startedAtMs >= sinceMs &&
      (operation === undefined || (record.operation ?? 'none') === operation) &&
      (method === undefined || record.method === method.toUpperCase()) &&
      (status === undefined || fitsStatus(record.status, status)) &&
      (error === undefined || record.errorCode === error) &&
      (subject === undefined || record.subject === subject) &&
      (account === undefined || record.account === account),
    entry: (entry) => words === undefined || textOf(entry).includes(words),
  };
}

function checkFilter(filter: JournalFilter): void {
  if (typeof filter !== 'object' || filter === null) {
    throw new TypeError(
      `Cannot read the journal: the filter is ${show(filter)}, expected an object`,
    );
  }
  for (const [name, value] of Object.entries(filter)) {
    if (!Object.hasOwn(CHECKS, name)) {
      const known = Object.keys(CHECKS).join(', ');
      throw new TypeError(`Cannot read the journal: unknown filter "${name}"; known are ${known}`);
    }
    const expected = value === undefined ? undefined : CHECKS[name as keyof JournalFilter](value);
    if (expected === undefined) continue;
    const shown = value instanceof Date ? String(value) : show(value);
    throw new RangeError(`Cannot read the journal: ${name} is ${shown}, expected ${expected}`);
  }
}

function fitsStatus(actual: number | undefined, wanted: number | string): boolean {
  if (typeof wanted === 'number') return actual === wanted;
  return actual !== undefined && Math.floor(actual / 100) === Number(wanted[0]);
}

function isStatus(value: unknown): boolean {
  return (Number.isSafeInteger(value) && Number(value) >= 100) || CLASS.test(String(value));
}

function isTime(value: unknown): boolean {
  return (typeof value === 'number' || value instanceof Date) && Number.isFinite(Number(value));
}

function text(value: unknown): Expected {
  return typeof value === 'string' && value !== '' ? undefined : 'a text that is not empty';
}

function textOf({ path, request, reply }: JournalEntry): string {
  return [path, ...[request.body, reply.body].map(bodyText)].join('\n').toLowerCase();
}

/** JSON values are searched as they are written. */
function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
}
