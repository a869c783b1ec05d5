import { EventStreamDecoder, type ServerSentEvent } from '../client/event-stream.ts';

/** The event of one more piece of an answer. */
export const PIECE = 'chat.completion.delta';
/** The event that ends an answer. */
export const COMPLETED = 'chat.completion.completed';

/** The events of a stream as it came. */
export function eventsOf(text: string): readonly ServerSentEvent[] {
  return new EventStreamDecoder().push(new TextEncoder().encode(text));
}
