/** Waits in real time, for faults that ask for it; early where the signal aborts. */
export function realDelay(ms: number, left?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      left?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    left?.addEventListener('abort', end);
    if (left?.aborted) end();
  });
}

/** Real time as a Date header says it, off by `skewMs`. */
export function dateHeader(skewMs = 0): string {
  return new Date(Date.now() + skewMs).toUTCString();
}
