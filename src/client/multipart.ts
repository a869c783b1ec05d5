import type { BodyStream } from './body.ts';
import { openPath } from './open-path.ts';

/** What a file can be read from; a text is a path. */
export type FileSource =
  | string
  | Blob
  | ArrayBuffer
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** How far an upload is. */
export interface UploadProgress {
  readonly sentBytes: number;
  /** `undefined` where the source does not tell its length. */
  readonly totalBytes: number | undefined;
}

/** A file that is ready to be read. */
export interface OpenSource {
  readonly name: string;
  readonly type: string;
  readonly bytes: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Opens a source of any kind; only a path needs the file system.
 *
 * @throws {TypeError} if it is none.
 */
export async function openSource(doing: string, source: FileSource): Promise<OpenSource> {
  if (typeof source === 'string') {
    const name = source.split(/[\\/]/).at(-1) ?? 'file';
    return fromBlob(await openPath(source), name);
  }
  if (source instanceof Blob)
    return fromBlob(source, source instanceof File ? source.name : 'file');
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
    return { name: 'file', type: '', bytes: bytes.length, chunks: piecesOf(bytes) };
  }
  const chunks = source instanceof ReadableStream ? readAll(source) : source;
  if (typeof Object(chunks)[Symbol.asyncIterator] !== 'function') {
    throw new TypeError(`Cannot ${doing}: "file" must be a path, bytes, a Blob or a stream`);
  }
  return { name: 'file', type: '', bytes: undefined, chunks };
}

function fromBlob(blob: Blob, name: string): OpenSource {
  return { name, type: blob.type, bytes: blob.size, chunks: readAll(blob.stream()) };
}

const PIECE = 64 * 1_024;

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) {
    yield bytes.subarray(start, start + PIECE);
  }
}

/** The pieces of a stream; not every platform lets a stream be iterated. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** A multipart body of text fields and a file, read as it is sent. */
export function multipart(
  fields: { readonly [name: string]: string | undefined },
  source: OpenSource,
  onProgress: ((progress: UploadProgress) => unknown) | undefined,
): BodyStream {
  const boundary = `rivya-${crypto.randomUUID()}`;
  const part = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  const texts = Object.entries(fields).filter(([, value]) => value !== undefined);
  const encoder = new TextEncoder();
  const head = encoder.encode(
    [
      ...texts.map(([name, value]) => `${part(name)}\r\n\r\n${value}\r\n`),
      `${part('file')}; filename="${quoted(source.name)}"\r\n`,
      `Content-Type: ${source.type || 'application/octet-stream'}\r\n\r\n`,
    ].join(''),
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const { bytes } = source;
  const length = bytes === undefined ? undefined : head.length + bytes + tail.length;
  return {
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      ...(length === undefined ? {} : { 'Content-Length': String(length) }),
    },
    body: streamOf(envelope(head, source, tail, onProgress)),
  };
}

/** A file name as a quoted text (the multipart rules of the HTML standard). */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

async function* envelope(
  head: Uint8Array,
  { chunks, bytes }: OpenSource,
  tail: Uint8Array,
  onProgress: ((progress: UploadProgress) => unknown) | undefined,
): AsyncGenerator<Uint8Array> {
  let sentBytes = 0;
  yield head;
  for await (const chunk of chunks) {
    yield chunk;
    sentBytes += chunk.length;
    onProgress?.({ sentBytes, totalBytes: bytes });
  }
  yield tail;
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
