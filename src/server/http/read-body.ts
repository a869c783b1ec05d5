import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { show } from '../../contracts/explain.ts';
import { ApiError } from '../domain/api-error.ts';

/** The caller went away before the request was complete: nobody is left to answer. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

/** A request that is read, and its body as text once it is there. */
export interface Incoming {
  readonly req: IncomingMessage & { params?: unknown; body?: unknown };
  received: string | undefined;
}

/** Whether a request says that it has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
}

/** Reads a body of at most `maxBytes`, and stops reading where there is more. */
function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new ApiError('validation_failed', `the body must be at most ${maxBytes} bytes long`);
    if (Number(req.headers['content-length']) > maxBytes) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        req.pause();
        reject(tooLarge());
      }
    });
    req.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
    req.on('close', () => req.complete || reject(new CallerGone()));
  });
}

/**
 * The JSON value of a body.
 *
 * @throws {ApiError} `validation_failed` if it is not declared as JSON, is none, or is too large.
 */
export async function readJson(incoming: Incoming, maxBytes: number): Promise<unknown> {
  const { req } = incoming;
  checkHeaders(req);
  if (req.readableEnded) return parsedElsewhere(incoming);
  const bytes = await readBytes(req, maxBytes);
  if (bytes.length === 0) {
    throw new ApiError('validation_failed', 'the body is required: expected a JSON object');
  }
  if (!isUtf8(bytes)) {
    throw new ApiError('validation_failed', 'the body must be UTF-8: received other bytes');
  }
  const text = bytes.toString();
  incoming.received = text;
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position \d+/.exec(String(error))?.[0];
    const where = position === undefined ? '' : ` (wrong at ${position})`;
    throw new ApiError(
      'validation_failed',
      `the body must be JSON: received text that begins with ${show(text.slice(0, 20))}${where}`,
    );
  }
}

/** The body as a parser before the fake has left it, in an app of the caller's own. */
function parsedElsewhere(incoming: Incoming): unknown {
  const { body } = incoming.req;
  incoming.received = JSON.stringify(body);
  if (body !== undefined) return body;
  throw new ApiError(
    'validation_failed',
    'the body was read before it came to the fake: mount the fake before other body parsers',
  );
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

function checkHeaders(req: IncomingMessage): void {
  const type = req.headers['content-type'];
  if (type === undefined || !JSON_TYPE.test(type)) {
    const received = type === undefined ? 'none' : `"${type.slice(0, 80)}"`;
    throw new ApiError(
      'validation_failed',
      `the header Content-Type must be application/json: received ${received}`,
    );
  }
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new ApiError(
      'validation_failed',
      `the body must be sent without Content-Encoding: received "${encoding.slice(0, 80)}"`,
    );
  }
}
