import { firstOf, untilLate } from './abort.ts';
import type { Deadline } from './deadline.ts';
import { EventStreamDecoder, type ServerSentEvent } from './event-stream.ts';
import type { Settings } from './options.ts';
import { readReply } from './read-reply.ts';
import { MAX_REPLY_BYTES, readText } from './read-text.ts';
import { repeat } from './repeat.ts';
import { type Attempt, ask, type Call, lateness, lost, type Prepared, prepare } from './request.ts';
import { HEADER, type StreamId } from './routes.ts';

/** What an event means: something to hand on, a refusal to throw, or nothing at all. */
export type ReadEvent<T> = (
  event: ServerSentEvent,
) => { readonly value: T; readonly isLast: boolean } | undefined;

/**
 * Refuses wrong use at once, and returns the events of a stream, whose request is sent when the
 * first one is asked for, repeated until it is accepted, and aborted when the loop is left.
 *
 * @throws {ApiCallError} where the stream breaks, stalls, or ends without its last event.
 */
export function openStream<T>(
  settings: Settings,
  operationId: StreamId,
  call: Call,
  read: (stream: OpenStream) => ReadEvent<T>,
): AsyncIterable<T> {
  const accept = 'text/event-stream';
  const prepared = prepare(settings, operationId, { ...call, accept });
  const events = eventsOf(settings, prepared, read);
  let isBegun = false;
  return {
    [Symbol.asyncIterator]() {
      if (isBegun)
        throw new TypeError('Cannot read the stream again: it is read once, as it comes');
      isBegun = true;
      return events;
    },
  };
}

/** A stream that was accepted, for errors that are told about it. */
export interface OpenStream extends Pick<Prepared, 'fail' | 'url'> {
  readonly status: number;
  readonly requestId: string | undefined;
}

async function* eventsOf<T>(
  settings: Settings,
  prepared: Prepared,
  read: (stream: OpenStream) => ReadEvent<T>,
): AsyncGenerator<T, void, void> {
  const controller = new AbortController();
  const deadline = prepared.begin();
  const attemptMs = settings.attemptTimeoutMs;
  try {
    const response = await repeat(settings, prepared, deadline, (seen) =>
      open(settings, prepared, { deadline, seen, attemptMs, closed: controller.signal }),
    );
    const stream = {
      ...prepared,
      status: response.status,
      requestId: response.headers.get(HEADER.requestId) ?? undefined,
    };
    const readEvent = read(stream);
    for await (const event of decoded(prepared, response, { deadline, attemptMs })) {
      const found = readEvent(event);
      if (found === undefined) continue;
      yield found.value;
      if (found.isLast) return;
    }
    const { status, requestId } = stream;
    const reason = 'the stream ended before its completion; what came of it is only a part';
    throw prepared.fail(reason, { code: 'incomplete_stream', status, requestId });
  } finally {
    controller.abort();
  }
}

/** Sends the request once; the stream stays open until `closed` aborts. */
async function open(
  settings: Settings,
  prepared: Prepared,
  { deadline, seen, attemptMs, closed }: Attempt & { readonly closed: AbortSignal },
): Promise<Response> {
  const timeoutMs = deadline?.attemptMs(attemptMs) ?? attemptMs;
  try {
    return await untilLate(timeoutMs, prepared.signal, async (late) => {
      const signal = firstOf(late, closed);
      const response = await ask(settings, prepared, { signal, seen });
      const type = response.headers.get('Content-Type') ?? '';
      if (response.ok && type.startsWith('text/event-stream')) return response;
      seen.replyText = await readText(response);
      return readReply(prepared, response, seen.replyText, isNothing);
    });
  } catch (error) {
    throw lost(prepared, error, lateness(deadline, `no reply within ${timeoutMs} ms`));
  }
}

function isNothing(_value: unknown): _value is never {
  return false;
}

async function* decoded(
  prepared: Prepared,
  response: Response,
  { deadline, attemptMs }: { readonly deadline: Deadline | undefined; readonly attemptMs: number },
): AsyncGenerator<ServerSentEvent, void, void> {
  const reader = response.body?.getReader();
  const decoder = new EventStreamDecoder();
  let bytesWithoutEvent = 0;
  for (;;) {
    const timeoutMs = deadline?.attemptMs(attemptMs) ?? attemptMs;
    const chunk = await untilLate(timeoutMs, prepared.signal, async () => reader?.read()).catch(
      (error: unknown) => {
        const late = lateness(deadline, `the stream stalled for ${timeoutMs} ms`);
        throw lost(prepared, error, late);
      },
    );
    if (chunk?.value === undefined) return;
    const events = decoder.push(chunk.value);
    bytesWithoutEvent = events.length > 0 ? 0 : bytesWithoutEvent + chunk.value.length;
    if (bytesWithoutEvent > MAX_REPLY_BYTES) {
      const { status } = response;
      const reason = 'an event of the stream is longer than any of the API';
      throw prepared.fail(reason, { code: 'unreadable_reply', status });
    }
    yield* events;
  }
}
