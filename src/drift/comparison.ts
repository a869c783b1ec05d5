import type { ApiDocument } from './api-document.ts';
import type { Difference } from './difference.ts';
import type { Side } from './rules.ts';
import type { Parts } from './schema-parts.ts';
import type { Shape } from './shape.ts';

/** Two schemas that were compared: what differs between them, and what they lead to. */
export interface Pair {
  readonly differences: Difference[];
  readonly children: Child[];
}

export interface Child {
  readonly pair: Pair;
  /** Models that the child is for, where it is for some only. */
  readonly models?: readonly string[];
  /** Told in the place of whatever differs in the child, where no tool can weigh it. */
  readonly instead?: Difference;
}

/** Compares two schemas; what lies below is asked for with `compare`. */
export type Comparer = (ours: Shape, theirs: Shape, comparison: Comparison) => Pair;

const MOST_PAIRS = 300_000;

/** A comparison of two documents: every two schemas are compared once, also where they recur. */
export class Comparison {
  readonly ours: ApiDocument;
  readonly theirs: ApiDocument;
  readonly #comparers: { readonly [S in Side]: Comparer };
  readonly #pairs = new Map<string, Pair>();

  constructor(
    ours: ApiDocument,
    theirs: ApiDocument,
    comparers: { readonly [S in Side]: Comparer },
  ) {
    this.ours = ours;
    this.theirs = theirs;
    this.#comparers = comparers;
  }

  /** The result for two schemas that go the same way. A recurring one is filled in by and by. */
  compare(ours: Parts, theirs: Parts, side: Side): Pair {
    return this.compareShapes(this.ours.shape(ours), this.theirs.shape(theirs), side);
  }

  compareShapes(ours: Shape, theirs: Shape, side: Side): Pair {
    const key = `${side} ${ours.key} | ${theirs.key}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    if (this.#pairs.size >= MOST_PAIRS) throw new RangeError('Cannot compare: too many schemas');
    const pair: Pair = { differences: [], children: [] };
    this.#pairs.set(key, pair);
    const made = this.#comparers[side](ours, theirs, this);
    pair.differences.push(...made.differences);
    pair.children.push(...made.children);
    return pair;
  }
}

/** Calls back for every difference below a pair, once for each set of models that it is for. */
export function visit(
  pair: Pair,
  found: (difference: Difference, models: readonly string[] | undefined) => void,
): void {
  const seen = new Set<string>();
  const ids = new Map<Pair, number>();
  const walk = (at: Pair, models: readonly string[] | undefined): void => {
    const id = ids.get(at) ?? ids.set(at, ids.size).size;
    const key = `${id} ${models?.join(' ') ?? ''}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const difference of at.differences) found(difference, models);
    for (const child of at.children) {
      if (child.instead === undefined) walk(child.pair, models ?? child.models);
      else if (differs(child.pair)) found(child.instead, models ?? child.models);
    }
  };
  walk(pair, undefined);
}

function differs(pair: Pair, seen = new Set<Pair>()): boolean {
  if (seen.has(pair)) return false;
  seen.add(pair);
  return pair.differences.length > 0 || pair.children.some((child) => differs(child.pair, seen));
}
