import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { PlanFault } from '../../contracts/plan-fault.ts';
import type { Clock } from '../domain/clock.ts';
import { ClockStopped } from '../domain/clock-stop.ts';
import type { StruckFault } from '../domain/faults.ts';
import { type OpenExchange, whenLeft } from './exchange.ts';
import type { Host } from './host.ts';
import { plannedReply, type WholeReply } from './planned-reply.ts';
import { dateHeader, realDelay } from './real-time.ts';
import { ruined } from './ruin.ts';
import { tell, writeReply } from './write-reply.ts';

/** The fault that still has to do with the reply, which it does once; a replay is left alone by its own. */
export function takeDisturbance(exchange: OpenExchange): StruckFault | undefined {
  const { disturbance } = exchange;
  if (disturbance === undefined) return undefined;
  exchange.disturbance = undefined;
  return disturbance.isOwn && exchange.replayed ? undefined : disturbance;
}

/** Gives a reply in the way of the fault that struck its call; the work is done by now. */
export function disturb(
  host: Host,
  exchange: OpenExchange,
  reply: WholeReply,
  { plan }: StruckFault,
): void {
  play(host, exchange, reply, plan).catch((error: unknown) => {
    if (!(error instanceof ClockStopped)) host.reportBug(error);
    exchange.res.destroy();
  });
}

/** What is sent, and how: everything that a way of sending needs. */
interface Line {
  readonly exchange: OpenExchange;
  readonly left: AbortSignal;
  readonly reply: WholeReply;
}

async function play(
  host: Host,
  exchange: OpenExchange,
  reply: WholeReply,
  plan: PlanFault,
): Promise<void> {
  const line = { exchange, reply, left: whenLeft(exchange.res) };
  switch (plan.kind) {
    case 'error':
    case 'reply': {
      const common = withoutContent(reply.headers);
      const { switches } = host;
      return writeReply(host, exchange, plannedReply(plan, exchange, { switches, common }));
    }
    case 'latency':
    case 'reset-before':
      return writeReply(host, exchange, reply);
    case 'reply-lost':
      exchange.res.destroy();
      return tell(host, exchange, undefined, 'dropped');
    case 'reply-delayed':
      await wait(exchange, plan, line.left);
      if (!line.left.aborted) return writeReply(host, exchange, reply);
      return tell(host, exchange, undefined, 'caller-left');
    case 'reset-during':
      await sendHalf(line);
      break;
    case 'reset-after':
      await sendAll(line);
      break;
    case 'slow-headers':
      await sendHeadersSlowly(line, plan);
      break;
    case 'slow-body':
      await sendBodySlowly(line, plan);
      break;
    case 'empty-body':
    case 'wrong-content-type':
    case 'truncated-json':
    case 'malformed-json':
    case 'extra-fields':
    case 'other-status':
    case 'clock-skew':
      return writeReply(host, exchange, ruined(reply, plan));
  }
  tell(host, exchange, reply, plan.kind.startsWith('reset') ? 'dropped' : 'sent');
}

function withoutContent(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const others = Object.entries(headers).filter(([name]) => !/^content-|^retry-after$/i.test(name));
  return Object.fromEntries(others);
}

/**
 * Waits as long as a fault says, on the clock that it says; early where the caller leaves.
 *
 * @throws {ClockStopped} if nobody looks whether the caller leaves, and the world is thrown away.
 */
export async function wait(
  { world }: OpenExchange,
  { ms, real }: { readonly ms: number; readonly real: boolean },
  left?: AbortSignal,
): Promise<void> {
  if (world === undefined) return realDelay(ms, left);
  if (!real) return world.clock.sleep(ms, left);
  if (left !== undefined) return realDelay(ms, left);
  await realDelay(ms, whenStopped(world.clock));
  if (world.clock.isStopped) throw new ClockStopped();
}

function whenStopped({ stopped }: Clock): AbortSignal {
  const controller = new AbortController();
  stopped.catch(() => controller.abort());
  return controller.signal;
}

/** Breaks a connection so that its other side learns of it as an error. */
export function reset(res: ServerResponse): void {
  res.socket?.resetAndDestroy();
  res.destroy();
}

/** Resolves once the bytes have left the process, or the caller has. */
function flushed({ left }: Line, send: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const end = () => setImmediate(resolve);
    left.addEventListener('abort', end, { once: true });
    if (left.aborted) end();
    else send(end);
  });
}

async function sendHalf(line: Line): Promise<void> {
  const { exchange, reply } = line;
  const { res } = exchange;
  res.writeHead(reply.status, reply.headers);
  const half = reply.bytes.subarray(0, Math.floor(reply.bytes.length / 2));
  await flushed(line, (done) => res.write(half, done));
  reset(res);
}

async function sendAll(line: Line): Promise<void> {
  const { exchange, reply } = line;
  const { res } = exchange;
  const { socket } = res;
  res.writeHead(reply.status, reply.headers);
  await flushed(line, (done) => res.end(reply.bytes, done));
  socket?.resetAndDestroy();
}

/** Node writes a head as a whole, so this one is written by hand, and the connection ends with it. */
async function sendHeadersSlowly(
  line: Line,
  plan: Extract<PlanFault, { kind: 'slow-headers' }>,
): Promise<void> {
  const { exchange, reply } = line;
  const { req, res } = exchange;
  const { socket } = res;
  if (socket === null) return;
  const { Connection: _own, ...headers } = reply.headers;
  const all = { ...headers, Date: dateHeader(), Connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.write(`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n`);
  await wait(exchange, plan, line.left);
  if (line.left.aborted) return;
  socket.write(`${lines.join('')}\r\n`);
  socket.end(req.method === 'HEAD' ? '' : reply.bytes);
}

async function sendBodySlowly(
  line: Line,
  plan: Extract<PlanFault, { kind: 'slow-body' }>,
): Promise<void> {
  const { exchange, reply, left } = line;
  const { res } = exchange;
  res.writeHead(reply.status, reply.headers);
  res.flushHeaders();
  for (let from = 0; from < reply.bytes.length && !left.aborted; from += plan.bytes) {
    await wait(exchange, plan, left);
    if (!left.aborted) res.write(reply.bytes.subarray(from, from + plan.bytes));
  }
  res.end();
}
