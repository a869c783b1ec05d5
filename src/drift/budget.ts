/** Credits that a run may spend, and those that it has spent. */
export class Budget {
  readonly limit: number;
  #spent = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get spent(): number {
    return this.#spent;
  }

  get left(): number {
    return this.limit - this.#spent;
  }

  /** Notes credits that were taken, or given back where they are negative. */
  spend(credits: number): void {
    this.#spent += credits;
  }
}
