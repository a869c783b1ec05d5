/** Goes on with a value: at once if it is there, and as soon as it is there otherwise. */
export function after<T>(value: T | Promise<T>, next: (value: T) => unknown): unknown {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** What `try`, `catch` and `finally` do, for work that may or may not take time. */
export function finish(
  work: () => unknown,
  fail: (error: unknown) => void,
  always: () => void,
): Promise<void> | undefined {
  try {
    const pending = work();
    if (pending instanceof Promise) return pending.then(undefined, fail).finally(always);
  } catch (error) {
    fail(error);
  }
  always();
  return undefined;
}
