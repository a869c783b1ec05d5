import { IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { watchBody } from '../recording/body-watch.ts';
import type { RecordedBody, RecordedExchange } from '../recording/recording.ts';
import { redactText } from '../recording/redact.ts';
import { isSameBody } from '../recording/same-request.ts';
import { ApiError } from './domain/api-error.ts';
import { findWorld } from './http/authenticate.ts';
import { OpenExchange } from './http/exchange.ts';
import type { Host } from './http/host.ts';
import { sendError } from './http/send-error.ts';

/** What marks a reply that comes from a recording; its value is the number of the exchange. */
export const REPLAY_HEADER = 'X-Rivya-Testkit-Replay';

/** Headers that described the body as it was sent, not as it was recorded. */
const OF_THE_WIRE = new Set(['content-encoding', 'content-length', 'date', 'authorization']);
const MOST_BYTES = 128 * 1_024 * 1_024;

/** An exchange of a recording that can be answered again. */
interface Take {
  readonly number: number;
  readonly exchange: RecordedExchange & { readonly reply: NonNullable<RecordedExchange['reply']> };
}

/**
 * Answers what was recorded as it was recorded, each exchange once and in order, in each world anew. A
 * read repeats its last reply. Everything else goes on to the fake, or is refused where `only` is set.
 */
export function replaying(
  listener: RequestListener,
  exchanges: readonly RecordedExchange[],
  { host, only }: { readonly host: Host; readonly only: boolean },
): RequestListener {
  const takes = exchanges.flatMap((exchange, index): Take[] => {
    const { reply } = exchange;
    if (reply === null || exchange.ended !== 'whole' || !canBeSent(reply.body)) return [];
    return [{ number: index + 1, exchange: { ...exchange, reply } }];
  });
  const progress = new Progress();
  return async (req, res) => {
    if (!req.url?.startsWith('/api/v1/')) return listener(req, res);
    const candidates = takes.filter((take) => asksSame(take, req));
    const bytes = candidates.length === 0 ? undefined : await readAll(req);
    const asked = bytes === undefined ? null : await bodyOf(req, bytes);
    const matching = candidates.filter(({ exchange }) => isSameBody(exchange.request.body, asked));
    const take = progress.next(worldOf(req, host), matching, req.method ?? 'GET');
    if (take !== undefined) return answer(res, req, take);
    if (only) return refuse(host, req, res, candidates.length);
    listener(bytes === undefined ? req : again(req, bytes), res);
  };
}

/** Which exchanges were answered, in each world. */
class Progress {
  readonly #used = new WeakMap<object, Set<number>>();

  next(world: object, matching: readonly Take[], method: string): Take | undefined {
    const used = this.#used.get(world) ?? new Set();
    this.#used.set(world, used);
    const isRead = method === 'GET' || method === 'HEAD';
    const take =
      matching.find(({ number }) => !used.has(number)) ?? (isRead ? matching.at(-1) : undefined);
    if (take !== undefined) used.add(take.number);
    return take;
  }
}

const NOWHERE = {};

/** The world that the key names; a world that is reset begins the recording anew. */
function worldOf(req: IncomingMessage, { worlds }: Host): object {
  try {
    return findWorld(req, worlds).world;
  } catch {
    return NOWHERE;
  }
}

function canBeSent(body: RecordedBody | null): boolean {
  return body === null || (body.kind === 'text' && !body.cut);
}

function asksSame(
  { exchange: { request, reply } }: Take,
  { method, url, headers }: IncomingMessage,
): boolean {
  if (request.method !== method || request.path !== redactText(url ?? '')) return false;
  const [hadKey, hasKey] = [request.headers['authorization'], headers.authorization].map(Boolean);
  return hadKey === hasKey || (hasKey === true && reply.status < 400);
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function bodyOf({ headers }: IncomingMessage, bytes: Buffer): Promise<RecordedBody | null> {
  const watch = watchBody({ type: headers['content-type'], encoding: headers['content-encoding'] });
  watch.push(bytes);
  return watch.end();
}

/** The same request, to be read once more. */
function again(req: IncomingMessage, bytes: Buffer): IncomingMessage {
  const copy = new IncomingMessage(req.socket);
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = req;
  Object.assign(copy, {
    method,
    url,
    headers,
    rawHeaders,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
  });
  copy.push(bytes);
  copy.push(null);
  copy.complete = true;
  return copy;
}

function answer(res: ServerResponse, req: IncomingMessage, { number, exchange }: Take): void {
  const { status, headers, body } = exchange.reply;
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_WIRE.has(name));
  const text = body?.kind === 'text' ? body.text : '';
  res.writeHead(status, {
    ...Object.fromEntries(kept),
    [REPLAY_HEADER]: number,
    ...(req.method === 'HEAD' || status === 204 || status === 304
      ? {}
      : { 'Content-Length': Buffer.byteLength(text) }),
  });
  res.end(text);
}

function refuse(host: Host, req: IncomingMessage, res: ServerResponse, others: number): void {
  const path = (req.url ?? '').split('?', 1)[0]?.slice(0, 80);
  const reason =
    others === 0
      ? 'it holds no such request'
      : `its ${others} of this path have another body, or were used`;
  const message = `Cannot replay ${req.method} ${path} from the recording: ${reason}`;
  const exchange = new OpenExchange(req, res, { operationId: undefined, random: host.random });
  sendError(host, exchange, undefined, new ApiError('not_found', message));
}
