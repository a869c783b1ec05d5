/**
 * Does the work and settles as it does, but rejects with the reason of the signal as soon as that
 * aborts, whether or not the work knows about signals.
 */
export async function untilAborted<T>(
  signal: AbortSignal | undefined,
  work: () => T | Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The reason of the signal that `untilLate` gives to work that takes too long. */
export const LATE = Symbol('late');

/** Does the work like `untilAborted`, but rejects with `LATE` once it took the given real time. */
export async function untilLate<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(LATE), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await untilAborted(controller.signal, () => work(controller.signal));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * A signal that aborts with the first of the given ones, for its reason.
 *
 * They are joined by hand: Node 20 may collect what `AbortSignal.any` gives while a request still
 * waits for it, and then nothing ends the request.
 */
export function firstOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    if (signal?.aborted) first.abort(signal.reason);
    signal?.addEventListener('abort', () => first.abort(signal.reason), { signal: first.signal });
  }
  return first.signal;
}
