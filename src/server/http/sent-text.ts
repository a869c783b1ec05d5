/** The beginning of what was sent in parts, and how much it was in all. */
export class SentText {
  readonly #maxBytes: number;
  readonly #parts: Buffer[] = [];
  #kept = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Adds a part; nothing of it is kept beyond the limit. */
  add(part: string | Buffer): void {
    const length = Buffer.byteLength(part);
    this.#bytes += length;
    const room = this.#maxBytes - this.#kept;
    if (room <= 0) return;
    const bytes = Buffer.from(typeof part === 'string' ? part.slice(0, room) : part);
    this.#parts.push(bytes.subarray(0, room));
    this.#kept += Math.min(room, bytes.length);
  }

  /** What is kept, as text, and the bytes of all parts. */
  whole(): { readonly text: string; readonly bytes: number } {
    const isCut = this.#kept < this.#bytes;
    const text = Buffer.concat(this.#parts).toString();
    return { text: isCut ? text.replace(/\ufffd$/, '') : text, bytes: this.#bytes };
  }
}
