import { untilAborted } from './abort.ts';
import { ApiCallError, GenerationFailedError, WaitTimeoutError } from './errors.ts';
import { checkNames, checkWhole, type Sleep } from './options.ts';
import type { Generation } from './replies.ts';
import { isTransient } from './retry.ts';

/** When to poll: the wait before the first poll, before the second, and at most. */
export interface Pace {
  readonly firstDelayMs: number;
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
}

/** The documented pace (docs/api-generation-status): after 2-3 s, then every 5-10 s. */
export const DEFAULT_PACE: Pace = { firstDelayMs: 2_500, intervalMs: 5_000, maxIntervalMs: 10_000 };

/** The wait before a poll, counted from 0: it grows by a quarter each time, up to the longest. */
export function pollDelayMs(poll: number, pace: Pace = DEFAULT_PACE): number {
  if (poll === 0) return pace.firstDelayMs;
  return Math.min(pace.maxIntervalMs, Math.round(pace.intervalMs * 1.25 ** (poll - 1)));
}

/** How to wait for the end of a generation. */
export interface WaitOptions {
  /** How long to wait, in slept or in real time, whichever is more. @default 600_000 */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Is called with the generation after every poll, and awaited. */
  onProgress?: ((generation: Generation) => unknown) | undefined;
  /** @default 2_500 */
  firstDelayMs?: number | undefined;
  /** @default 5_000 */
  intervalMs?: number | undefined;
  /** @default 10_000, or `intervalMs` if that is longer */
  maxIntervalMs?: number | undefined;
}

/** A span of time that is used up by sleeping on any clock, or by real time, whichever is more. */
export class Deadline {
  readonly #timeoutMs: number;
  readonly #sleep: Sleep;
  readonly #startedAtMs = performance.now();
  #sleptMs = 0;

  constructor(timeoutMs: number, sleep: Sleep) {
    this.#timeoutMs = timeoutMs;
    this.#sleep = sleep;
  }

  /** What was used up so far. */
  usedMs(): number {
    return Math.max(this.#sleptMs, Math.floor(performance.now() - this.#startedAtMs));
  }

  /** What is left, 0 at the end. */
  remainingMs(): number {
    return Math.max(0, this.#timeoutMs - this.usedMs());
  }

  /** Sleeps, but not past the end. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const cutMs = Math.min(ms, this.remainingMs());
    await untilAborted(signal, () => (cutMs > 0 ? this.#sleep(cutMs, signal) : undefined));
    this.#sleptMs += cutMs;
  }
}

/** Polls until the generation is terminal. An unknown status means: go on. */
export async function pollUntilTerminal(
  taskId: string,
  options: WaitOptions,
  { sleep, retrieve }: { sleep: Sleep; retrieve: (deadline: Deadline) => Promise<Generation> },
): Promise<Generation> {
  const { timeoutMs, pace } = readWaitOptions(options);
  const { signal, onProgress } = options;
  const deadline = new Deadline(timeoutMs, sleep);
  let lastGeneration: Generation | undefined;
  const timeout = (cause?: unknown) =>
    new WaitTimeoutError(taskId, { lastGeneration, waitedMs: deadline.usedMs(), cause });
  for (let poll = 0; ; poll += 1) {
    await deadline.sleep(pollDelayMs(poll, pace), signal);
    const generation = await retrieve(deadline).catch((error: unknown) => {
      throw isOutOfTime(error, deadline) ? timeout(error) : error;
    });
    lastGeneration = generation;
    await untilAborted(signal, () => onProgress?.(generation));
    if (generation.status === 'succeeded') return generation;
    if (generation.status === 'failed') throw new GenerationFailedError(generation);
    if (deadline.remainingMs() === 0) throw timeout();
  }
}

function isOutOfTime(error: unknown, deadline: Deadline): boolean {
  if (!(error instanceof ApiCallError) || deadline.remainingMs() > 0) return false;
  return isTransient(error, { attempt: 0, method: 'get' });
}

function readWaitOptions(options: WaitOptions): { timeoutMs: number; pace: Pace } {
  const doing = 'wait for the generation';
  checkNames(doing, options, [
    'timeoutMs',
    'signal',
    'onProgress',
    'firstDelayMs',
    'intervalMs',
    'maxIntervalMs',
  ] satisfies (keyof WaitOptions)[]);
  const { timeoutMs = 600_000, firstDelayMs = DEFAULT_PACE.firstDelayMs } = options;
  const { intervalMs = DEFAULT_PACE.intervalMs } = options;
  const { maxIntervalMs = Math.max(DEFAULT_PACE.maxIntervalMs, intervalMs) } = options;
  checkWhole(doing, { timeoutMs, firstDelayMs }, { min: 0 });
  checkWhole(doing, { intervalMs }, { min: 1 });
  checkWhole(doing, { maxIntervalMs }, { min: intervalMs });
  return { timeoutMs, pace: { firstDelayMs, intervalMs, maxIntervalMs } };
}
