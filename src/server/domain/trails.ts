import type { GenerationRecord } from './generation-record.ts';

/**
 * What became of the generations of one world that they do not remember themselves: when they began to
 * be processed, and whether a result was fetched.
 */
export class Trails {
  readonly #processingAtMs = new Map<string, number>();
  readonly #fetched = new Set<string>();

  /** Takes note of a generation that has moved on. */
  noteMove({ id, status, updatedAtMs }: GenerationRecord): void {
    if (status === 'processing') this.#processingAtMs.set(id, updatedAtMs);
  }

  /** When a generation began to be processed, if it did so in this world. */
  processingAtMs(id: string): number | undefined {
    return this.#processingAtMs.get(id);
  }

  /** Takes note that a result of a generation was downloaded. */
  noteFetched(id: string): void {
    this.#fetched.add(id);
  }

  /** Whether a result of a generation was ever downloaded in this world. */
  isFetched(id: string): boolean {
    return this.#fetched.has(id);
  }
}
