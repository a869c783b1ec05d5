import { UnsoundDocument } from './located.ts';

/** How to get what the API publishes. No key is sent: these are for everyone. */
export interface FetchOptions {
  readonly baseUrl: URL;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
}

const MOST_BYTES = 20 * 1_024 * 1_024;
const MOST_REDIRECTS = 3;

/** The text that stands at a path of the API. Throws `UnsoundDocument` if none can be had. */
export async function fetchPublished(path: string, options: FetchOptions): Promise<string> {
  const { baseUrl } = options;
  let url = new URL(`${baseUrl.href.replace(/\/$/, '')}${path}`);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const reply = await get(url, path, options);
    const next = reply.headers.get('location');
    if (reply.status < 300 || reply.status >= 400 || next === null) return textOf(reply, path);
    await reply.body?.cancel();
    const target = new URL(next, url);
    if (target.origin !== url.origin) {
      throw new UnsoundDocument(`Cannot get ${path}: it leads to another host: ${target.host}`);
    }
    url = target;
  }
  throw new UnsoundDocument(`Cannot get ${path}: it redirects too often`);
}

async function get(url: URL, path: string, { fetch, timeoutMs }: FetchOptions): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'application/json, application/yaml;q=0.9' },
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    const why = name === 'TimeoutError' ? `no answer in ${timeoutMs} ms` : (cause?.code ?? message);
    throw new UnsoundDocument(`Cannot reach ${url.host} for ${path}: ${why}`);
  }
}

async function textOf(reply: Response, path: string): Promise<string> {
  if (reply.status !== 200) {
    await reply.body?.cancel();
    throw new UnsoundDocument(`Cannot get ${path}: the answer is ${reply.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of reply.body ?? []) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) throw new UnsoundDocument(`Cannot get ${path}: it is over 20 MB`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UnsoundDocument) throw error;
    throw new UnsoundDocument(`Cannot get ${path}: the answer broke off`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
