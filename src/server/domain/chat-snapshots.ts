import type { WaitingPlan } from '../../contracts/snapshot-values.ts';
import { refuse, refusing } from './restoring.ts';
import type { Waiting, WaitingList } from './waiting-list.ts';

/** Plans that wait for turns, with what JSON cannot write in a form that it can. */
export function snapshotWaiting(waiting: readonly Waiting<object>[]): WaitingPlan[] {
  return waiting.map(({ plan, left }) => {
    const entries = Object.entries(plan).filter(([, value]) => value !== undefined);
    return {
      plan: Object.fromEntries(entries.map(([name, value]) => [name, written(value)])),
      left,
    };
  });
}

/**
 * Lets plans of a snapshot wait again, held to the same rules as those that are planned.
 *
 * @throws {SnapshotRefused} if a part of one makes no sense.
 */
export function restoreWaiting<Plan extends { readonly times?: number }>(
  list: Pick<WaitingList<Plan, never>, 'restore'>,
  snapshots: readonly WaitingPlan[],
  { path, check }: { readonly path: string; readonly check: (plan: Plan) => void },
): void {
  for (const [index, { plan, left }] of snapshots.entries()) {
    const own = `${path}[${index}]`;
    const checked = refusing(`${own}.plan`, () => {
      const entries = Object.entries(plan).map(([name, value]) => [name, read(name, value)]);
      // What is no plan is found out by `check`, as with plans that callers give.
      const candidate = Object.fromEntries(entries) as Plan;
      check(candidate);
      return candidate;
    });
    const { times = 1 } = checked;
    if (left > times) refuse(`${own}.left`, `at most its times, ${times}`, left);
    list.restore([{ plan: checked, left }]);
  }
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
