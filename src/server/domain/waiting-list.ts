import type { WaitingPlans } from '../../contracts/snapshot-values.ts';
import { type NearMiss, soleOf } from './evidence.ts';
import { refuse } from './restoring.ts';

/** A plan, and how far it has come. */
export interface Waiting<Plan> {
  readonly id: string;
  readonly plan: Plan;
  /** Subjects that it is still for. */
  readonly left: number;
  /** Subjects that it was used for. */
  readonly struck: number;
  /** Why it was not used for the last subject that it almost matched, if there was one. */
  readonly missed: string | undefined;
}

type Entry<Plan> = { -readonly [Name in keyof Waiting<Plan>]: Waiting<Plan>[Name] };

export interface WaitingListOptions<Plan, Subject> {
  readonly kind: NearMiss['kind'];
  /** What ids begin with. */
  readonly prefix: string;
  /**
   * Why a plan is not for a subject, by condition: empty where it is, `undefined` where the two have
   * nothing to do with each other.
   */
  readonly mismatches: (plan: Plan, subject: Subject) => readonly string[] | undefined;
}

/** Plans that wait for what matches them; the oldest that matches is used, as often as it says. */
export class WaitingList<Plan extends { readonly times?: number }, Subject> {
  readonly #options: WaitingListOptions<Plan, Subject>;
  #waiting: Entry<Plan>[] = [];
  /** Used up, but may still be given back. */
  #usedUp = new WeakSet<Entry<Plan>>();
  #count = 0;

  constructor(options: WaitingListOptions<Plan, Subject>) {
    this.#options = options;
  }

  /** What still waits, oldest first. */
  list(): readonly Waiting<Plan>[] {
    return this.#waiting;
  }

  /** Adds a plan behind those that wait already and returns its id; without `times` it is for one subject. */
  add(plan: Plan): string {
    const id = `${this.#options.prefix}_${++this.#count}`;
    const left = plan.times ?? 1;
    this.#waiting.push({ id, plan: { ...plan }, left, struck: 0, missed: undefined });
    return id;
  }

  /** Uses up one turn of the first plan that matches. */
  take(subject: Subject): Waiting<Plan> | undefined {
    const found = this.#waiting.find((entry) => {
      const reasons = this.#options.mismatches(entry.plan, subject);
      entry.missed = soleOf(reasons) ?? entry.missed;
      return reasons?.length === 0;
    });
    if (found === undefined) return undefined;
    found.left--;
    found.struck++;
    if (found.left === 0) {
      this.#waiting = this.#waiting.filter((other) => other !== found);
      this.#usedUp.add(found);
    }
    return found;
  }

  /** Takes back that a plan was used, and lets it wait before all others unless it was forgotten. */
  giveBack(taken: Waiting<Plan>): void {
    const entry: Entry<Plan> = taken;
    if (this.#usedUp.delete(entry)) this.#waiting.unshift(entry);
    else if (!this.#waiting.includes(entry)) return;
    entry.left++;
    entry.struck--;
  }

  /** The plans that almost match a subject, which is not used up. */
  nearMisses(subject: Subject): NearMiss[] {
    const { kind, mismatches } = this.#options;
    return this.#waiting.flatMap(({ id, plan }) => {
      const reason = soleOf(mismatches(plan, subject));
      return reason === undefined ? [] : [{ kind, id, reason }];
    });
  }

  /** What to restore it from, with plans as JSON can write them. */
  snapshot(write: (plan: Plan) => WaitingPlans['waiting'][number]['plan']): WaitingPlans {
    const waiting = this.#waiting.map(({ id, plan, left, struck }) => ({
      id,
      plan: write(plan),
      left,
      struck,
    }));
    return { count: this.#count, waiting };
  }

  /**
   * Lets wait what has waited before.
   *
   * @throws {SnapshotRefused} if a plan makes no sense.
   */
  restore(
    { count, waiting }: WaitingPlans,
    path: string,
    read: (plan: WaitingPlans['waiting'][number]['plan'], path: string) => Plan,
  ): void {
    this.#count = count;
    for (const [index, { plan: written, left, ...entry }] of waiting.entries()) {
      const own = `${path}.waiting[${index}]`;
      const isKnown = this.#waiting.some(({ id }) => id === entry.id);
      if (isKnown) refuse(`${own}.id`, 'the only one of its kind', entry.id);
      const plan = read(written, `${own}.plan`);
      const { times = 1 } = plan;
      if (left > times) refuse(`${own}.left`, `at most its times, ${times}`, left);
      this.#waiting.push({ ...entry, plan, left, missed: undefined });
    }
  }

  /** Forgets one plan; tells whether it was still waiting. */
  remove(id: string): boolean {
    const rest = this.#waiting.filter((entry) => entry.id !== id);
    const wasWaiting = rest.length < this.#waiting.length;
    this.#waiting = rest;
    return wasWaiting;
  }

  /** Forgets everything that waits. */
  clear(): void {
    this.#waiting = [];
    this.#usedUp = new WeakSet();
  }
}
