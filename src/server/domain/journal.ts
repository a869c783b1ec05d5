import { type JournalEntry, type JournalRecord, readRecord } from './journal-entries.ts';
import { type JournalFilter, matcherOf } from './journal-filter.ts';

/** What a journal keeps at most; beyond it the oldest entries go. */
export interface JournalLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Bytes of each body that are kept. */
  readonly maxBodyBytes: number;
}

/** What an entry weighs beside its texts, measured. */
const BYTES_PER_ENTRY = 600;
const BYTES_PER_MOVE = 80;

/** Empty places that are left, so that the list is not copied for each entry that goes. */
const MOST_EMPTY = 256;

/** The requests of one world and their replies, oldest first. Its size is bounded. */
export class Journal {
  readonly limits: JournalLimits;
  #records: (JournalRecord | undefined)[] = [];
  /** Places at the beginning of the list that are empty, until it is worth the while to close them. */
  #empty = 0;
  /** Entries that came before the first one. */
  #before = 0;
  #dropped = 0;
  #bytes = 0;

  constructor(limits: JournalLimits) {
    this.limits = limits;
  }

  /** Whether anything is kept. */
  get isOn(): boolean {
    return this.limits.maxEntries > 0;
  }

  /** Entries that are kept. */
  get size(): number {
    return this.#records.length - this.#empty;
  }

  /** Entries that went, as the journal was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** An estimate of the memory that the entries take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Headers as they are kept: callers who repeat themselves, as those who poll, cost nothing anew. */
  keptHeaders(headers: readonly string[]): readonly string[] {
    const last = this.#records.at(-1)?.rawHeaders;
    return last !== undefined && areEqual(last, headers) ? last : headers;
  }

  /** The text of a reply as it is kept, which is the last one where they are equal. */
  keptReply(text: string): string {
    const last = this.#records.at(-1)?.replyText;
    return last === text ? last : text;
  }

  /** Adds an exchange; what the bounds leave no room for goes, the oldest first. */
  add(record: JournalRecord): void {
    if (!this.isOn) return;
    this.#records.push(record);
    this.#bytes += weightOf(record);
    const { maxEntries, maxBytes } = this.limits;
    while (this.size > maxEntries || (this.#bytes > maxBytes && this.size > 0)) this.#dropOldest();
  }

  /**
   * The entries that fit a filter, oldest first, without secrets.
   *
   * @throws {TypeError|RangeError} if a part of the filter makes no sense.
   */
  entries(filter: JournalFilter = {}): JournalEntry[] {
    const matches = matcherOf(filter);
    const most = filter.limit ?? Number.POSITIVE_INFINITY;
    const found: JournalEntry[] = [];
    for (let index = this.#records.length - 1; index >= this.#empty; index--) {
      if (found.length >= most) break;
      const record = this.#records[index];
      if (record === undefined || !matches.record(record)) continue;
      const entry = readRecord(record, this.#before + index - this.#empty + 1);
      if (matches.entry(entry)) found.push(entry);
    }
    return found.reverse();
  }

  /** Forgets all entries. */
  clear(): void {
    this.#before += this.size;
    this.#records = [];
    this.#empty = 0;
    this.#bytes = 0;
    this.#dropped = 0;
  }

  #dropOldest(): void {
    const oldest = this.#records[this.#empty];
    if (oldest === undefined) return;
    this.#bytes -= weightOf(oldest);
    this.#records[this.#empty] = undefined;
    this.#empty++;
    this.#before++;
    this.#dropped++;
    if (this.#empty < MOST_EMPTY || this.#empty < this.#records.length / 2) return;
    this.#records = this.#records.slice(this.#empty);
    this.#empty = 0;
  }
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** An estimate of the memory that an entry takes. */
function weightOf(record: JournalRecord): number {
  let bytes = BYTES_PER_ENTRY + sizeOf(record.requestText) + sizeOf(record.replyText);
  for (const text of record.rawHeaders) bytes += text.length;
  return bytes + record.target.length + record.credits.length * BYTES_PER_MOVE;
}

/** Texts take two bytes for each letter where one of them needs it, and nobody counts which. */
function sizeOf(text: string | undefined): number {
  return text === undefined ? 0 : text.length * 2;
}
