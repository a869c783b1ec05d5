/** Writes bits one after another, the highest first. */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  constructor(capacity = 1_024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** The lowest `count` (at most 24) bits of a value. */
  put(value: number, count: number): this {
    this.#held = (this.#held << count) | (value & ((1 << count) - 1));
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#push((this.#held >>> this.#heldBits) & 0xff);
    }
    this.#held &= (1 << this.#heldBits) - 1;
    return this;
  }

  /** A whole number from 0 as an Exp-Golomb code (H.264, 9.1). */
  putUe(value: number): this {
    const bits = 32 - Math.clz32(value + 1);
    return this.put(0, bits - 1).put(value + 1, bits);
  }

  /** Fills the last byte up with a bit. */
  align(bit: 0 | 1 = 0): this {
    const missing = (8 - this.#heldBits) % 8;
    return missing === 0 ? this : this.put(bit ? 0xff : 0, missing);
  }

  /** Whole bytes; the bits before must be aligned. */
  append(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** What was written; the bits must be aligned. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}
