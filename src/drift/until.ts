import { setMaxListeners } from 'node:events';
import { firstOf } from '../client/abort.ts';

/** Sends requests that end with the time of the whole run, if not before. */
export function fetchUntil(
  end: AbortSignal,
  fetch: typeof globalThis.fetch,
): typeof globalThis.fetch {
  // Every request of the run listens to its end, and their number is bounded.
  setMaxListeners(0, end);
  return (input, init) =>
    fetch(input, { ...init, signal: firstOf(end, init?.signal ?? undefined) });
}
