const LETTERS = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789');
const PAIRS = LETTERS.length ** 2;
const PAIRS_PER_DRAW = 3;

/** Both letters of each pair, as ids are written in pairs: half the divisions. */
const FIRST = Uint8Array.from({ length: PAIRS }, (_, pair) => LETTERS[pair % LETTERS.length] ?? 0);
const SECOND = Uint8Array.from(
  { length: PAIRS },
  (_, pair) => LETTERS[Math.floor(pair / LETTERS.length)] ?? 0,
);

/** Ids are written here and copied out, as texts built letter by letter take several times the memory. */
const idBytes = Buffer.alloc(128);

/** Where a stream of chance stands: four 32-bit words. */
export type RandomState = [number, number, number, number];

/**
 * Chance from a seed (sfc32): the same seed gives the same draws in the same order. Draws of one
 * stream never change those of another, so each purpose has a stream of its own.
 */
export class Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string) {
    this.#seed = seed;
    [this.#a, this.#b, this.#c, this.#d] = hash(seed);
    for (let round = 0; round < 12; round++) this.#next();
  }

  /** Another stream, named by its purpose. */
  stream(purpose: string): Random {
    return new Random(`${this.#seed}/${purpose}`);
  }

  /** Where the stream stands. */
  snapshot(): RandomState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** Goes on from where a stream of the same seed stood. */
  restore([a, b, c, d]: Readonly<RandomState>): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** A number from 0 to below 1. */
  float(): number {
    return this.#next() / 2 ** 32;
  }

  /** A prefix, then lower-case letters and digits: 24 unless told otherwise. */
  id(prefix: string, count = 24): string {
    let draw = 0;
    let at = idBytes.write(prefix, 'latin1');
    for (let pair = 0; pair * 2 < count; pair++) {
      draw = pair % PAIRS_PER_DRAW === 0 ? this.#next() : Math.floor(draw / PAIRS);
      idBytes[at++] = FIRST[draw % PAIRS] ?? 0;
      idBytes[at++] = SECOND[draw % PAIRS] ?? 0;
    }
    return idBytes.toString('latin1', 0, prefix.length + count);
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}

/** Four 32-bit words from a text (cyrb128). */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  return [a, b, c, d];
}
