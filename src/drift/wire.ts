import { parseJson } from '../recording/parse-json.ts';
import { redactText, withoutSecrets } from '../recording/redact.ts';
import { startsNothing } from './starts-nothing.ts';

class TooLong extends Error {}

/** The most of a reply that is read. */
const MOST_BYTES = 16 * 1_024 * 1_024;
const WINDOW_MS = 60_000;
const MOST_WAITS = 3;

/** One request of a probe. */
export interface Ask {
  readonly method?: string;
  readonly path: string;
  /** `own` is the key of the run; `none` sends no key, and any other text is sent as one. */
  readonly key?: 'own' | 'restricted' | 'none' | (string & {});
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | object;
  /** Whether it may start something; only probes with a budget may set it. */
  readonly mayStart?: boolean;
}

/** What came of it, redacted: no secret comes as far as a probe. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
  /** The code of a refusal. */
  readonly code: string | undefined;
}

/** How to reach the API, and how to wait. */
export interface WireOptions {
  readonly baseUrl: URL;
  readonly apiKey: string | undefined;
  readonly restrictedKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly timeoutMs: number;
}

/** No answer came that could be read. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Sends what probes ask: keys to the one host only, no redirect followed, no task started unasked. */
export class Wire {
  readonly #options: WireOptions;
  /** The refusals for too many requests that came on the way. */
  readonly limited: Answer[] = [];
  /** Everything that was sent, as method and path. */
  readonly sent: string[] = [];

  constructor(options: WireOptions) {
    this.#options = options;
  }

  get hasKey(): boolean {
    return this.#options.apiKey !== undefined;
  }

  get hasRestrictedKey(): boolean {
    return this.#options.restrictedKey !== undefined;
  }

  /** Waits for real time to pass, as the documentation asks between polls. */
  sleep(ms: number): Promise<unknown> {
    return this.#options.sleep(ms);
  }

  /**
   * The answer to one request; after a 429 it is asked again when the window has passed.
   *
   * @throws {NoAnswer} if none came that can be read. @throws {Error} if the request could start something unasked.
   */
  async ask(ask: Ask): Promise<Answer> {
    if (!ask.mayStart && !startsNothing(ask)) {
      throw new Error(`Refused to send ${ask.method ?? 'GET'} ${ask.path}: it could start a task`);
    }
    for (let waits = 0; ; waits += 1) {
      const answer = await this.#askOnce(ask);
      if (answer.status !== 429 || waits === MOST_WAITS) return answer;
      this.limited.push(answer);
      const seconds = Number(answer.headers.get('retry-after'));
      await this.sleep(seconds > 0 ? Math.min(seconds * 1_000, 2 * WINDOW_MS) : WINDOW_MS);
    }
  }

  async #askOnce({ method = 'GET', path, key = 'own', headers = {}, body }: Ask): Promise<Answer> {
    const { baseUrl, fetch, timeoutMs, apiKey, restrictedKey } = this.#options;
    const url = `${baseUrl.origin}${baseUrl.pathname.replace(/\/$/, '')}${path}`;
    const bearer = this.#bearer(key);
    const isPlain = typeof body === 'string' || body instanceof FormData;
    const isJson = body !== undefined && !isPlain;
    this.sent.push(`${method} ${path}`);
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(isJson ? { 'Content-Type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isPlain ? body : JSON.stringify(body) }),
      });
      const text = withoutSecrets(await readText(response), [apiKey, restrictedKey]);
      return readAnswer(response, redactText(text));
    } catch (error) {
      if (error instanceof TooLong) {
        throw new NoAnswer(`Cannot read the reply to ${method} ${path}: it is over 16 MiB`);
      }
      throw new NoAnswer(`Cannot reach ${baseUrl.host}: ${reasonOf(error)}`);
    }
  }

  #bearer(key: string): string | undefined {
    if (key === 'none') return undefined;
    if (key === 'own') return this.#options.apiKey;
    return key === 'restricted' ? this.#options.restrictedKey : key;
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new TooLong();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function readAnswer(response: Response, text: string): Answer {
  const json = parseJson(text);
  const { code } = Object(Object(json).error);
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    code: typeof code === 'string' ? code : undefined,
  };
}

function reasonOf(error: unknown): string {
  const { cause, message, name } = Object(error);
  if (name === 'TimeoutError') return 'no reply in time';
  return redactText(String(Object(cause).code ?? Object(cause).message ?? message));
}
