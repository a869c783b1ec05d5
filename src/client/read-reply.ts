import { parseUrl } from '../contracts/parse-url.ts';
import type { ApiCallError, ApiCallFailure } from './errors.ts';
import { readRefusal } from './replies.ts';
import { readRetryAfter } from './retry.ts';
import { HEADER } from './routes.ts';

/** The request that a reply answers. */
export interface Asked {
  readonly url: string;
  readonly fail: (reason: string, failure: ApiCallFailure) => ApiCallError;
}

/** The value of a reply, or the refusal that it carries as an error to throw. */
export function readReply<T>(
  { url, fail }: Asked,
  response: Response,
  text: string | undefined,
  isReadable: (value: unknown) => value is T,
): T {
  const { headers } = response;
  const value = parse(text ?? '');
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

function describeText(text: string | undefined, value: unknown): string {
  if (text === undefined) return 'is longer than any of the API';
  if (text.trim() === '') return 'is empty';
  return value === undefined ? 'is not JSON' : 'has not the expected fields';
}

function targetOf(location: string | null, url: string): string {
  const target = location === null ? undefined : parseUrl(location, url);
  return target === undefined ? 'an unknown place' : `"${target.host}"`;
}

/** What went wrong with a connection, in words. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // A host with two addresses fails with an empty message and a code.
  return cause.message || String(Reflect.get(cause, 'code') ?? error.message);
}
