import type { Journal } from './domain/journal.ts';
import type { JournalEntry } from './domain/journal-entries.ts';
import type { JournalFilter } from './domain/journal-filter.ts';

/** The requests of a world and their replies, as a test holds them. It stays valid over a reset. */
export interface JournalHandle {
  /** Entries that are kept. */
  readonly size: number;
  /** Entries that went, as the journal was full. */
  readonly dropped: number;
  /**
   * The entries that fit a filter, oldest first, without secrets.
   *
   * @throws {TypeError|RangeError} if a part of the filter makes no sense.
   */
  entries(filter?: JournalFilter): JournalEntry[];
  /** Forgets all entries. */
  clear(): void;
}

/** A handle on a journal, which is looked up anew at each use. */
export function createJournalHandle(find: () => Journal): JournalHandle {
  return {
    get size() {
      return find().size;
    },
    get dropped() {
      return find().dropped;
    },
    entries: (filter) => find().entries(filter),
    clear: () => find().clear(),
  };
}
