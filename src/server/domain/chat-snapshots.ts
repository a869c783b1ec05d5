import type { WaitingPlans } from '../../contracts/snapshot-values.ts';
import { refusing } from './restoring.ts';

type WrittenPlan = WaitingPlans['waiting'][number]['plan'];

/** A plan for turns, with what JSON cannot write in a form that it can. */
export function writtenPlan(plan: object): WrittenPlan {
  const entries = Object.entries(plan).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, written(value)]));
}

/**
 * Reads plans of a snapshot, which are held to the same rules as those that are planned. What it
 * returns throws {@link SnapshotRefused} if a part of one makes no sense.
 */
export function readingPlan<Plan>(check: (plan: Plan) => void) {
  return (plan: WrittenPlan, path: string): Plan =>
    refusing(path, () => {
      const entries = Object.entries(plan).map(([name, value]) => [name, read(name, value)]);
      // What is no plan is found out by `check`, as with plans that callers give.
      const candidate = Object.fromEntries(entries) as Plan;
      check(candidate);
      return candidate;
    });
}

/** No limit of speed, as JSON can write it. */
const NO_LIMIT = 'Infinity';

function written(value: unknown): unknown {
  if (value instanceof RegExp) return { source: value.source, flags: value.flags };
  return value === Number.POSITIVE_INFINITY ? NO_LIMIT : value;
}

function read(name: string, value: unknown): unknown {
  if (name === 'tokensPerSecond' && value === NO_LIMIT) return Number.POSITIVE_INFINITY;
  if (name !== 'messageMatches' || typeof value !== 'object') return value;
  const { source, flags } = Object(value);
  return new RegExp(String(source), String(flags));
}
