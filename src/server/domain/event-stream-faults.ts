import type { StreamFault } from '../../contracts/stream-faults.ts';
import type { StreamFaultPlan } from './chat-scripts.ts';
import type { Random } from './random.ts';

/** One event of a stream, its data as text. */
export interface WireEvent {
  readonly event: string;
  readonly data: string;
}

/** What happens next on the wire. */
export type WireStep =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** Nothing for some world time; `undefined` for ever. */
  | { readonly kind: 'wait'; readonly ms: number | undefined }
  | { readonly kind: 'drop' };

/** An event as the fake usually writes it. */
export function encodeEvent({ event, data }: WireEvent): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const DEFAULT_SLOW_MS = 100;
const DEFAULT_LONGEST_CUT = 64;

/**
 * The bytes of one stream under a plan of faults. It is told each event and the end, and tells what
 * happens on the wire; the same plan, chance and events give the same steps.
 */
export class FaultyWire {
  readonly #plan: StreamFaultPlan;
  readonly #has: (fault: StreamFault) => boolean;
  readonly #random: Random;
  /** What stands in place of the last event under `error-event`. */
  readonly #substitute: WireEvent;
  #held: WireEvent | undefined;
  #isCut = false;
  #isHalted = false;
  /** The byte after which the stream halts: the one of the plan, or the end of the first event. */
  #haltAt: number | undefined;
  #pending = Buffer.alloc(0);
  #sent = 0;
  #nextLength: number | undefined;

  constructor(plan: StreamFaultPlan, random: Random, substitute: WireEvent) {
    this.#plan = plan;
    this.#has = (fault) => plan.faults.includes(fault);
    this.#random = random;
    this.#substitute = substitute;
  }

  /** What an event causes. Where the last event is special, each waits for the next. */
  push(event: WireEvent): WireStep[] {
    const isLastSpecial =
      this.#has('no-last-blank-line') || this.#has('no-completion') || this.#has('error-event');
    if (!isLastSpecial) return this.#write(event);
    const before = this.#held;
    this.#held = event;
    return before === undefined ? [] : this.#write(before);
  }

  /** What the end of the events causes. */
  end(): WireStep[] {
    return [...this.#writeLast(), ...this.#flush()];
  }

  #writeLast(): WireStep[] {
    const last = this.#held;
    if (last === undefined || this.#has('no-completion')) return [];
    return this.#write(this.#has('error-event') ? this.#substitute : last, true);
  }

  #write(event: WireEvent, isLast = false): WireStep[] {
    const newline = this.#has('crlf') ? '\r\n' : this.#has('cr') ? '\r' : '\n';
    const lines = this.#linesOf(event);
    const needsBlankLine = !(isLast && this.#has('no-last-blank-line'));
    const text = [...lines, ...(needsBlankLine ? [''] : [])].map((line) => line + newline).join('');
    const isFirst = this.#haltAt === undefined;
    const bytes = Buffer.concat([...(isFirst && this.#has('bom') ? [BOM] : []), Buffer.from(text)]);
    this.#haltAt ??= this.#plan.bytes ?? bytes.length;
    return this.#cut(bytes);
  }

  #linesOf({ event, data }: WireEvent): string[] {
    const isMultiline = this.#has('multiline-data');
    const text = isMultiline ? JSON.stringify(JSON.parse(data), null, 1) : data;
    const lines = text.split('\n').map((line) => `data: ${line}`);
    if (!this.#has('comments')) return [`event: ${event}`, ...lines];
    return [': a comment', '', `event: ${event}`, ':', ...lines, ':data: no data'];
  }

  /** Cuts what has to be sent into chunks; what does not fill one yet waits. */
  #cut(bytes: Buffer): WireStep[] {
    if (this.#has('cut-utf8')) return utf8Chunks(bytes).flatMap((chunk) => this.#send(chunk));
    if (!this.#has('cut-at') && !this.#has('cut-every') && !this.#has('cut-random')) {
      return this.#send(bytes);
    }
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const steps: WireStep[] = [];
    for (;;) {
      this.#nextLength ??= this.#drawLength();
      if (this.#pending.length < this.#nextLength) return steps;
      steps.push(...this.#send(this.#pending.subarray(0, this.#nextLength)));
      this.#pending = this.#pending.subarray(this.#nextLength);
      this.#nextLength = undefined;
    }
  }

  #drawLength(): number {
    const { bytes } = this.#plan;
    if (this.#has('cut-every')) return bytes ?? 1;
    if (this.#has('cut-random')) {
      return 1 + Math.floor(this.#random.float() * (bytes ?? DEFAULT_LONGEST_CUT));
    }
    if (this.#isCut) return Number.POSITIVE_INFINITY;
    this.#isCut = true;
    return bytes ?? 1;
  }

  #flush(): WireStep[] {
    const rest = this.#pending;
    this.#pending = Buffer.alloc(0);
    return rest.length === 0 ? [] : this.#send(rest);
  }

  /** One chunk on its way, slowly or up to the byte where the stream halts. */
  #send(chunk: Buffer): WireStep[] {
    const slow =
      this.#has('slow') && this.#sent > 0 ? [wait(this.#plan.ms ?? DEFAULT_SLOW_MS)] : [];
    const room = (this.#haltAt ?? 0) - this.#sent;
    const halts = this.#has('stall') || this.#has('drop');
    if (!halts || this.#isHalted || room > chunk.length) return [...slow, ...this.#bytes(chunk)];
    this.#isHalted = true;
    const before = this.#bytes(chunk.subarray(0, room));
    if (this.#has('drop')) return [...slow, ...before, { kind: 'drop' }];
    return [...slow, ...before, wait(this.#plan.ms), ...this.#bytes(chunk.subarray(room))];
  }

  #bytes(bytes: Buffer): WireStep[] {
    this.#sent += bytes.length;
    return bytes.length === 0 ? [] : [{ kind: 'bytes', bytes }];
  }
}

function wait(ms: number | undefined): WireStep {
  return { kind: 'wait', ms };
}

/** Chunks that end after the first byte of each character of more than one. */
function utf8Chunks(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  let start = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte < 0xc0) continue;
    chunks.push(bytes.subarray(start, index + 1));
    start = index + 1;
  }
  return [...chunks, bytes.subarray(start)];
}
