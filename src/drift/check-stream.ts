import { EventStreamDecoder, type ServerSentEvent } from '../client/event-stream.ts';
import type { StreamReply } from '../contracts/endpoint.ts';
import { assumed } from '../contracts/source.ts';
import type { Check } from '../report/report.ts';
import { basisOf } from './basis.ts';
import { deviations } from './hold-to-schema.ts';
import { type About, differs, passed, type Subject, skipped } from './verdicts.ts';

const ASSUMED = assumed('chat.streamEvents');
const BASIS = basisOf(ASSUMED);

/** Holds the events of a stream to the contract: their names, their data, and the one that ends it. */
export function checkStream({ exchange }: Subject, contract: StreamReply): readonly Check[] {
  const body = exchange.reply?.body;
  const about: About = {
    id: 'stream.events',
    title: 'a stream has the events of the contract, and ends with one that says so',
    basis: BASIS,
  };
  if (body?.kind !== 'text' || !body.type.startsWith('text/event-stream')) {
    const seen = body ? `a body of the type "${body.type}"` : 'nothing';
    const documented = { ...about, basis: { kind: 'contract' } as const };
    return [differs(documented, 'breaking', { expected: 'text/event-stream', seen })];
  }
  const events = new EventStreamDecoder().push(new TextEncoder().encode(body.text));
  const found = events.flatMap((event) => checkEvent(event, contract, about));
  if (found.length > 0) return found;
  if (body.cut || exchange.ended !== 'whole') {
    return [skipped(about, `Only the first ${events.length} events of the stream were seen.`)];
  }
  const last = events.at(-1)?.event;
  if (last !== undefined && last !== contract.piece) return [passed(about)];
  const end = Object.keys(contract.events).filter((name) => name !== contract.piece);
  const expected = `an end with ${end.join(' or ')}`;
  return [differs(about, 'breaking', { expected, seen: last ?? 'no event at all' })];
}

function checkEvent(
  { event, data }: ServerSentEvent,
  { events }: StreamReply,
  about: About,
): readonly Check[] {
  const schema = events[event];
  if (schema === undefined) {
    const expected = `one of ${Object.keys(events).join(', ')}`;
    return [differs(about, 'compatible', { expected, seen: `the event "${event.slice(0, 80)}"` })];
  }
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return [differs(about, 'breaking', { expected: `JSON in ${event}`, seen: 'other data' })];
  }
  return deviations(schema, value, ASSUMED).map(({ kind, pointer, sentence, basis }) =>
    differs(
      { ...about, basis, pointer: `/${event}${pointer}` },
      kind === 'broken' ? 'breaking' : 'compatible',
      { seen: sentence },
    ),
  );
}
