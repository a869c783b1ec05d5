import { type LookupAddress, type LookupOptions, lookup as lookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import type { LookupFunction } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Deliver, WebhookAnswer, WebhookRequest } from '../domain/webhook-records.ts';
import { findLocality, findSpecialRange } from '../domain/webhook-urls.ts';

/** Where deliveries go. */
export interface CourierOptions {
  /** Takes the place of every endpoint's URL. */
  readonly forwardTo: string | undefined;
  /** Whether local addresses may be reached. */
  readonly allowLocal: boolean;
  /** Whether public addresses are really reached; otherwise the fake answers in their place. */
  readonly reachPublic: boolean;
  /** Real milliseconds that a receiver has for its answer. */
  readonly timeoutMs: number;
  /** @default the resolver of the system */
  readonly lookup?: typeof lookupAddress;
}

/** Carries webhooks over the network; nothing else in the fake opens a connection. */
export interface Courier {
  readonly deliver: Deliver;
  /** Breaks off everything that is under way. */
  close(): void;
}

/** A courier that resolves to what came of each request, and never rejects. */
export function createCourier(options: CourierOptions): Courier {
  const underWay = new Set<() => void>();
  const { forwardTo, allowLocal, reachPublic } = options;
  return {
    deliver: (request) => {
      if (forwardTo !== undefined) return send(request, new URL(forwardTo), options, underWay);
      const url = new URL(request.url);
      const locality = findLocality(url.hostname);
      if (locality === undefined && !reachPublic) return Promise.resolve(COLLECTED);
      if (locality !== undefined && !allowLocal) return Promise.resolve(refused(locality));
      return send(request, url, options, underWay);
    },
    close: () => {
      for (const breakOff of underWay) breakOff();
    },
  };
}

/** What a receiver would answer to a delivery that is only collected. */
const COLLECTED: WebhookAnswer = { status: 200, error: undefined, sentTo: undefined };

function refused(reason: string): WebhookAnswer {
  const error = `The webhook URL is not allowed: ${reason}`;
  return { status: undefined, error, sentTo: undefined };
}

async function send(
  { headers, body }: WebhookRequest,
  url: URL,
  options: CourierOptions,
  underWay: Set<() => void>,
): Promise<WebhookAnswer> {
  const { timeoutMs } = options;
  // TLS takes a while to load, and few fakes need it.
  const request = url.protocol === 'https:' ? (await import('node:https')).request : requestHttp;
  return new Promise((resolve) => {
    let status: number | undefined;
    const late = setTimeout(() => fail(`No whole answer within ${timeoutMs} ms`), timeoutMs);
    const settle = (error: string | undefined) => {
      clearTimeout(late);
      underWay.delete(breakOff);
      resolve({ status, error, sentTo: url.href });
    };
    const fail = (error: string) => {
      settle(error);
      outgoing.destroy();
    };
    const breakOff = () => fail('The fake was closed');
    const outgoing = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup: lookupOf(options),
    });
    underWay.add(breakOff);
    outgoing.on('error', (error) => settle(describe(error)));
    outgoing.on('response', (response) => {
      status = response.statusCode;
      response.resume();
      response.on('end', () => settle(undefined));
      response.on('error', () => settle('The answer broke off'));
    });
    outgoing.end(body);
  });
}

/**
 * Resolves a name for the connection itself, so that what was checked is what is reached. One address
 * that is not public is enough to refuse.
 */
function lookupOf(options: CourierOptions): LookupFunction {
  const { lookup = lookupAddress, allowLocal, forwardTo } = options;
  if (allowLocal || forwardTo !== undefined) return lookup as LookupFunction;
  return (hostname, lookupOptions, callback) => {
    const all: LookupOptions & { all: true } = { ...lookupOptions, all: true };
    lookup(hostname, all, (error, addresses: LookupAddress[]) => {
      const bad = addresses?.find(({ address }) => findSpecialRange(address) !== undefined);
      const problem =
        error ?? (bad && new Error(`The name leads to ${bad.address}, which is not public`));
      const [first] = addresses ?? [];
      if (problem || first === undefined) callback(problem ?? new Error('No address'), '', 4);
      else if (lookupOptions.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function describe(error: NodeJS.ErrnoException): string {
  // A host with two addresses fails with an empty message and a code.
  return `No answer: ${error.message || (error.code ?? 'the connection failed')}`;
}
