import { untilAborted } from './abort.ts';
import { type CallOptions, checkCall, checkFunctions, checkWhole } from './check.ts';
import { Deadline } from './deadline.ts';
import { ApiCallError, GenerationFailedError, WaitTimeoutError } from './errors.ts';
import type { Sleep } from './options.ts';
import type { Generation } from './replies.ts';
import { isTransient } from './retry.ts';

/** When to poll: the wait before the first poll, before the second, and at most. */
export interface Pace {
  readonly firstDelayMs: number;
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
  /** At most, once a wait has been long. @default `maxIntervalMs` */
  readonly longIntervalMs?: number;
}

/** The documented pace: after 2-3 s, then every 5-10 s, slower for long video and audio. */
export const DEFAULT_PACE: Required<Pace> = {
  firstDelayMs: 2_500,
  intervalMs: 5_000,
  maxIntervalMs: 10_000,
  longIntervalMs: 20_000,
};

/** When a wait is long; most images and chats are there by then. */
const LONG_WAIT_MS = 120_000;

/** A poll at the very end of a wait still gets this long. */
const LAST_POLL_MS = 5_000;

/** How many polls in a row may be lost, and how many may not find the generation. */
const LOST_POLLS = 5;
const MISSED_POLLS = 2;

/**
 * The wait before a poll, counted from 0: it grows by a quarter each time, up to the longest of the
 * pace, which is another once `waitedMs` are two minutes.
 *
 * @see https://rivya.ai/docs/api-generation-status
 */
export function pollDelayMs(poll: number, pace: Pace = DEFAULT_PACE, waitedMs = 0): number {
  if (poll === 0) return pace.firstDelayMs;
  const { maxIntervalMs, longIntervalMs = maxIntervalMs } = pace;
  const mostMs = waitedMs < LONG_WAIT_MS ? maxIntervalMs : longIntervalMs;
  return Math.min(mostMs, Math.round(pace.intervalMs * 1.25 ** (poll - 1)));
}

/** How to wait for the end of a generation. */
export interface WaitOptions extends CallOptions {
  /** How long to wait, in slept or in real time, whichever is more. @default 600_000 */
  timeoutMs?: number | undefined;
  /** Is called with the generation after every poll, and awaited. */
  onProgress?: ((generation: Generation) => unknown) | undefined;
  /** The wait before the first poll. @default 2_500 */
  firstDelayMs?: number | undefined;
  /** The wait before the second poll; it grows from there. @default 5_000 */
  intervalMs?: number | undefined;
  /**
   * The longest wait between two polls, never less than `intervalMs`.
   *
   * @default 10_000, and 20_000 once two minutes have passed
   */
  maxIntervalMs?: number | undefined;
}

/**
 * Polls until the generation is terminal. An unknown status means: go on, and so does a status that
 * cannot be had just now.
 */
export async function pollUntilTerminal(
  taskId: string,
  options: WaitOptions,
  { sleep, retrieve }: { sleep: Sleep; retrieve: (deadline: Deadline) => Promise<Generation> },
): Promise<Generation> {
  const { timeoutMs, pace } = readWaitOptions(options);
  const { signal, onProgress } = options;
  const deadline = new Deadline(timeoutMs, sleep, LAST_POLL_MS);
  const lost: ApiCallError[] = [];
  let lastGeneration: Generation | undefined;
  for (let poll = 0; ; poll += 1) {
    const askedMs = lost.at(-1)?.retryAfterMs ?? 0;
    const delayMs = Math.max(pollDelayMs(poll, pace, deadline.usedMs()), askedMs);
    await deadline.sleep(delayMs, signal);
    const generation = await retrieve(deadline).catch((error: unknown): undefined => {
      lost.push(forgivable(error, lost));
    });
    if (generation !== undefined) {
      lost.length = 0;
      lastGeneration = generation;
      await untilAborted(signal, () => onProgress?.(generation));
      if (generation.status === 'succeeded') return generation;
      if (generation.status === 'failed') throw new GenerationFailedError(generation);
    }
    if (deadline.remainingMs() > 0) continue;
    const waitedMs = deadline.usedMs();
    throw new WaitTimeoutError(taskId, { lastGeneration, waitedMs, cause: lost.at(-1) });
  }
}

/** An error that may pass, also as the next of those in a row. @throws any other. */
function forgivable(error: unknown, lost: readonly ApiCallError[]): ApiCallError {
  if (!(error instanceof ApiCallError)) throw error;
  const isMissed = error.status === 404;
  if (!isMissed && !isTransient(error, { attempt: 0 })) throw error;
  if (lost.length >= (isMissed ? MISSED_POLLS : LOST_POLLS)) throw error;
  return error;
}

function readWaitOptions(options: WaitOptions): { timeoutMs: number; pace: Pace } {
  const doing = 'wait for the generation';
  const { onProgress, timeoutMs = 600_000, firstDelayMs = DEFAULT_PACE.firstDelayMs } = options;
  const { intervalMs = DEFAULT_PACE.intervalMs } = options;
  const most = (ms: number) => options.maxIntervalMs ?? Math.max(ms, intervalMs);
  const maxIntervalMs = most(DEFAULT_PACE.maxIntervalMs);
  const longIntervalMs = most(DEFAULT_PACE.longIntervalMs);
  checkCall(doing, { ...options, timeoutMs: 1 }, [
    'onProgress',
    'firstDelayMs',
    'intervalMs',
    'maxIntervalMs',
  ] satisfies (keyof WaitOptions)[]);
  checkFunctions(doing, { onProgress });
  checkWhole(doing, { timeoutMs, firstDelayMs }, { min: 0 });
  checkWhole(doing, { intervalMs }, { min: 1 });
  checkWhole(doing, { maxIntervalMs }, { min: intervalMs });
  return { timeoutMs, pace: { firstDelayMs, intervalMs, maxIntervalMs, longIntervalMs } };
}
