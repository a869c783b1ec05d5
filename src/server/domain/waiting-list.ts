/** A plan, and how many subjects it still waits for. */
export interface Waiting<Plan> {
  readonly plan: Plan;
  readonly left: number;
}

/** Plans that wait for what matches them; the oldest that matches is used, as often as it says. */
export class WaitingList<Plan extends { readonly times?: number }, Subject> {
  readonly #matches: (plan: Plan, subject: Subject) => boolean;
  #waiting: { readonly plan: Plan; left: number }[] = [];

  constructor(matches: (plan: Plan, subject: Subject) => boolean) {
    this.#matches = matches;
  }

  /** What still waits, oldest first. */
  list(): readonly Waiting<Plan>[] {
    return this.#waiting;
  }

  /** Adds a plan behind those that wait already; without `times` it is for one subject. */
  add(plan: Plan): void {
    this.#waiting.push({ plan: { ...plan }, left: plan.times ?? 1 });
  }

  /** Uses up one turn of the first plan that matches. */
  take(subject: Subject): Plan | undefined {
    const found = this.#waiting.find(({ plan }) => this.#matches(plan, subject));
    if (found === undefined) return undefined;
    found.left--;
    if (found.left === 0) this.#waiting = this.#waiting.filter((other) => other !== found);
    return found.plan;
  }

  /** Lets wait what has waited before, behind those that wait already. */
  restore(waiting: readonly Waiting<Plan>[]): void {
    this.#waiting.push(...waiting.map(({ plan, left }) => ({ plan, left })));
  }

  /** Forgets everything that waits. */
  clear(): void {
    this.#waiting = [];
  }
}
