import { LATE, untilAborted, untilLate } from './abort.ts';
import { type BodyStream, bodyOf } from './body.ts';
import { ApiCallError, type ApiCallFailure } from './errors.ts';
import { isHeaderValue, type Settings } from './options.ts';
import type { Deadline } from './poll.ts';
import { IS_READABLE, type Replies, readRefusal } from './replies.ts';
import { readRetryAfter, retryDelayMs } from './retry.ts';
import { fillPath, HEADER, ROUTES, type Route, type RouteId } from './routes.ts';

/** A poll at the very end of a wait still gets this long. */
const LAST_POLL_MS = 5_000;

/** One call of an operation. */
export interface Call {
  readonly params?: { readonly [name: string]: string };
  readonly body?: object;
  /** A body that is not JSON. It is sent once, as it may not be there a second time. */
  readonly stream?: BodyStream | undefined;
  /** How long one attempt may take in real time. @default `attemptTimeoutMs` of the client */
  readonly timeoutMs?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Prepared {
  readonly route: Route;
  readonly url: string;
  readonly init: RequestInit & { readonly method: string; readonly headers: Headers };
  readonly signal: AbortSignal | undefined;
  readonly fail: (reason: string, failure: ApiCallFailure) => ApiCallError;
}

/** Sends a call, repeats it where that is safe, and returns its reply or rejects with what it met. */
export async function send<Id extends RouteId>(
  settings: Settings,
  operationId: Id,
  call: Call,
): Promise<Replies[Id]> {
  return prepareCall(settings, operationId, call)();
}

/**
 * Refuses wrong use at once, and returns the function that sends the call. A deadline bounds the
 * retries of a call that is part of a longer wait.
 */
export function prepareCall<Id extends RouteId>(
  settings: Settings,
  operationId: Id,
  call: Call,
): (deadline?: Deadline) => Promise<Replies[Id]> {
  const prepared = prepare(settings, ROUTES[operationId], call);
  const isReadable: (value: unknown) => value is Replies[Id] = IS_READABLE[operationId];
  return async (deadline) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const timeoutMs = call.timeoutMs ?? attemptTimeoutMs(settings, deadline);
        return await exchange(settings, prepared, isReadable, timeoutMs);
      } catch (error) {
        if (!(error instanceof ApiCallError)) throw error;
        await sleepBeforeRetry(settings, prepared, { error, attempt, deadline });
      }
    }
  };
}

async function sleepBeforeRetry(
  settings: Settings,
  { route, signal }: Prepared,
  {
    error,
    attempt,
    deadline,
  }: { error: ApiCallError; attempt: number; deadline?: Deadline | undefined },
): Promise<void> {
  const { method, isIdempotent } = route;
  const failed = { attempt, maxRetries: settings.maxRetries, method, isIdempotent };
  const delayMs = retryDelayMs(error, failed, settings.random());
  if (delayMs === undefined) throw error;
  await untilAborted(signal, () => (deadline ?? settings).sleep(delayMs, signal));
  if (deadline?.remainingMs() === 0) throw error;
}

function attemptTimeoutMs(settings: Settings, deadline: Deadline | undefined): number {
  if (deadline === undefined) return settings.attemptTimeoutMs;
  return Math.min(settings.attemptTimeoutMs, Math.max(deadline.remainingMs(), LAST_POLL_MS));
}

function prepare(settings: Settings, route: Route, call: Call): Prepared {
  const method = route.method.toUpperCase();
  const path = fillPath(route.path, call.params ?? {});
  const title = `Cannot call ${method} ${path}`;
  const { apiKey } = settings;
  const headers = new Headers({ Accept: 'application/json' });
  if (route.needsKey) {
    if (apiKey === undefined) {
      throw new TypeError(`${title}: it needs an API key; set RIVYA_API_KEY or pass "apiKey"`);
    }
    headers.set('Authorization', `Bearer ${apiKey}`);
  }
  if (route.isIdempotent) headers.set(HEADER.idempotencyKey, idempotencyKey(title, call));
  if (call.body !== undefined) headers.set('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(call.stream?.headers ?? {})) headers.set(name, value);
  const body = bodyOf(call);
  return {
    route,
    url: `${settings.baseUrl}${path}`,
    init: { method, headers, ...body },
    signal: call.signal,
    fail: (reason, failure) => {
      const message = `${title}: ${reason}`;
      // A server or proxy may quote the request; what it quotes must not reach a log.
      const safe = apiKey === undefined ? message : message.replaceAll(apiKey, '[API key]');
      return new ApiCallError(safe, failure);
    },
  };
}

function idempotencyKey(title: string, { idempotencyKey }: Call): string {
  if (idempotencyKey === undefined) return crypto.randomUUID();
  if (isHeaderValue(idempotencyKey)) return idempotencyKey;
  throw new TypeError(`${title}: "idempotencyKey" must be visible ASCII characters without spaces`);
}

async function exchange<T>(
  settings: Settings,
  prepared: Prepared,
  isReadable: (value: unknown) => value is T,
  timeoutMs: number,
): Promise<T> {
  const { url, init, signal, fail } = prepared;
  const { fetch } = settings;
  try {
    const [response, text] = await untilLate(timeoutMs, signal, async (signal) => {
      // A redirect is never followed: it could carry the key to another host.
      const response = await fetch(url, { ...init, redirect: 'manual', signal });
      return [response, await response.text()] as const;
    });
    return readReply(prepared, response, text, isReadable);
  } catch (error) {
    if (error instanceof ApiCallError) throw error;
    signal?.throwIfAborted();
    if (error === LATE) throw fail(`no reply within ${timeoutMs} ms`, { code: 'timeout' });
    const reason = `the connection to "${new URL(url).host}" failed: ${describe(error)}`;
    throw fail(reason, { code: 'connection_failed', cause: error });
  }
}

function readReply<T>(
  { url, fail }: Prepared,
  response: Response,
  text: string,
  isReadable: (value: unknown) => value is T,
): T {
  const { headers } = response;
  const value = parse(text);
  if (response.ok && isReadable(value)) return value;
  // Browsers hide a redirect behind the status 0.
  const status = response.status === 0 ? undefined : response.status;
  const requestId = headers.get(HEADER.requestId) ?? undefined;
  const retryAfterMs = readRetryAfter(headers.get(HEADER.retryAfter), Date.now());
  const failure = { status, requestId, retryAfterMs };
  const isRedirect = status === undefined || (status >= 300 && status < 400);
  const refusal = response.ok || isRedirect ? undefined : readRefusal(value);
  if (refusal !== undefined) {
    const id = refusal.requestId ?? requestId;
    const said = `${status} ${refusal.code}, "${refusal.message}"${id ? ` (${id})` : ''}`;
    throw fail(said, { ...failure, code: refusal.code, requestId: id });
  }
  const problem = isRedirect
    ? `redirects to ${targetOf(headers.get('Location'), url)}`
    : `${describeText(text, value)} (${headers.get('Content-Type') ?? 'no Content-Type'})`;
  const reply = status === undefined ? 'the reply' : `the reply with status ${status}`;
  throw fail(`${reply} ${problem}`, { ...failure, code: 'unreadable_reply' });
}

// The parser's own error quotes the text, which may quote the request.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeText(text: string, value: unknown): string {
  if (text.trim() === '') return 'is empty';
  return value === undefined ? 'is not JSON' : 'has not the expected fields';
}

function targetOf(location: string | null, url: string): string {
  if (location === null || !URL.canParse(location, url)) return 'an unknown place';
  return `"${new URL(location, url).host}"`;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // A host with two addresses fails with an empty message and a code.
  return cause.message || String(Reflect.get(cause, 'code') ?? error.message);
}
