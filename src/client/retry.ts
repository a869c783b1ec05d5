import { ERRORS, type ErrorCode } from '../contracts/errors.ts';
import type { ApiCallFailure } from './errors.ts';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;
const MAX_RETRY_AFTER_MS = 60_000;

/** The attempt that failed, and what its call allows. */
export interface FailedAttempt {
  /** 0 for the first. */
  readonly attempt: number;
  readonly maxRetries: number;
  readonly method: string;
  /** Whether the call carries an `Idempotency-Key`. */
  readonly isIdempotent: boolean;
}

/**
 * How long to wait before the next attempt, or `undefined` if there must be none. It is never less
 * than `Retry-After` says; `random` (0 to 1) spreads the rest.
 *
 * @see https://rivya.ai/docs/api-errors-and-limits
 */
export function retryDelayMs(
  failure: ApiCallFailure,
  failed: FailedAttempt,
  random: number,
): number | undefined {
  const isSafe = failed.method === 'get' || failed.isIdempotent;
  if (!isSafe || failed.attempt >= failed.maxRetries) return undefined;
  if (!isTransient(failure, failed)) return undefined;
  const retryAfterMs = failure.retryAfterMs ?? 0;
  if (retryAfterMs > MAX_RETRY_AFTER_MS) return undefined;
  const backoffMs = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failed.attempt);
  return Math.max(retryAfterMs, Math.round(backoffMs * (0.5 + random / 2)));
}

/** Whether the same call may fare better later. The catalogue decides over the status. */
export function isTransient(
  { code, status = 0 }: ApiCallFailure,
  { attempt }: Pick<FailedAttempt, 'attempt'>,
): boolean {
  if (code === 'connection_failed' || code === 'timeout') return true;
  const isSuccess = status >= 200 && status < 300;
  // What is repeated is a read, or carries a key: a creation that was accepted is not made twice.
  if (code === 'unreadable_reply' && isSuccess) return true;
  // On a retry the key is surely ours: its lost first attempt is still running.
  if (code === 'idempotency_conflict') return attempt > 0;
  if (Object.hasOwn(ERRORS, code)) return ERRORS[code as ErrorCode].retry === 'retry-later';
  return status === 408 || status === 429 || status >= 500;
}

/**
 * The wait that a `Retry-After` header asks for, in seconds or as an HTTP date.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000);
  if (!/^[A-Za-z]{3,9},? /.test(value)) return undefined;
  // The oldest of the three date forms names no zone, and means GMT all the same.
  const dateMs = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
