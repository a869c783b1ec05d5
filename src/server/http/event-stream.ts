import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers';
import { STREAM_ERROR_EVENT } from '../../contracts/chat.ts';
import { type Endpoint, successStatus } from '../../contracts/endpoint.ts';
import { HEADERS } from '../../contracts/headers.ts';
import { ApiError } from '../domain/api-error.ts';
import type { TurnSubject } from '../domain/chat-scripts.ts';
import type { Clock } from '../domain/clock.ts';
import { ClockStopped } from '../domain/clock-stop.ts';
import {
  encodeEvent,
  FaultyWire,
  type WireEvent,
  type WireStep,
} from '../domain/event-stream-faults.ts';
import { conclude } from './conclude.ts';
import { afterWork } from './disturb-stream.ts';
import type { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { checkAgainst, commonHeaders } from './send.ts';
import { documentedError, envelopeOf } from './send-error.ts';
import { SentText } from './sent-text.ts';

type Events = AsyncIterable<{ readonly event: string; readonly data: unknown }>;

/**
 * The events of an operation as they are sent and remembered, each held to its schema. What goes
 * wrong after the first one is told by a last event, as the status is on its way by then.
 */
export async function* wireEvents(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  events: Events,
): AsyncGenerator<WireEvent, void, void> {
  let isBegun = false;
  try {
    for await (const { event, data } of events) {
      checkEvent(endpoint, event, data);
      isBegun = true;
      yield { event, data: JSON.stringify(data) };
    }
  } catch (error) {
    if (!isBegun || error instanceof ClockStopped) throw error;
    yield errorEvent(exchange, documentedError(host, endpoint, error));
  }
}

function checkEvent({ reply }: Endpoint, event: string, data: unknown): void {
  const schema = reply.kind === 'stream' ? reply.events[event] : undefined;
  if (schema === undefined) throw new Error(`The event "${event}" is not declared in the contract`);
  checkAgainst(schema, data, `the event "${event}"`);
}

function errorEvent(exchange: OpenExchange, error: ApiError): WireEvent {
  return { event: STREAM_ERROR_EVENT, data: JSON.stringify(envelopeOf(exchange, error)) };
}

/** Where a stream goes, and how it is known that nobody reads it any more. */
interface Line {
  readonly res: ServerResponse;
  readonly left: AbortSignal;
  readonly clock: Clock;
  /** What was sent, as far as the journal keeps it. */
  readonly sent: SentText;
  /** Whether the connection was closed on purpose. */
  isDropped: boolean;
}

/**
 * Sends a stream as fast as its reader takes it, until it ends or its reader leaves. Until the first
 * event is there nothing is sent, so a refusal can still be a plain reply.
 */
export async function sendStream(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  events: AsyncIterable<WireEvent>,
): Promise<void> {
  const toSend = exchange.disturbance ? await afterWork(host, exchange, events) : events;
  if (toSend === undefined) return;
  const iterator = toSend[Symbol.asyncIterator]();
  let next = await iterator.next();
  if (!next.done) exchange.subject ??= idOf(next.value);
  const line = lineOf(exchange);
  const { res, left } = line;
  const status = successStatus(endpoint, host.switches);
  if (!left.aborted) res.writeHead(status, commonHeaders(host, exchange, headersOf(exchange)));
  const wire = wireOf(host, exchange);
  for (; !next.done && !left.aborted; next = await iterator.next()) {
    const pending = wire ? play(line, wire.push(next.value)) : write(line, next.value);
    if (pending !== undefined) await pending;
  }
  await iterator.return?.();
  if (wire !== undefined) await play(line, wire.end());
  const ending = line.isDropped ? 'dropped' : left.aborted ? 'caller-left' : 'sent';
  if (left.aborted) res.destroy();
  else res.end();
  conclude(host, exchange, {
    status: res.headersSent ? status : undefined,
    ending,
    ...line.sent.whole(),
  });
}

/** The id of the turn that an event belongs to. */
function idOf({ data }: WireEvent): string | undefined {
  const { id } = Object(JSON.parse(data)) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

function lineOf({ res, left, world }: OpenExchange): Line {
  if (left === undefined || world === undefined) throw new Error('A stream belongs to a world');
  const sent = new SentText(world.journal.limits.maxBodyBytes);
  return { res, left, clock: world.clock, sent, isDropped: false };
}

function headersOf({ replayed }: OpenExchange) {
  return {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(replayed ? { [HEADERS.idempotencyReplayed.name]: 'true' } : {}),
  };
}

/** The fault that waits for this stream, if any. */
function wireOf(host: Host, exchange: OpenExchange): FaultyWire | undefined {
  const chat = exchange.world?.chat;
  const plan = chat?.faults.take(exchange.body as TurnSubject)?.plan;
  if (chat === undefined || plan === undefined) return undefined;
  for (const fault of plan.faults) host.coverage.noteFault('stream', fault);
  const substitute = errorEvent(exchange, new ApiError('internal_error'));
  return new FaultyWire(plan, chat.randomOf(plan), substitute);
}

function write(line: Line, event: WireEvent): Promise<void> | undefined {
  const text = encodeEvent(event);
  line.sent.add(text);
  return line.res.write(text) ? undefined : untilDrained(line);
}

async function play(line: Line, steps: readonly WireStep[]): Promise<void> {
  for (const step of steps) {
    if (line.left.aborted) return;
    if (step.kind === 'bytes') await flushed(line, step.bytes);
    else if (step.kind === 'wait') await waited(line, step.ms);
    else await dropped(line);
  }
}

function untilDrained({ res, left }: Line): Promise<void> {
  return unlessLeft(left, (resolve) => {
    res.once('drain', resolve);
    return () => res.off('drain', resolve);
  });
}

/**
 * Each chunk leaves by itself before the next one is written, and a reader in the same process has
 * the time to take it: those that read late see chunks joined.
 */
function flushed({ res, left, sent }: Line, bytes: Buffer): Promise<void> {
  sent.add(bytes);
  return unlessLeft(left, (resolve) => {
    res.write(bytes, () => setImmediate(resolve));
    return undefined;
  });
}

function waited({ clock, left }: Line, ms: number | undefined): Promise<void> {
  if (ms !== undefined) return clock.sleep(ms, left);
  return Promise.race([unlessLeft(left, () => undefined), clock.stopped]);
}

function dropped(line: Line): Promise<void> {
  return unlessLeft(line.left, () => {
    line.isDropped = true;
    line.res.destroy();
    return undefined;
  });
}

/** Resolves when the work does, or when the reader leaves; then the work is given up. */
function unlessLeft(
  left: AbortSignal,
  start: (resolve: () => void) => (() => unknown) | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (left.aborted) return resolve();
    let giveUp: (() => unknown) | undefined;
    const onLeft = () => {
      giveUp?.();
      resolve();
    };
    left.addEventListener('abort', onLeft, { once: true });
    giveUp = start(() => {
      left.removeEventListener('abort', onLeft);
      resolve();
    });
  });
}
