import { LATE, untilAborted, untilLate } from './abort.ts';
import { ApiCallError } from './errors.ts';
import { checkNames, checkWhole, type Settings } from './options.ts';
import { type Generation, readRefusal } from './replies.ts';
import { retryDelayMs } from './retry.ts';

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
export interface DownloadOptions {
  signal?: AbortSignal | undefined;
  /** How long one file may take in real time. @default 300_000 */
  timeoutMs?: number | undefined;
}

/** Downloads all results of a generation, in the order of `urls`. */
export async function downloadAll(
  settings: Settings,
  generation: Generation,
  options: DownloadOptions,
): Promise<DownloadedFile[]> {
  const doing = 'download the results';
  checkNames(doing, options, ['signal', 'timeoutMs']);
  checkWhole(doing, { timeoutMs: options.timeoutMs ?? DOWNLOAD_TIMEOUT_MS }, { min: 1 });
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
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetchFile(settings, url, options);
    } catch (error) {
      if (!(error instanceof ApiCallError)) throw error;
      const { maxRetries } = settings;
      const failed = { attempt, maxRetries, method: 'get', isIdempotent: false };
      const delayMs = retryDelayMs(error, failed, settings.random());
      if (delayMs === undefined) throw error;
      await untilAborted(signal, () => settings.sleep(delayMs, signal));
    }
  }
}

async function fetchFile(
  { fetch }: Settings,
  url: string,
  { signal, timeoutMs = DOWNLOAD_TIMEOUT_MS }: DownloadOptions,
): Promise<DownloadedFile> {
  const { host, pathname } = new URL(url);
  const title = `Cannot download "${pathname}" from "${host}"`;
  try {
    const [response, bytes] = await untilLate(timeoutMs, signal, async (signal) => {
      const response = await fetch(url, { signal });
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
