import { untilAborted } from './abort.ts';
import type { Sleep } from './options.ts';

/** A span of time that is used up by sleeping on any clock, or by real time, whichever is more. */
export class Deadline {
  /** How long the span is. */
  readonly timeoutMs: number;
  readonly #sleep: Sleep;
  readonly #lastAttemptMs: number;
  readonly #startedAtMs = performance.now();
  #sleptMs = 0;

  /** An attempt that begins at the very end still gets `lastAttemptMs`. */
  constructor(timeoutMs: number, sleep: Sleep, lastAttemptMs = 1) {
    this.timeoutMs = timeoutMs;
    this.#sleep = sleep;
    this.#lastAttemptMs = lastAttemptMs;
  }

  /** What was used up so far. */
  usedMs(): number {
    return Math.max(this.#sleptMs, Math.floor(performance.now() - this.#startedAtMs));
  }

  /** What is left, 0 at the end. */
  remainingMs(): number {
    return Math.max(0, this.timeoutMs - this.usedMs());
  }

  /** How long an attempt may take that would otherwise have the given time. */
  attemptMs(atMostMs: number): number {
    return Math.min(atMostMs, Math.max(this.remainingMs(), this.#lastAttemptMs));
  }

  /** Sleeps, but not past the end. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const cutMs = Math.min(ms, this.remainingMs());
    await untilAborted(signal, () => (cutMs > 0 ? this.#sleep(cutMs, signal) : undefined));
    this.#sleptMs += cutMs;
  }
}
