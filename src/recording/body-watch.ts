import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { RecordedBody } from './recording.ts';
import { redactText } from './redact.ts';
import { watchUpload } from './upload-watch.ts';

/** The most bytes of a text that are kept; longer ones are summarised, and longer streams cut. */
export const MOST_KEPT_BYTES = 2 * 1_024 * 1_024;
const MOST_DECODED_BYTES = 4 * MOST_KEPT_BYTES;

const IS_TEXT = /^(?:text\/|application\/(?:[\w.+-]*json|x-www-form-urlencoded|xml)\b)/i;
const IS_STREAM = /^text\/event-stream\b/i;
const IS_UPLOAD = /^multipart\/form-data\b/i;

/** What watches the bytes of one body as they pass, in bounded memory and without holding them up. */
export interface BodyWatch {
  push(chunk: Uint8Array): void;
  /** The body as it is recorded, `null` where none came. */
  end(): Promise<RecordedBody | null>;
}

/** Begins to watch a body, given the headers that describe it. */
export function watchBody(headers: {
  readonly type: string | undefined;
  readonly encoding: string | undefined;
}): BodyWatch {
  const { type = '', encoding } = headers;
  if (IS_UPLOAD.test(type)) return watchUpload(type);
  const hash = createHash('sha256');
  const keeps = type === '' || IS_TEXT.test(type);
  const kept: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      const room = MOST_KEPT_BYTES - bytes;
      if (keeps && room > 0) kept.push(chunk.subarray(0, room));
      hash.update(chunk);
      bytes += chunk.length;
    },
    async end() {
      if (bytes === 0) return null;
      const cut = bytes > MOST_KEPT_BYTES;
      const summary = { kind: 'bytes', type, bytes, sha256: hash.digest('hex') } as const;
      if (!keeps || (cut && !IS_STREAM.test(type))) return summary;
      const decoded = decode(Buffer.concat(kept), encoding);
      const text = decoded === undefined ? undefined : textOf(decoded, cut);
      if (text === undefined) return summary;
      return { kind: 'text', type, text: redactText(text), ...(cut ? { cut } : {}) };
    },
  };
}

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: object) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

function decode(bytes: Buffer, encoding: string | undefined): Buffer | undefined {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return bytes;
  try {
    return DECODERS[name]?.(bytes, { maxOutputLength: MOST_DECODED_BYTES });
  } catch {
    return undefined;
  }
}

/** The text of UTF-8 bytes; the last character of what was cut may be missing. */
function textOf(bytes: Buffer, cut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, {
      stream: cut,
    });
  } catch {
    return undefined;
  }
}
