import type { RecordedBody } from './recording.ts';

/** The JSON value of a recorded body, `undefined` where it has none. */
export function jsonOf(body: RecordedBody | null): unknown {
  if (body?.kind !== 'text') return undefined;
  try {
    return JSON.parse(body.text);
  } catch {
    return undefined;
  }
}
