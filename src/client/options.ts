import { parseUrl } from '../contracts/parse-url.ts';
import { checkFunctions, checkNames, checkWhole, isHeaderValue } from './check.ts';
import type { Exchange, Listener } from './exchange.ts';

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
  /**
   * How long a call may take with all its retries, in slept or in real time, whichever is more; `wait`,
   * `upload` and `download` have limits of their own.
   *
   * @default none beside those of its attempts
   */
  timeoutMs?: number | undefined;
  /**
   * Is told of every attempt: what was asked, what came of it, and whether another follows. It never
   * sees the key or another secret, and what it throws changes nothing.
   */
  onExchange?: ((exchange: Exchange) => unknown) | undefined;
  /** Whether `onExchange` is told the bodies too, without their secrets. @default false */
  exchangeBodies?: boolean | undefined;
  /** Draws a number from 0 to 1 to spread retries. @default Math.random */
  random?: (() => number) | undefined;
}

/** Options after checking, with their defaults. */
export interface Settings extends Listener {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
  readonly maxRetries: number;
  readonly attemptTimeoutMs: number;
  readonly timeoutMs: number | undefined;
  readonly random: () => number;
}

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
    'timeoutMs',
    'onExchange',
    'exchangeBodies',
    'random',
  ] satisfies (keyof ClientOptions)[]);
  const { maxRetries = 2, attemptTimeoutMs = 30_000, random = Math.random } = options;
  // Looked up at each call, so that an interceptor installed later is seen.
  const { fetch = (input, init) => globalThis.fetch(input, init), sleep = timer } = options;
  const { timeoutMs, onExchange, exchangeBodies = false } = options;
  checkFunctions(doing, { fetch, sleep, random, onExchange });
  if (typeof exchangeBodies !== 'boolean') {
    throw new TypeError(`Cannot ${doing}: "exchangeBodies" must be true or false`);
  }
  checkWhole(doing, { maxRetries }, { min: 0 });
  checkWhole(doing, { attemptTimeoutMs, timeoutMs: timeoutMs ?? 1 }, { min: 1 });
  return {
    baseUrl: readBaseUrl(options.baseUrl ?? (environment('RIVYA_BASE_URL') || 'https://rivya.ai')),
    apiKey: readApiKey(options.apiKey ?? (environment('RIVYA_API_KEY') || undefined)),
    fetch,
    sleep,
    maxRetries,
    attemptTimeoutMs,
    timeoutMs,
    onExchange,
    exchangeBodies,
    random,
  };
}

// The value is never quoted: whoever mixes up the options puts the key here.
function readBaseUrl(value: string): string {
  const cannot = 'Cannot create the client: "baseUrl" or RIVYA_BASE_URL must';
  const url = typeof value === 'string' ? parseUrl(value) : undefined;
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
