import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { untilLate } from '../client/abort.ts';

/** What came from a result URL; status 0 where nothing came, or nothing was asked. */
export interface Fetched {
  readonly status: number;
  readonly type: string;
  /** At most 20 MB are read. */
  readonly bytes: number;
}

interface Fetching {
  /** Milliseconds that all of it may take. */
  readonly timeoutMs: number;
  /** Ends it before. */
  readonly stop?: AbortSignal | undefined;
  /** The host of the API: who tests a fake of his own machine may fetch from there. */
  readonly ownHost: string;
  readonly fetch?: typeof globalThis.fetch;
}

const MOST_BYTES = 20 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const NOTHING: Fetched = { status: 0, type: '', bytes: 0 };

const PRIVATE = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(address, bits, 'ipv4');
}
for (const [address, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(address, bits, 'ipv6');
}

/** Fetches a result without any key. A URL or a redirect that leads into a private network is not followed. */
export async function fetchResult(url: string, fetching: Fetching): Promise<Fetched> {
  const { timeoutMs, stop } = fetching;
  return untilLate(timeoutMs, stop, (signal) => follow(url, fetching, signal)).catch(() => NOTHING);
}

async function follow(
  url: string,
  { ownHost, fetch = globalThis.fetch }: Fetching,
  signal: AbortSignal,
): Promise<Fetched> {
  let next = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!(await mayFetch(next, ownHost))) return NOTHING;
    const response = await fetch(next, { signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      const type = response.headers.get('content-type') ?? '';
      return { status: response.status, type, bytes: await sizeOf(response) };
    }
    await response.body?.cancel();
    next = new URL(location, next);
  }
  return NOTHING;
}

async function mayFetch({ protocol, hostname }: URL, ownHost: string): Promise<boolean> {
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  if (hostname === ownHost) return true;
  if ((await isPrivate(ownHost)) || !(await isPrivate(hostname))) return true;
  return false;
}

async function isPrivate(host: string): Promise<boolean> {
  const plain = host.replace(/^\[|\]$/g, '');
  const addresses =
    isIP(plain) > 0
      ? [{ address: plain, family: isIP(plain) }]
      : await lookup(plain, { all: true }).catch(() => []);
  return addresses.some(({ address, family }) =>
    PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4'),
  );
}

async function sizeOf({ body }: Response): Promise<number> {
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size >= MOST_BYTES) break;
  }
  return size;
}
