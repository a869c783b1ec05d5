import type { AnyErrorCode } from '../contracts/errors.ts';
import { ApiCallError, type ClientErrorCode } from './errors.ts';
import { HIDDEN, redact } from './redact.ts';
import type { RouteId } from './routes.ts';

/** One attempt of a call, as `onExchange` is told of it. It never holds the key or another secret. */
export interface Exchange {
  /** `download` for a result, which may lie on any host. */
  readonly operationId: RouteId | 'download';
  readonly method: string;
  readonly host: string;
  /** Without its query. */
  readonly path: string;
  /** 0 for the first. */
  readonly attempt: number;
  /** From the request to the end of the reply; of a stream, to its beginning. */
  readonly durationMs: number;
  /** Missing where no reply came. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Why the attempt failed; missing where it did not. */
  readonly errorCode: AnyErrorCode | ClientErrorCode | 'aborted' | undefined;
  /** How long the client waits before it tries again; missing where it does not. */
  readonly retryInMs: number | undefined;
  /** Where `exchangeBodies` asks for it: what was sent, without its secrets. */
  readonly requestBody?: unknown;
  /** Where `exchangeBodies` asks for it: what was answered, without its secrets. */
  readonly replyBody?: unknown;
}

/** Who is told of the attempts of a client, and how much. */
export interface Listener {
  readonly apiKey: string | undefined;
  readonly onExchange: ((exchange: Exchange) => unknown) | undefined;
  readonly exchangeBodies: boolean;
}

/** What is known before an attempt is made. */
export interface AttemptStart {
  readonly operationId: Exchange['operationId'];
  readonly method: string;
  readonly url: string;
  readonly attempt: number;
  readonly requestText?: string | undefined;
}

/** An attempt under way: what becomes known of its reply, and how it ends. */
export interface OpenExchange {
  status?: number | undefined;
  requestId?: string | undefined;
  replyText?: string | undefined;
  end(failed?: { readonly error: unknown; readonly retryInMs: number | undefined }): void;
}

/** Watches one attempt. What the listener throws or rejects with changes nothing. */
export function openExchange(listener: Listener, start: AttemptStart): OpenExchange {
  const startedAtMs = performance.now();
  const { onExchange } = listener;
  const seen: OpenExchange = {
    end(failed) {
      if (onExchange === undefined) return;
      const durationMs = Math.round(performance.now() - startedAtMs);
      try {
        const told = onExchange({ ...reportOf(listener, start, seen, failed), durationMs });
        Promise.resolve(told).catch(() => {});
      } catch {
        // A listener is told of a call; it has no part in it.
      }
    },
  };
  return seen;
}

function reportOf(
  { apiKey, exchangeBodies }: Listener,
  { operationId, method, url, attempt, requestText }: AttemptStart,
  { status, requestId, replyText }: OpenExchange,
  failed: Parameters<OpenExchange['end']>[0],
): Omit<Exchange, 'durationMs'> {
  const { host, pathname: path } = new URL(url);
  const safe = (text: string | undefined) => (apiKey ? text?.replaceAll(apiKey, HIDDEN) : text);
  const look = (text: string | undefined) => (text ? redact(text, apiKey) : undefined);
  return {
    operationId,
    method,
    host,
    path,
    attempt,
    status,
    requestId: safe(requestId),
    errorCode: failed && codeOf(failed.error),
    retryInMs: failed?.retryInMs,
    ...(exchangeBodies ? { requestBody: look(requestText), replyBody: look(replyText) } : {}),
  };
}

function codeOf(error: unknown): Exchange['errorCode'] {
  return error instanceof ApiCallError ? error.code : 'aborted';
}
