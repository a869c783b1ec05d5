import type { Check } from '../report/report.ts';

/** The most different checks that are kept; beyond it only their number grows. */
const MOST = 5_000;

/** Gathers checks over many exchanges: each difference once, with how often it was seen. */
export class Tally {
  readonly #seen = new Map<string, { readonly check: Check; times: number }>();
  #dropped = 0;

  /** Adds a check, and tells whether it says anything that was not said before. */
  add(check: Check): boolean {
    const { id, group, outcome, basis, pointer, expected } = check;
    const key = JSON.stringify([id, group, outcome, basis, pointer, expected, wording(check)]);
    const known = this.#seen.get(key);
    if (known !== undefined) known.times += 1;
    else if (this.#seen.size < MOST) this.#seen.set(key, { check, times: 1 });
    else this.#dropped += 1;
    return known === undefined;
  }

  /** All checks, each once, and a problem where there were too many. */
  result(): { readonly checks: readonly Check[]; readonly problems: readonly string[] } {
    const checks = [...this.#seen.values()].map(({ check, times }) => {
      if (times === 1 || check.seen === undefined) return check;
      return { ...check, seen: `${check.seen} (${times} times)` };
    });
    const problems =
      this.#dropped === 0 ? [] : [`Too many different checks: ${this.#dropped} were not kept`];
    return { checks, problems };
  }
}

/** What tells two differences apart besides their place: not the values, which are ever new. */
function wording({ pointer, seen }: Check): string | undefined {
  return pointer === undefined ? seen : undefined;
}
