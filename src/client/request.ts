import { LATE, untilAborted, untilLate } from './abort.ts';
import { type BodyStream, bodyOf } from './body.ts';
import { ApiCallError } from './errors.ts';
import { isHeaderValue, type Settings } from './options.ts';
import type { Deadline } from './poll.ts';
import { type Asked, describe, readReply } from './read-reply.ts';
import { IS_READABLE, type Replies } from './replies.ts';
import { retryDelayMs } from './retry.ts';
import { fillPath, HEADER, ROUTES, type Route } from './routes.ts';

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
  readonly accept?: 'text/event-stream';
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call that was checked and is ready to be sent, as often as needed. */
export interface Prepared extends Asked {
  readonly route: Route;
  readonly init: RequestInit & { readonly method: string; readonly headers: Headers };
  readonly signal: AbortSignal | undefined;
}

/** Sends a call, repeats it where that is safe, and returns its reply or rejects with what it met. */
export async function send<Id extends keyof Replies>(
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
export function prepareCall<Id extends keyof Replies>(
  settings: Settings,
  operationId: Id,
  call: Call,
): (deadline?: Deadline) => Promise<Replies[Id]> {
  const prepared = prepare(settings, ROUTES[operationId], call);
  const isReadable: (value: unknown) => value is Replies[Id] = IS_READABLE[operationId];
  return (deadline) => {
    const timeoutMs = () => call.timeoutMs ?? attemptTimeoutMs(settings, deadline);
    return repeat(settings, prepared, deadline, () =>
      exchange(settings, prepared, isReadable, timeoutMs()),
    );
  };
}

/** Makes attempts until one succeeds or none may follow. */
export async function repeat<T>(
  settings: Settings,
  prepared: Prepared,
  deadline: Deadline | undefined,
  attemptOnce: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptOnce();
    } catch (error) {
      if (!(error instanceof ApiCallError)) throw error;
      await sleepBeforeRetry(settings, prepared, { error, attempt, deadline });
    }
  }
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

/** Checks a call, and refuses wrong use. */
export function prepare(settings: Settings, route: Route, call: Call): Prepared {
  const method = route.method.toUpperCase();
  const path = fillPath(route.path, call.params ?? {});
  const title = `Cannot call ${method} ${path}`;
  const { apiKey } = settings;
  const headers = new Headers({ Accept: call.accept ?? 'application/json' });
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

/** One attempt from the request to the end of its reply. */
async function exchange<T>(
  settings: Settings,
  prepared: Prepared,
  isReadable: (value: unknown) => value is T,
  timeoutMs: number,
): Promise<T> {
  const { signal } = prepared;
  try {
    const [response, text] = await untilLate(timeoutMs, signal, async (signal) => {
      const response = await ask(settings, prepared, signal);
      return [response, await response.text()] as const;
    });
    return readReply(prepared, response, text, isReadable);
  } catch (error) {
    throw lost(prepared, error, `no reply within ${timeoutMs} ms`);
  }
}

/** Sends the request once. A redirect is never followed: it could carry the key to another host. */
export function ask(
  { fetch }: Settings,
  { url, init }: Prepared,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(url, { ...init, redirect: 'manual', signal });
}

/** What to throw for an attempt that brought no reply. @throws the reason of the caller's signal. */
export function lost({ url, fail, signal }: Prepared, error: unknown, late: string): ApiCallError {
  if (error instanceof ApiCallError) return error;
  signal?.throwIfAborted();
  if (error === LATE) return fail(late, { code: 'timeout' });
  const reason = `the connection to "${new URL(url).host}" failed: ${describe(error)}`;
  return fail(reason, { code: 'connection_failed', cause: error });
}
