import { parseJson } from './parse-json.ts';
import type { RecordedBody } from './recording.ts';

/** The JSON value of a recorded body, `undefined` where it has none. */
export function jsonOf(body: RecordedBody | null): unknown {
  if (body?.kind !== 'text') return undefined;
  return parseJson(body.text);
}
