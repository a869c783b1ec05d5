/** Chance from a number (mulberry32), so that a run can be played again. */
export class Dice {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `most`. */
  below(most) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 2 ** 32) * most);
  }

  /** One of some values. */
  pick(values) {
    return values[this.below(values.length)];
  }

  /** Other dice. */
  split() {
    return new Dice(this.below(2 ** 31));
  }
}
