/** A request would have passed the limit, or prices cannot be trusted any more. */
export class OverBudget extends Error {
  override readonly name = 'OverBudget';
}

/**
 * Credits that one run may spend. What a request could cost is taken before it is sent, and given back
 * only when a reply says that it is not owed: a request without a reply counts as paid.
 */
export class Budget {
  readonly limit: number;
  #taken = 0;
  #closed: string | undefined;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Credits that are spent, or that may still be. */
  get spent(): number {
    return this.#taken;
  }

  /**
   * Takes what a request could cost.
   *
   * @throws {OverBudget} before anything is sent, if the limit would be passed.
   */
  take(cost: number): void {
    if (this.#closed !== undefined) throw new OverBudget(this.#closed);
    if (!Number.isInteger(cost) || cost < 0) {
      throw new OverBudget(`the price is unknown: ${String(cost)}`);
    }
    if (this.#taken + cost <= this.limit) {
      this.#taken += cost;
      return;
    }
    throw new OverBudget(
      `it could cost ${cost} credits, and ${this.limit - this.#taken} of ${this.limit} are left: raise --max-credits`,
    );
  }

  /** Corrects what was taken by what is really owed. Owing more than was expected ends all spending. */
  correct(expected: number, owed: number): void {
    this.#taken += owed - expected;
    if (owed > expected) {
      this.#closed = `the server reserved ${owed} credits where its model list says ${expected}: nothing more is spent`;
    }
  }
}
