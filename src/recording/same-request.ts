import { isDeepStrictEqual } from 'node:util';
import { jsonOf } from './json-of.ts';
import type { RecordedBody } from './recording.ts';
import { REDACTED } from './redact.ts';

/** What callers write anew for each request, and no reply depends on. */
const VOLATILE = new Set(['client_request_id']);

/** Whether two bodies ask the same: equal but for trace ids, and for what was redacted in the recording. */
export function isSameBody(recorded: RecordedBody | null, received: RecordedBody | null): boolean {
  if (recorded === null || received === null) return recorded === received;
  if (recorded.kind === 'upload' && received.kind === 'upload') {
    const isSameFile = recorded.file?.sha256 === received.file?.sha256;
    return isSameFile && isSame(recorded.fields, received.fields);
  }
  if (recorded.kind === 'text' && received.kind === 'text') {
    const [before, now] = [jsonOf(recorded), jsonOf(received)];
    return before === undefined ? recorded.text === received.text : isSame(before, now);
  }
  // A HAR file has lost the bytes, and with them their hash.
  if (recorded.kind === 'bytes') {
    return (
      recorded.sha256 === '' || (received.kind === 'bytes' && recorded.sha256 === received.sha256)
    );
  }
  return false;
}

function isSame(recorded: unknown, received: unknown): boolean {
  if (typeof recorded === 'string' && recorded.includes(REDACTED))
    return typeof received === 'string';
  if (typeof recorded !== 'object' || recorded === null)
    return isDeepStrictEqual(recorded, received);
  if (typeof received !== 'object' || received === null) return false;
  if (Array.isArray(recorded) !== Array.isArray(received)) return false;
  const [before, now] = [keysOf(recorded), keysOf(received)];
  return (
    isDeepStrictEqual(before, now) &&
    before.every((key) => isSame(Reflect.get(recorded, key), Reflect.get(received, key)))
  );
}

function keysOf(value: object): string[] {
  return Object.keys(value)
    .filter((key) => !VOLATILE.has(key))
    .sort();
}
