import type { GenerationRecord } from './generations.ts';

/** When the generations of one world began to be processed, which they do not remember themselves. */
export class Trails {
  readonly #processingAtMs = new Map<string, number>();

  /** Takes note of a generation that has moved on. */
  noteMove({ id, status, updatedAtMs }: GenerationRecord): void {
    if (status === 'processing') this.#processingAtMs.set(id, updatedAtMs);
  }

  /** When a generation began to be processed, if it did so in this world. */
  processingAtMs(id: string): number | undefined {
    return this.#processingAtMs.get(id);
  }
}
