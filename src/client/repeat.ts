import { untilAborted } from './abort.ts';
import type { Deadline } from './deadline.ts';
import { ApiCallError } from './errors.ts';
import { type AttemptStart, type OpenExchange, openExchange } from './exchange.ts';
import type { Settings } from './options.ts';
import { retryDelayMs } from './retry.ts';

/** A call that can be made again and again, as far as its kind allows. */
export interface Repeatable extends Omit<AttemptStart, 'attempt'> {
  /** Whether it carries an `Idempotency-Key`. */
  readonly isIdempotent: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes attempts until one succeeds or none may follow, and tells of each. A retry that would begin
 * past the deadline is not waited for.
 */
export async function repeat<T>(
  settings: Settings,
  call: Repeatable,
  deadline: Deadline | undefined,
  attemptOnce: (seen: OpenExchange) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const seen = openExchange(settings, { ...call, attempt });
    try {
      const value = await attemptOnce(seen);
      seen.end();
      return value;
    } catch (error) {
      const retryInMs = delayAfter(settings, call, { error, attempt, deadline });
      seen.end({ error, retryInMs });
      if (retryInMs === undefined) throw error;
      await untilAborted(call.signal, () => (deadline ?? settings).sleep(retryInMs, call.signal));
    }
  }
}

function delayAfter(
  { maxRetries, random }: Settings,
  { method, isIdempotent }: Repeatable,
  { error, attempt, deadline }: { error: unknown; attempt: number; deadline: Deadline | undefined },
): number | undefined {
  if (!(error instanceof ApiCallError)) return undefined;
  const failed = { attempt, maxRetries, method: method.toLowerCase(), isIdempotent };
  const delayMs = retryDelayMs(error, failed, random());
  const isTooLate = deadline !== undefined && (delayMs ?? 0) >= deadline.remainingMs();
  return isTooLate ? undefined : delayMs;
}
