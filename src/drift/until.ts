import { setMaxListeners } from 'node:events';

/**
 * Sends requests that end with the time of the whole run, if not before.
 *
 * The two signals are joined by hand: Node 20 may collect what `AbortSignal.any` gives while a
 * request still waits for it, and then nothing ends the request.
 */
export function fetchUntil(
  end: AbortSignal,
  fetch: typeof globalThis.fetch,
): typeof globalThis.fetch {
  // Every request of the run listens to its end, and their number is bounded.
  setMaxListeners(0, end);
  return (input, init) => {
    const both = new AbortController();
    for (const signal of [end, ...(init?.signal ? [init.signal] : [])]) {
      if (signal.aborted) both.abort(signal.reason);
      else signal.addEventListener('abort', () => both.abort(signal.reason), { once: true });
    }
    return fetch(input, { ...init, signal: both.signal });
  };
}
