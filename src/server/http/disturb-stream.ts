import type { WireEvent } from '../domain/event-stream-faults.ts';
import { takeDisturbance, wait } from './disturb.ts';
import type { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { plannedReply } from './planned-reply.ts';
import { commonHeaders } from './send.ts';
import { tell, writeReply } from './write-reply.ts';

/**
 * Lets a fault have the reply of a stream once its work is done, which is when its last event is
 * there. Resolves with what is to be sent, or with nothing where the fault has ended the exchange.
 */
export async function afterWork(
  host: Host,
  exchange: OpenExchange,
  events: AsyncIterable<WireEvent>,
): Promise<AsyncIterable<WireEvent> | undefined> {
  const done = await allOf(events);
  const plan = takeDisturbance(exchange)?.plan;
  if (plan === undefined) return again(done);
  if (plan.kind === 'reply-lost') {
    exchange.res.destroy();
    tell(host, exchange, undefined, 'dropped');
    return undefined;
  }
  if (plan.kind === 'error' || plan.kind === 'reply') {
    const common = commonHeaders(host, exchange, {});
    writeReply(host, exchange, plannedReply(plan, exchange, { switches: host.switches, common }));
    return undefined;
  }
  if (plan.kind === 'reply-delayed') await wait(exchange, plan, exchange.left);
  return again(done);
}

async function allOf(events: AsyncIterable<WireEvent>): Promise<WireEvent[]> {
  const all: WireEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function* again(events: readonly WireEvent[]): AsyncGenerator<WireEvent, void, void> {
  yield* events;
}
