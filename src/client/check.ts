/** The longest that a platform timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What every call takes. */
export interface CallOptions {
  /** Ends the call with its reason, whatever the call is doing. */
  signal?: AbortSignal | undefined;
  /**
   * How long the call may take with all its retries, in slept or in real time, whichever is more.
   *
   * @default `timeoutMs` of the client
   */
  timeoutMs?: number | undefined;
}

/** Refuses options of a call that nobody would read, or that make no sense. */
export function checkCall(doing: string, options: CallOptions, more: readonly string[] = []): void {
  checkNames(doing, options, ['signal', 'timeoutMs', ...more]);
  const { signal, timeoutMs = 1 } = options;
  if (signal !== undefined && typeof Object(signal).throwIfAborted !== 'function') {
    throw new TypeError(`Cannot ${doing}: "signal" must be an AbortSignal`);
  }
  checkWhole(doing, { timeoutMs }, { min: 1 });
}

/** Refuses a body that is no object. */
export function checkBody(doing: string, body: unknown): void {
  if (typeof body === 'object' && body !== null) return;
  throw new TypeError(`Cannot ${doing}: the body must be an object`);
}

/** Refuses what is not an object, and every option that nobody would read. */
export function checkNames(doing: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`Cannot ${doing}: the options must be an object`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      const list = known.join(', ');
      throw new TypeError(`Cannot ${doing}: there is no option "${name}", only ${list}`);
    }
  }
}

/** Refuses numbers that are not whole, too small, or longer than a timer can wait. */
export function checkWhole(
  doing: string,
  numbers: { readonly [name: string]: number },
  { min }: { min: number },
): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isInteger(value) || value < min || value > MAX_TIMER_MS) {
      throw new RangeError(
        `Cannot ${doing}: "${name}" must be a whole number from ${min} to ${MAX_TIMER_MS}`,
      );
    }
  }
}

/** Refuses what is given and is no function. */
export function checkFunctions(doing: string, given: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && typeof value !== 'function') {
      throw new TypeError(`Cannot ${doing}: "${name}" must be a function`);
    }
  }
}

/** Whether a text can be sent as a header value without harm. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
