/**
 * Does work in lines: of one line one piece at a time, in the order in which it came; of all lines at
 * most so many pieces at once.
 */
export class Lines<Name extends object> {
  readonly #tails = new WeakMap<Name, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** Does the work when its turn has come. */
  run(line: Name, work: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(line) ?? Promise.resolve();
    const turn = before.then(() => this.#withSlot(work));
    this.#tails.set(
      line,
      turn.catch(() => {}),
    );
    return turn;
  }

  async #withSlot(work: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      // A slot is handed on, so that nobody who comes later can take it.
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
