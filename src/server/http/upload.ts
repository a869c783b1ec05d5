import type { IncomingMessage } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';
import type { BusboyConstructor, BusboyFileStream } from '@fastify/busboy';
import type { FilePart, MultipartBody } from '../../contracts/endpoint.ts';
import { show } from '../../contracts/explain.ts';
import { ApiError } from '../domain/api-error.ts';
import { limitToName, tooLarge } from '../domain/upload-rules.ts';
import type { UploadTimeouts } from './host.ts';
import { CallerGone } from './read-body.ts';
import { UploadSpool } from './upload-spool.ts';

/** What a multipart body holds: its text fields as they were sent, and its file. */
export interface Upload {
  readonly fields: Record<string, string>;
  readonly file: FilePart;
}

/** Bytes of a body beyond those of its file: boundaries, part headers, text fields. */
const OVERHEAD = 64 * 1_024;
const LIMITS = { fieldNameSize: 100, fieldSize: 4_096, fields: 20, parts: 25, headerPairs: 20 };
const TOO_LONG = `is too long: expected a name of at most ${LIMITS.fieldNameSize} bytes and a value of at most ${LIMITS.fieldSize}`;
/** Of a boundary (RFC 2046, 5.1.1). */
const MOST_BOUNDARY = 70;

/**
 * Reads a multipart body and stops as soon as it breaks a rule. Nothing is kept of a body that is
 * refused, or whose caller goes away.
 *
 * @throws {ApiError} `validation_failed` that says which part is wrong. @throws {CallerGone}
 */
export async function readUpload(
  req: IncomingMessage,
  body: MultipartBody,
  timeouts: UploadTimeouts,
): Promise<Upload> {
  const ceiling = body.maxBytes({});
  checkHeaders(req, ceiling);
  // A bundle knows this package by its default alone, its types by its name alone.
  const { default: module } = await import('@fastify/busboy');
  const Busboy = module as unknown as BusboyConstructor;
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let file: Promise<FilePart> | undefined;
    const headers = { ...req.headers, 'content-type': req.headers['content-type'] ?? '' };
    // A part is a file by its name, whatever its type.
    const isPartAFile = (_part: unknown, _type: unknown, name: unknown) => name !== undefined;
    const parser = new Busboy({ headers, limits: LIMITS, isPartAFile });
    const spool = new UploadSpool();
    const stop = settle(req, timeouts, (error) => {
      req.unpipe(parser);
      req.pause();
      spool.close().then(() => reject(error), reject);
    });
    parser.on('field', (name, value, isNameCut, isValueCut) => {
      if (name === undefined) stop(refusal(NAMELESS));
      else if (name === body.filePart)
        stop(refusal(`${name} must be sent as a file, with a file name`));
      else if (fields.has(name)) stop(refusal(`${show(name)} is sent twice: expected one`));
      else if (isNameCut || isValueCut) stop(refusal(`${show(name)} ${TOO_LONG}`));
      fields.set(name, value);
    });
    parser.on('file', (part, stream, name, _encoding, declaredType) => {
      stream.on('error', () => {});
      const flaw = partFlaw(part, body, file !== undefined);
      if (flaw !== undefined) return stop(refusal(flaw));
      const known = () => Object.fromEntries(fields);
      const limit = () => {
        const most = Math.min(ceiling, body.maxBytes(known()));
        return { most, named: limitToName(known(), most) };
      };
      file = collect(stream, limit, spool).then((bytes) => ({ name, declaredType, bytes }));
      file.catch(stop);
    });
    for (const limit of ['partsLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => stop(refusal('the body has too many parts')));
    }
    parser.on('error', () => stop(refusal('the body must be multipart/form-data to its end')));
    parser.on('finish', () => {
      if (file === undefined) stop(refusal(`${body.filePart} is required: expected a file part`));
      else
        file.then((file) => {
          stop(() => resolve({ fields: Object.fromEntries(fields), file }));
          return spool.close();
        }, stop);
    });
    req.pipe(parser);
  });
}

/** Ends the reading once: by what is given to the returned function, by time, or by the caller. */
function settle(
  req: IncomingMessage,
  { idleMs, totalMs }: UploadTimeouts,
  fail: (error: unknown) => void,
): (end: unknown) => void {
  let isOpen = true;
  const late = () => stop(refusal(`the upload took more than ${totalMs} ms`));
  const total = setTimeout(late, totalMs).unref();
  const stop = (end: unknown) => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(total);
    req.setTimeout(0);
    if (typeof end === 'function') end();
    else fail(end);
  };
  req.setTimeout(idleMs, () => stop(refusal(`the upload stood still for ${idleMs} ms`)));
  req.once('close', () => req.complete || stop(new CallerGone()));
  return stop;
}

function checkHeaders({ headers }: IncomingMessage, ceiling: number): void {
  const type = headers['content-type'] ?? 'none';
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type)) {
    throw refusal(
      `the header Content-Type must be multipart/form-data with a boundary: received ${show(type)}`,
    );
  }
  const [, quoted, plain] = /boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(type) ?? [];
  const { length } = quoted ?? plain ?? '';
  if (length === 0 || length > MOST_BOUNDARY) {
    throw refusal(
      `the boundary of the header Content-Type must have 1 to ${MOST_BOUNDARY} characters: received ${length}`,
    );
  }
  const announced = Number(headers['content-length']);
  if (announced > ceiling + OVERHEAD) {
    throw tooLarge(ceiling, `the whole body has ${announced}`);
  }
}

const NAMELESS = 'a part has no name: expected name="..." in its Content-Disposition';

function partFlaw(
  part: string | undefined,
  { filePart: expected, fields }: MultipartBody,
  isSecond: boolean,
): string | undefined {
  if (part === undefined) return NAMELESS;
  if (part in fields.shape) return `${part} must be sent as a text, without a file name`;
  if (part !== expected)
    return `${show(part)} is not a known file: send the bytes as "${expected}"`;
  return isSecond ? `${expected} is sent twice: expected one file` : undefined;
}

/** The bytes of a file, held to the limit that is known when they come. */
async function collect(
  stream: BusboyFileStream,
  limit: () => { readonly most: number; readonly named: number },
  spool: UploadSpool,
): Promise<Buffer> {
  for await (const chunk of stream) {
    const { most, named } = limit();
    if (spool.bytes + chunk.length > most) throw tooLarge(named);
    await spool.take(chunk);
  }
  return spool.whole();
}

function refusal(message: string): ApiError {
  return new ApiError('validation_failed', message);
}
