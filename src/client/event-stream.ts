/** One event of a stream, as the HTML standard reads it. */
export interface ServerSentEvent {
  /** The name of the event, `message` where the stream gives none. */
  readonly event: string;
  /** The data lines, joined by line feeds. */
  readonly data: string;
  /** The id that was given last in the stream, empty at first. */
  readonly lastEventId: string;
}

/**
 * Decodes an event stream as the HTML standard says, whatever the borders of its chunks. An event
 * counts once its blank line has come; one that the end cuts off is no event.
 */
export class EventStreamDecoder {
  readonly #utf8 = new TextDecoder();
  #line = '';
  #endedInCr = false;
  #event = '';
  #data: string | undefined;
  #lastEventId = '';

  /** The events that a chunk completes. */
  push(chunk: Uint8Array): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let text = this.#utf8.decode(chunk, { stream: true });
    if (text === '') return events;
    // The line feed of a CRLF that was cut in two.
    if (this.#endedInCr && text.startsWith('\n')) text = text.slice(1);
    this.#endedInCr = text === '' ? false : text.endsWith('\r');
    let start = 0;
    for (const { index, 0: newline } of text.matchAll(/\r\n|\r|\n/g)) {
      const event = this.#read(this.#line + text.slice(start, index));
      if (event !== undefined) events.push(event);
      this.#line = '';
      start = index + newline.length;
    }
    this.#line += text.slice(start);
    return events;
  }

  #read(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    if (field === 'id' && !value.includes('\0')) this.#lastEventId = value;
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const [event, data] = [this.#event || 'message', this.#data];
    this.#event = '';
    this.#data = undefined;
    return data === undefined ? undefined : { event, data, lastEventId: this.#lastEventId };
  }
}
