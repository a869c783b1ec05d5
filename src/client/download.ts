import { LATE, untilLate } from './abort.ts';
import { type CallOptions, checkCall } from './check.ts';
import { ApiCallError } from './errors.ts';
import type { OpenExchange } from './exchange.ts';
import type { Settings } from './options.ts';
import { repeat } from './repeat.ts';
import { type Generation, readRefusal } from './replies.ts';

const DOWNLOAD_TIMEOUT_MS = 300_000;

/** One downloaded result. */
export interface DownloadedFile {
  readonly url: string;
  /** The last part of the URL. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What a download takes. */
export interface DownloadOptions extends CallOptions {
  /** How long one attempt at one file may take in real time. @default 300_000 */
  timeoutMs?: number | undefined;
}

/** Downloads all results of a generation, in the order of `urls`. */
export async function downloadAll(
  settings: Settings,
  generation: Generation,
  options: DownloadOptions,
): Promise<DownloadedFile[]> {
  const doing = 'download the results';
  checkCall(doing, options);
  const urls = generation?.result?.urls;
  if (!Array.isArray(urls)) {
    const status = generation?.status;
    throw new TypeError(`Cannot ${doing}: the generation has none, its status is "${status}"`);
  }
  const files: DownloadedFile[] = [];
  for (const url of urls) files.push(await download(settings, url, options));
  return files;
}

async function download(
  settings: Settings,
  url: string,
  options: DownloadOptions,
): Promise<DownloadedFile> {
  const { signal } = options;
  const call = {
    operationId: 'download',
    method: 'GET',
    url,
    isIdempotent: false,
    signal,
  } as const;
  return repeat(settings, call, undefined, (seen) => fetchFile(settings, url, options, seen));
}

async function fetchFile(
  { fetch }: Settings,
  url: string,
  { signal, timeoutMs = DOWNLOAD_TIMEOUT_MS }: DownloadOptions,
  seen: OpenExchange,
): Promise<DownloadedFile> {
  const { host, pathname } = new URL(url);
  const title = `Cannot download "${pathname}" from "${host}"`;
  try {
    const [response, bytes] = await untilLate(timeoutMs, signal, async (signal) => {
      const response = await fetch(url, { signal });
      seen.status = response.status;
      return [response, new Uint8Array(await response.arrayBuffer())] as const;
    });
    const { ok, status, headers } = response;
    if (!ok) throw refused(title, status, bytes);
    const name = pathname.split('/').at(-1) ?? '';
    return { url, name, contentType: headers.get('Content-Type') ?? '', bytes };
  } catch (error) {
    if (error instanceof ApiCallError) throw error;
    signal?.throwIfAborted();
    if (error === LATE) {
      throw new ApiCallError(`${title}: not here within ${timeoutMs} ms`, { code: 'timeout' });
    }
    throw new ApiCallError(`${title}: the connection failed`, {
      code: 'connection_failed',
      cause: error,
    });
  }
}

/** What a host says that does not send the file: in the envelope of the API, or in no known way. */
function refused(title: string, status: number, bytes: Uint8Array): ApiCallError {
  const refusal = readRefusal(parse(new TextDecoder().decode(bytes)));
  if (refusal === undefined) {
    return new ApiCallError(`${title}: status ${status}`, { code: 'unreadable_reply', status });
  }
  const { code, message, requestId } = refusal;
  return new ApiCallError(`${title}: ${status} ${code}, "${message}"`, { code, status, requestId });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
