import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { RateWindow } from '../../contracts/snapshot.ts';
import { ApiError } from './api-error.ts';

/** What is left of the current window. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly resetMs: number;
}

const WINDOW_MS = ASSUMPTIONS['rateLimit.window'].value;

/** Counts requests per API key in fixed windows of world time; a window opens with its first request. */
export class RateLimits {
  readonly #now: () => number;
  #limit: number | undefined;
  #chosen: number | undefined;
  readonly #windows = new Map<string, { endsAtMs: number; count: number }>();

  constructor(now: () => number, limit: number | undefined) {
    this.#now = now;
    this.#limit = limit;
  }

  /** The limit that this world has instead of that of its fake. */
  get chosen(): number | undefined {
    return this.#chosen;
  }

  /** Allows `limit` requests in a window from now on, those counted before included. */
  choose(limit: number): void {
    this.#chosen = limit;
    this.#limit = limit;
  }

  /** Counts one request of a key, allowed or not; `undefined` where no limit is set. */
  count(keyId: string): Quota | undefined {
    if (this.#limit === undefined) return undefined;
    const nowMs = this.#now();
    let window = this.#windows.get(keyId);
    if (window === undefined || window.endsAtMs <= nowMs) {
      window = { endsAtMs: nowMs + WINDOW_MS, count: 0 };
      this.#windows.set(keyId, window);
    }
    window.count++;
    const remaining = this.#limit - window.count;
    return { limit: this.#limit, remaining, resetMs: window.endsAtMs - nowMs };
  }

  /** The windows that are still open. */
  snapshot(): RateWindow[] {
    const nowMs = this.#now();
    return [...this.#windows]
      .filter(([, { endsAtMs }]) => endsAtMs > nowMs)
      .map(([key, window]) => ({ key, ...window }));
  }

  restore(windows: readonly RateWindow[]): void {
    for (const { key, ...window } of windows) this.#windows.set(key, window);
  }
}

/**
 * Refuses a request that went over its quota.
 *
 * @throws {ApiError} `rate_limited`, with the time until the window ends.
 */
export function assertWithin(quota: Quota | undefined): void {
  if (quota === undefined || quota.remaining >= 0) return;
  throw new ApiError(
    'rate_limited',
    `Too many requests: ${quota.limit} are allowed in ${WINDOW_MS / 1_000} s`,
    { retryAfterMs: quota.resetMs },
  );
}
