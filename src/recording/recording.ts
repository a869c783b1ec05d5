import * as z from 'zod';
import { explain } from '../contracts/explain.ts';

/** What the first line of every recording says; readers refuse versions that they do not know. */
export const RECORDING_HEADER = { format: 'rivya-testkit-recording', version: 1 } as const;

const Text = z.object({ kind: z.literal('text'), type: z.string(), text: z.string() });
const FilePart = z.object({
  name: z.string(),
  type: z.string(),
  bytes: z.int(),
  sha256: z.string(),
});

/** A body as a recording holds it: text is redacted, and of bytes there is only a summary. */
export const RecordedBody = z.discriminatedUnion('kind', [
  // A stream that was longer than what is kept ends where it was cut.
  Text.extend({ cut: z.literal(true).optional() }),
  z.object({
    kind: z.literal('upload'),
    type: z.string(),
    fields: z.record(z.string(), z.string()),
    file: FilePart.nullable(),
  }),
  z.object({
    kind: z.literal('bytes'),
    type: z.string(),
    bytes: z.int(),
    sha256: z.string(),
  }),
]);
export type RecordedBody = z.output<typeof RecordedBody>;

const Headers = z.record(z.string(), z.string());

/** One request and its reply, without keys, secrets and cookies. */
export const RecordedExchange = z.object({
  startedAt: z.string(),
  durationMs: z.number().min(0),
  request: z.object({
    method: z.string(),
    /** With the query, where there is one. */
    path: z.string().startsWith('/'),
    headers: Headers,
    body: RecordedBody.nullable(),
  }),
  /** `null` where none came. */
  reply: z.object({ status: z.int(), headers: Headers, body: RecordedBody.nullable() }).nullable(),
  ended: z.enum(['whole', 'caller_left', 'target_broke_off']),
});
export type RecordedExchange = z.output<typeof RecordedExchange>;

const Header = z.object({
  format: z.literal(RECORDING_HEADER.format),
  version: z.literal(RECORDING_HEADER.version),
  target: z.string().optional(),
});

/** A recording as text: a header line, then a line of JSON per exchange. */
export function writeRecording(exchanges: readonly RecordedExchange[], target?: string): string {
  const lines = [
    { ...RECORDING_HEADER, ...(target === undefined ? {} : { target }) },
    ...exchanges,
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * The exchanges of a recording in JSON Lines, in the order in which they began.
 *
 * @throws {RangeError} that names the line which is none of a recording.
 */
export function parseRecording(text: string): RecordedExchange[] {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  const [first, ...rest] = lines.filter(({ line }) => line.trim() !== '');
  if (first === undefined) throw new RangeError('Cannot read the recording: it is empty');
  read(Header, first);
  const exchanges = rest.map((line) => read(RecordedExchange, line));
  return exchanges.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
}

function read<T>(schema: z.ZodType<T>, { line, number }: { line: string; number: number }): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new RangeError(`Cannot read the recording: line ${number} is not JSON`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RangeError(
    `Cannot read the recording: line ${number}: ${explain(result.error.issues, value, 'the line')}`,
  );
}
