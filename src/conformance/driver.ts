import { LATE, untilLate } from '../client/abort.ts';
import { checkExchange } from '../drift/check-exchange.ts';
import { parseJson } from '../recording/parse-json.ts';
import { redactText } from '../recording/redact.ts';
import type { Check } from '../report/report.ts';
import { announceUpload } from './announce-upload.ts';
import { type Fetched, fetchResult } from './fetch-result.ts';

/** One request as a journey writes it. */
export interface Ask {
  /** The API key; `null` sends none. @default the main key */
  readonly key?: string | null;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, with the type of the headers. */
  readonly raw?: string;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent also after the run was stopped, to clean up. */
  readonly always?: boolean;
  /** Not cut off once it is under way: its reply says what has to be cleaned up. */
  readonly uncut?: boolean;
  /** The body may break off: it is read until this says that it is enough, and taken as it came. */
  readonly partOf?: (text: string) => boolean;
}

/** One reply, byte for byte. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, `undefined` where it is no JSON. */
  readonly json: unknown;
  /** `error.code` of a refusal. */
  readonly code: string | undefined;
}

/** The server could not be reached, or did not answer in time. It never holds a key. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The run was stopped by its caller, or its time was up. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('the run was stopped');
  }
}

export interface DriverOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** Ends the request under way, and all later ones. */
  readonly stop?: AbortSignal;
  /** Told what each reply of the API says about the contract. */
  readonly onCheck: (check: Check) => void;
}

const MOST_BYTES = 20 * 1024 * 1024;
/** What a server has for an answer to bytes that never come. */
const MOST_WAIT_MS = 5_000;

/** Asks one server, with nothing between: no retries, no redirects, and each reply held to the contract. */
export class Driver {
  readonly #options: DriverOptions;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /**
   * Sends one request and reads the whole reply.
   *
   * @throws {Unreachable} if none comes. @throws {Interrupted} if the run was stopped.
   */
  async ask(method: string, path: string, ask: Ask = {}): Promise<Reply> {
    const { baseUrl, apiKey, timeoutMs, stop } = this.#options;
    if (stop?.aborted && !ask.always) throw new Interrupted();
    const key = ask.key === undefined ? apiKey : ask.key;
    const text = ask.json === undefined ? ask.raw : JSON.stringify(ask.json);
    const headers = new Headers(ask.headers);
    if (ask.json !== undefined) headers.set('content-type', 'application/json');
    if (key !== null) headers.set('authorization', `Bearer ${key}`);
    const body = ask.form ?? text;
    const startedAt = new Date();
    const cut = ask.always || ask.uncut ? undefined : stop;
    const reply = await untilLate(timeoutMs, cut, async (signal) =>
      readReply(
        await fetch(baseUrl + path, {
          method,
          headers,
          // A key must never follow a redirect to another host.
          redirect: 'manual',
          signal,
          ...(body === undefined ? {} : { body }),
        }),
        ask.partOf,
      ),
    ).catch((error: unknown) => {
      if (stop?.aborted && !ask.always) throw new Interrupted();
      throw new Unreachable(`${method} ${redactText(path)}: ${reasonOf(error)}`);
    });
    if (path.startsWith('/api/v1')) {
      const ended = ask.partOf === undefined ? 'whole' : 'caller_left';
      this.#hold({ method, path, headers, text, reply, startedAt, ended });
    }
    return reply;
  }

  /** Fetches what a reply points to, without any key, and tells status, type and size. */
  fetchPublic(url: string): Promise<Fetched> {
    const { baseUrl, timeoutMs, stop } = this.#options;
    return fetchResult(url, { timeoutMs, stop, ownHost: new URL(baseUrl).hostname });
  }

  /** Announces an upload of so many bytes, and gives what is answered before they come, if anything is. */
  async announce(bytes: number): Promise<Pick<Reply, 'status' | 'code'> | undefined> {
    const { baseUrl, apiKey, timeoutMs, stop } = this.#options;
    if (stop?.aborted) throw new Interrupted();
    const url = `${baseUrl}/api/v1/files`;
    const waitMs = Math.min(timeoutMs, MOST_WAIT_MS);
    const answered = await announceUpload({ url, apiKey, bytes, timeoutMs: waitMs });
    return answered && { status: answered.status, code: codeOf(parseJson(answered.text)) };
  }

  #hold({ method, path, headers, text, reply, startedAt, ended }: Sent): void {
    const sent = text === undefined ? null : textBody(headers, text);
    const had: Record<string, string> = headers.has('authorization') ? { authorization: '-' } : {};
    const checks = checkExchange({
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      request: { method, path, headers: had, body: sent },
      reply: {
        status: reply.status,
        headers: Object.fromEntries(reply.headers),
        body: textBody(reply.headers, reply.text),
      },
      ended,
    });
    // What the journeys ask for is wrong on purpose; only what comes back is judged here.
    const ofReply = checks.filter(
      ({ id, outcome }) =>
        /^(?:reply|refusal|stream)\./.test(id) && (ended === 'whole' || outcome !== 'skipped'),
    );
    for (const check of [...ofReply, typeCheck(path, reply)]) {
      const of = check.operations?.[0] ?? check.group;
      this.#options.onCheck({ ...check, id: `shapes.${of}.${check.id}`, group: 'shapes' });
    }
  }
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly text: string | undefined;
  readonly reply: Reply;
  readonly startedAt: Date;
  readonly ended: 'whole' | 'caller_left';
}

function textBody(headers: Headers, text: string) {
  return { kind: 'text', type: headers.get('content-type') ?? '', text } as const;
}

function typeCheck(path: string, { headers, status }: Reply): Check {
  const seen = headers.get('content-type') ?? 'none';
  const isStream = path.endsWith('/stream') && status < 300;
  const expected = isStream ? 'text/event-stream' : 'application/json';
  const about = {
    id: 'content-type',
    group: isStream ? 'streams' : 'json',
    title: `a reply says that it is ${isStream ? 'an event stream' : 'JSON'}`,
    basis: { kind: 'contract' },
  } as const;
  if (seen.startsWith(expected)) return { ...about, outcome: 'passed' };
  return { ...about, outcome: 'failed', severity: 'breaking', expected, seen };
}

async function readReply(response: Response, partOf?: Ask['partOf']): Promise<Reply> {
  const text =
    partOf === undefined || !response.ok
      ? new TextDecoder().decode(await readBounded(response))
      : await readPart(response, partOf);
  const json = parseJson(text);
  const { status, headers } = response;
  return { status, headers, text, json, code: codeOf(json) };
}

function codeOf(json: unknown): string | undefined {
  const code = get(json, 'error', 'code');
  return typeof code === 'string' ? code : undefined;
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new RangeError('the reply is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What comes until it is enough, ends or breaks off. */
async function readPart(response: Response, isEnough: (text: string) => boolean): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MOST_BYTES || isEnough(text)) break;
    }
  } catch {}
  return text;
}

function reasonOf(error: unknown): string {
  const { message, cause } = Object(error) as Error;
  if (error === LATE) return 'no reply in time';
  const inner = Object(cause) as { code?: string; message?: string };
  return redactText(inner.code ?? inner.message ?? message);
}

/** The value at a path of a parsed body, `undefined` where there is none. */
export function get(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const holder = Object(inner) as Record<string | number, unknown>;
    return Object.hasOwn(holder, key) ? holder[key] : undefined;
  }, value);
}
