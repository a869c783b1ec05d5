import { LATE, untilLate } from './abort.ts';
import { type BodyStream, bodyOf } from './body.ts';
import { isHeaderValue } from './check.ts';
import { Deadline } from './deadline.ts';
import { ApiCallError } from './errors.ts';
import type { OpenExchange } from './exchange.ts';
import type { Settings } from './options.ts';
import { type Asked, describe, readReply } from './read-reply.ts';
import { readText } from './read-text.ts';
import { type Repeatable, repeat } from './repeat.ts';
import { IS_READABLE, type Replies } from './replies.ts';
import { fillPath, HEADER, ROUTES, type RouteId } from './routes.ts';

/** One call of an operation. */
export interface Call {
  readonly params?: { readonly [name: string]: string };
  readonly body?: object;
  /** A body that is not JSON. It is sent once, as it may not be there a second time. */
  readonly stream?: BodyStream | undefined;
  /** How long all attempts together may take. @default `timeoutMs` of the client */
  readonly timeoutMs?: number | undefined;
  readonly accept?: 'text/event-stream';
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call that was checked and is ready to be sent, as often as needed. */
export interface Prepared extends Asked, Repeatable {
  readonly init: RequestInit & { readonly method: string; readonly headers: Headers };
  /** Bounds all attempts of the call from now on. */
  readonly begin: () => Deadline | undefined;
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
 * Refuses wrong use at once, and returns the function that sends the call. A call that is part of a
 * longer wait is bounded by the deadline of that.
 */
export function prepareCall<Id extends keyof Replies>(
  settings: Settings,
  operationId: Id,
  call: Call,
): (deadline?: Deadline) => Promise<Replies[Id]> {
  const prepared = prepare(settings, operationId, call);
  const isReadable: (value: unknown) => value is Replies[Id] = IS_READABLE[operationId];
  // A body that comes piece by piece takes as long as it takes.
  const attemptMs = call.stream === undefined ? settings.attemptTimeoutMs : Infinity;
  return (longer) => {
    const deadline = longer ?? prepared.begin();
    return repeat(settings, prepared, deadline, (seen) =>
      exchange(settings, prepared, isReadable, { deadline, seen, attemptMs }),
    );
  };
}

/** Checks a call, and refuses wrong use. */
export function prepare(settings: Settings, operationId: RouteId, call: Call): Prepared {
  const route = ROUTES[operationId];
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
  const timeoutMs = call.timeoutMs ?? settings.timeoutMs;
  return {
    operationId,
    method,
    isIdempotent: route.isIdempotent,
    url: `${settings.baseUrl}${path}`,
    requestText: typeof body.body === 'string' ? body.body : undefined,
    init: { method, headers, ...body },
    signal: call.signal,
    begin: () => (timeoutMs === undefined ? undefined : new Deadline(timeoutMs, settings.sleep)),
    fail: (reason, failure) => {
      const { code, requestId } = failure;
      // A server or proxy may quote the request; what it quotes must not reach a log.
      const safe = (text: string) => (apiKey ? text.replaceAll(apiKey, '[API key]') : text);
      const said = { ...failure, code: safe(code), requestId: requestId && safe(requestId) };
      return new ApiCallError(safe(`${title}: ${reason}`), said);
    },
  };
}

function idempotencyKey(title: string, { idempotencyKey }: Call): string {
  if (idempotencyKey === undefined) return crypto.randomUUID();
  if (isHeaderValue(idempotencyKey)) return idempotencyKey;
  throw new TypeError(`${title}: "idempotencyKey" must be visible ASCII characters without spaces`);
}

/** What one attempt is held to, and who watches it. */
export interface Attempt {
  readonly deadline: Deadline | undefined;
  readonly seen: OpenExchange;
  readonly attemptMs: number;
}

/** One attempt from the request to the end of its reply. */
async function exchange<T>(
  settings: Settings,
  prepared: Prepared,
  isReadable: (value: unknown) => value is T,
  { deadline, seen, attemptMs }: Attempt,
): Promise<T> {
  const timeoutMs = deadline?.attemptMs(attemptMs) ?? attemptMs;
  try {
    const [response, text] = await untilLate(timeoutMs, prepared.signal, async (signal) => {
      const response = await ask(settings, prepared, { signal, seen });
      return [response, await readText(response)] as const;
    });
    seen.replyText = text;
    return readReply(prepared, response, text, isReadable);
  } catch (error) {
    throw lost(prepared, error, lateness(deadline, `no reply within ${timeoutMs} ms`));
  }
}

/** Sends the request once. A redirect is never followed: it could carry the key to another host. */
export async function ask(
  { fetch }: Settings,
  { url, init }: Prepared,
  { signal, seen }: { signal: AbortSignal; seen: OpenExchange },
): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'manual', signal });
  // Browsers hide a redirect behind the status 0.
  seen.status = response.status === 0 ? undefined : response.status;
  seen.requestId = response.headers.get(HEADER.requestId) ?? undefined;
  return response;
}

/** What to say of work that took too long: where its call is over, how long that had. */
export function lateness(deadline: Deadline | undefined, otherwise: string): string {
  if (deadline === undefined || deadline.remainingMs() > 0) return otherwise;
  return `not done within ${deadline.timeoutMs} ms`;
}

/** What to throw for an attempt that brought no reply. @throws the reason of the caller's signal. */
export function lost({ url, fail, signal }: Prepared, error: unknown, late: string): ApiCallError {
  if (error instanceof ApiCallError) return error;
  signal?.throwIfAborted();
  if (error === LATE) return fail(late, { code: 'timeout' });
  const reason = `the connection to "${new URL(url).host}" failed: ${describe(error)}`;
  return fail(reason, { code: 'connection_failed', cause: error });
}
