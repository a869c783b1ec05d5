import { createHash } from 'node:crypto';
import busboy, { type BusboyConstructor } from '@fastify/busboy';
import type { BodyWatch } from './body-watch.ts';
import type { RecordedBody } from './recording.ts';
import { redactText } from './redact.ts';

// A bundle knows this package by its default alone, its types by its name alone.
const Busboy = busboy as unknown as BusboyConstructor;

type Upload = Extract<RecordedBody, { kind: 'upload' }>;
type FilePart = NonNullable<Upload['file']>;

/** Fields beyond these bounds are no fields of this API. */
const LIMITS = { fields: 20, fieldSize: 1_024, files: 1 };

/** Watches an upload: its fields, and of its file the name, the type, the length and the hash. */
export function watchUpload(type: string): BodyWatch {
  const hash = createHash('sha256');
  const fields: Record<string, string> = {};
  let file: FilePart | null = null;
  let bytes = 0;
  const parser = openParser(type);
  let broken = parser === undefined;
  const done = new Promise<void>((resolve) => {
    if (parser === undefined) return resolve();
    parser.on('error', () => {
      broken = true;
      resolve();
    });
    parser.on('finish', () => resolve());
    parser.on('field', (name: string, value: string) => {
      fields[name] = redactText(value);
    });
    parser.on('file', (_field, stream, name, _encoding, fileType) => {
      const part = createHash('sha256');
      let length = 0;
      stream.on('error', () => {});
      stream.on('data', (chunk: Buffer) => {
        part.update(chunk);
        length += chunk.length;
      });
      stream.on('end', () => {
        file = { name: name ?? '', type: fileType, bytes: length, sha256: part.digest('hex') };
      });
    });
  });
  return {
    push(chunk) {
      bytes += chunk.length;
      hash.update(chunk);
      if (!broken) parser?.write(Buffer.from(chunk));
    },
    async end() {
      if (bytes === 0) return null;
      parser?.end();
      await done;
      const plain = type.split(';', 1)[0] ?? type;
      if (!broken) return { kind: 'upload', type: plain, fields, file };
      return { kind: 'bytes', type: plain, bytes, sha256: hash.digest('hex') };
    },
  };
}

/** A parser of multipart bodies, unless the type names no boundary. */
function openParser(type: string): InstanceType<BusboyConstructor> | undefined {
  try {
    return new Busboy({ headers: { 'content-type': type }, limits: LIMITS });
  } catch {
    return undefined;
  }
}
