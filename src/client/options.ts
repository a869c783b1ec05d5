/** Waits, and rejects with the reason of the signal if that aborts first. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>;

/** How to reach the API. Every option may be left out. */
export interface ClientOptions {
  /**
   * Address of the API or of a fake, without `/api/v1`.
   *
   * @default RIVYA_BASE_URL of the environment, else `https://rivya.ai`
   */
  baseUrl?: string | undefined;
  /**
   * The API key; without one only `models.list()` works.
   *
   * @default RIVYA_API_KEY of the environment
   */
  apiKey?: string | undefined;
  /**
   * What sends the requests.
   *
   * @default the platform's fetch
   */
  fetch?: typeof globalThis.fetch | undefined;
  /**
   * How to wait between polls and retries; `(ms) => fake.clock.advance(ms)` takes no real time.
   *
   * @default a timer
   */
  sleep?: Sleep | undefined;
  /** How often a lost or postponed call is repeated. @default 2 */
  maxRetries?: number | undefined;
  /** How long one attempt may take in real time. @default 30_000 */
  attemptTimeoutMs?: number | undefined;
  /** Draws a number from 0 to 1 to spread retries. @default Math.random */
  random?: (() => number) | undefined;
}

/** Options after checking, with their defaults. */
export interface Settings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
  readonly maxRetries: number;
  readonly attemptTimeoutMs: number;
  readonly random: () => number;
}

/** The longest that a platform timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Completes the options from the environment and the defaults, and refuses wrong ones. */
export function readOptions(options: ClientOptions): Settings {
  const doing = 'create the client';
  checkNames(doing, options, [
    'baseUrl',
    'apiKey',
    'fetch',
    'sleep',
    'maxRetries',
    'attemptTimeoutMs',
    'random',
  ] satisfies (keyof ClientOptions)[]);
  const { maxRetries = 2, attemptTimeoutMs = 30_000, random = Math.random } = options;
  // Looked up at each call, so that an interceptor installed later is seen.
  const { fetch = (input, init) => globalThis.fetch(input, init), sleep = timer } = options;
  for (const [name, value] of Object.entries({ fetch, sleep, random })) {
    if (typeof value !== 'function') {
      throw new TypeError(`Cannot ${doing}: "${name}" must be a function`);
    }
  }
  checkWhole(doing, { maxRetries }, { min: 0 });
  checkWhole(doing, { attemptTimeoutMs }, { min: 1 });
  return {
    baseUrl: readBaseUrl(options.baseUrl ?? (environment('RIVYA_BASE_URL') || 'https://rivya.ai')),
    apiKey: readApiKey(options.apiKey ?? (environment('RIVYA_API_KEY') || undefined)),
    fetch,
    sleep,
    maxRetries,
    attemptTimeoutMs,
    random,
  };
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

/** Whether a text can be sent as a header value without harm. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

// The value is never quoted: whoever mixes up the options puts the key here.
function readBaseUrl(value: string): string {
  const cannot = 'Cannot create the client: "baseUrl" or RIVYA_BASE_URL must';
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(`${cannot} be an http or https URL`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError(`${cannot} have no credentials, query or fragment`);
  }
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  if (base.endsWith('/api/v1')) throw new TypeError(`${cannot} end before "/api/v1"`);
  return base;
}

function readApiKey(value: string | undefined): string | undefined {
  if (value === undefined || isHeaderValue(value)) return value;
  throw new TypeError(
    'Cannot create the client: "apiKey" or RIVYA_API_KEY must be visible ASCII characters without spaces',
  );
}

function environment(name: string): string | undefined {
  return typeof process === 'undefined' ? undefined : process.env?.[name];
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
