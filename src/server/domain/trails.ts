import type { GenerationRecord } from './generations.ts';

/** What is known of a generation beside itself: how it came about, and what became of its result. */
export interface Trail {
  readonly record: GenerationRecord;
  processingAtMs: number | undefined;
  /** The same for equal bodies of one account; `undefined` where no request is known. */
  fingerprint: string | undefined;
  /** Whether it was asked for with an Idempotency-Key. */
  isKeyed: boolean;
  /** Whether someone was told of its end. */
  isSeen: boolean;
  /** Whether one of its files was downloaded. */
  isDownloaded: boolean;
}

/** The trails of the generations of one world, oldest first. */
export class Trails {
  readonly #trails = new Map<string, Trail>();

  /** All trails, oldest first. */
  list(): Iterable<Trail> {
    return this.#trails.values();
  }

  /** The trail of a generation, if there is one. */
  find(id: string): Trail | undefined {
    return this.#trails.get(id);
  }

  /** Takes note of a generation that has moved on. */
  noteMove(record: GenerationRecord): void {
    const trail = this.#of(record);
    if (record.status === 'processing') trail.processingAtMs = record.updatedAtMs;
  }

  /** Takes note of the request that a generation came from. */
  noteRequest(record: GenerationRecord, body: string, isKeyed: boolean): void {
    const trail = this.#of(record);
    trail.fingerprint = `${record.account.name} ${fingerprintOf(body)}`;
    trail.isKeyed = isKeyed;
  }

  #of(record: GenerationRecord): Trail {
    const known = this.#trails.get(record.id);
    if (known !== undefined) return known;
    const trail: Trail = {
      record,
      processingAtMs: undefined,
      fingerprint: undefined,
      isKeyed: false,
      isSeen: false,
      isDownloaded: false,
    };
    this.#trails.set(record.id, trail);
    return trail;
  }
}

/** A short text that tells bodies apart: FNV-1a twice, with their length. */
function fingerprintOf(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x5bd1e995);
  }
  return `${(first >>> 0).toString(36)}.${(second >>> 0).toString(36)}.${text.length}`;
}
