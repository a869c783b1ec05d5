import { untilLate } from './abort.ts';
import { EventStreamDecoder, type ServerSentEvent } from './event-stream.ts';
import type { Settings } from './options.ts';
import { readReply } from './read-reply.ts';
import { ask, type Call, lost, type Prepared, prepare, repeat } from './request.ts';
import { HEADER, ROUTES, type StreamId } from './routes.ts';

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
  const prepared = prepare(settings, ROUTES[operationId], { ...call, accept });
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
  try {
    const response = await repeat(settings, prepared, undefined, () =>
      open(settings, prepared, controller.signal),
    );
    const stream = {
      ...prepared,
      status: response.status,
      requestId: response.headers.get(HEADER.requestId) ?? undefined,
    };
    const readEvent = read(stream);
    for await (const event of decoded(settings, prepared, response)) {
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
  closed: AbortSignal,
): Promise<Response> {
  const timeoutMs = settings.attemptTimeoutMs;
  try {
    return await untilLate(timeoutMs, prepared.signal, async (signal) => {
      const response = await ask(settings, prepared, AbortSignal.any([signal, closed]));
      const type = response.headers.get('Content-Type') ?? '';
      if (response.ok && type.startsWith('text/event-stream')) return response;
      return readReply(prepared, response, await response.text(), isNothing);
    });
  } catch (error) {
    throw lost(prepared, error, `no reply within ${timeoutMs} ms`);
  }
}

function isNothing(_value: unknown): _value is never {
  return false;
}

async function* decoded(
  settings: Settings,
  prepared: Prepared,
  response: Response,
): AsyncGenerator<ServerSentEvent, void, void> {
  const reader = response.body?.getReader();
  const decoder = new EventStreamDecoder();
  const timeoutMs = settings.attemptTimeoutMs;
  for (;;) {
    const chunk = await untilLate(timeoutMs, prepared.signal, async () => reader?.read()).catch(
      (error: unknown) => {
        throw lost(prepared, error, `the stream stalled for ${timeoutMs} ms`);
      },
    );
    if (chunk?.value === undefined) return;
    yield* decoder.push(chunk.value);
  }
}
