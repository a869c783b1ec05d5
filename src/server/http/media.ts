import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { ApiError } from '../domain/api-error.ts';
import { type FoundOutput, findOutput } from '../domain/locate-media.ts';
import { MEDIA_PATH, typeOf } from '../domain/outputs.ts';
import type { World } from '../domain/world.ts';
import { disturb, takeDisturbance } from './disturb.ts';
import { OpenExchange, pathOf } from './exchange.ts';
import type { Host } from './host.ts';
import type { WholeReply } from './planned-reply.ts';
import { readRange } from './range.ts';
import type { Handler } from './route.ts';
import { sendError } from './send-error.ts';
import { strike } from './strike.ts';
import { writeReply } from './write-reply.ts';

/** The route of uploads and results. */
export const MEDIA_ROUTE = `${MEDIA_PATH}/:world/:id/:name`;

/** What stands in the journal for a download. */
const MEDIA = 'media';

const NOTHING = Buffer.alloc(0);
const MAX_CACHED_BYTES = 64 * 1_024 * 1_024;
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Length, Content-Range, ETag',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** A file that can be downloaded. */
interface Medium {
  readonly mimeType: string;
  readonly etag: string;
  readonly bytes: Buffer;
}

/** Serves uploads and results, in parts where asked; results are made when they are first wanted. */
export function mediaRoute(host: Host): Handler {
  const load = createLoader();
  return async (req, res) => {
    const exchange = new OpenExchange(req, res, { operationId: MEDIA, random: host.random });
    exchange.subject = req.params?.['id'];
    for (const [name, value] of Object.entries(CORS)) res.setHeader(name, value);
    try {
      const world = host.worlds.find(req.params?.['world'] ?? '');
      exchange.world = world;
      if (req.method === 'OPTIONS') return void res.writeHead(204).end();
      const isRead = req.method === 'GET' || req.method === 'HEAD';
      if (world && isRead) await strike(host, exchange, { world, target: 'media' });
      const medium = world && isRead ? await load(world, req.params?.['id'] ?? '', req) : undefined;
      if (medium === undefined) throw notFound(req);
      if (req.method === 'GET') world?.trails.noteFetched(req.params?.['id'] ?? '');
      const reply = replyWith(req, medium);
      const fault = takeDisturbance(exchange);
      if (fault === undefined) writeReply(host, exchange, reply);
      else disturb(host, exchange, reply, fault);
    } catch (error) {
      sendError(host, exchange, undefined, error);
    }
  };
}

function notFound(req: IncomingMessage): ApiError {
  const path = pathOf(req).slice(0, 80);
  return new ApiError(
    'not_found',
    `Cannot ${req.method} ${path}: there is no such file, or no more`,
  );
}

/** Finds media; what was made stays within a bound, the least recently wanted goes first. */
function createLoader() {
  const made = new Map<string, Buffer>();
  let madeBytes = 0;
  const make = async ({ generation, output, index }: FoundOutput): Promise<Medium> => {
    const { id, model, prompt = '' } = generation;
    const origin = { taskId: id, model, prompt, index };
    const etag = tagOf(JSON.stringify([output, origin]));
    const { makeMedia } = await import('../media/make.ts');
    const known = made.get(etag);
    const bytes = known ?? makeMedia(output, origin);
    made.delete(etag);
    made.set(etag, bytes);
    madeBytes += known === undefined ? bytes.length : 0;
    for (const [oldest, { length }] of made) {
      if (madeBytes <= MAX_CACHED_BYTES) break;
      made.delete(oldest);
      madeBytes -= length;
    }
    return { mimeType: typeOf(output).mimeType, etag, bytes };
  };
  return async (world: World, id: string, req: IncomingMessage): Promise<Medium | undefined> => {
    const path = pathOf(req);
    const file = world.files.find(id);
    if (file?.path === path && file.bytes !== undefined) {
      const { bytes, mimeType } = file;
      return { mimeType, etag: tagOf(bytes), bytes };
    }
    const found = findOutput(world, id, path);
    return found && make(found);
  };
}

function tagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
}

/** The file, a part of it, or the word that nothing changed. */
function replyWith(req: IncomingMessage, medium: Medium): WholeReply {
  const { bytes, etag, mimeType } = medium;
  const { 'if-none-match': known, 'if-range': condition, range: asked } = req.headers;
  const headers: OutgoingHttpHeaders = {
    'Content-Type': mimeType,
    'Accept-Ranges': 'bytes',
    ETag: etag,
    'X-Content-Type-Options': 'nosniff',
  };
  if (known === '*' || known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
    return { status: 304, headers, bytes: NOTHING, errorCode: undefined };
  }
  const isWhole = condition !== undefined && condition !== etag;
  const range = isWhole ? undefined : readRange(asked, bytes.length);
  if (range === 'unsatisfiable') {
    const none = { ...headers, 'Content-Range': `bytes */${bytes.length}`, 'Content-Length': 0 };
    return { status: 416, headers: none, bytes: NOTHING, errorCode: undefined };
  }
  const { start, end } = range ?? { start: 0, end: bytes.length };
  if (range !== undefined) headers['Content-Range'] = `bytes ${start}-${end - 1}/${bytes.length}`;
  headers['Content-Length'] = end - start;
  const status = range === undefined ? 200 : 206;
  return { status, headers, bytes: bytes.subarray(start, end), errorCode: undefined };
}
