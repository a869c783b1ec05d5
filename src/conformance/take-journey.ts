import type { Check } from '../report/report.ts';
import { OverBudget } from './budget.ts';
import { Interrupted } from './driver.ts';
import type { Journey } from './journey.ts';
import { type Stage, Stopped, Story } from './story.ts';

/** Whom a journey tells. */
export interface Listener {
  readonly onCheck: (check: Check) => void;
  readonly onProgress?: (line: string) => void;
}

const PAID = new Set([
  'lifecycle',
  'idempotency',
  'luck',
  'chat',
  'streams',
  'left-streams',
  'references',
]);

/** What the journeys could cost at most, in one line. */
export function costsOf(journeys: readonly Journey[], { budget, prices, pace }: Stage): string {
  const costs = journeys.map(({ group, cost }) => ({ group, credits: cost(prices, pace.isFake) }));
  const paid = costs.filter(({ credits }) => credits > 0);
  const sum = paid.reduce((total, { credits }) => total + credits, 0);
  const each = paid.map(({ group, credits }) => `${group} ${credits}`).join(', ');
  const most = Math.min(sum, budget.limit);
  return `at most ${most} of ${budget.limit} credits: ${each || 'nothing costs anything'}`;
}

/** Takes one journey, if its price is left, and says how it ended. */
export async function takeJourney(
  journey: Journey,
  stage: Stage,
  { onCheck, onProgress }: Listener,
): Promise<void> {
  const { group, title, cost } = journey;
  const basis = { kind: 'contract' } as const;
  const completed = { id: `${group}.completed`, group, title, basis };
  const price = cost(stage.prices, stage.pace.isFake);
  const left = stage.budget.limit - stage.budget.spent;
  const isFree = price === 0 && !PAID.has(group);
  if (!isFree && (stage.budget.limit === 0 || price > left)) {
    const advice = `it could cost ${price} credits, and ${left} are left: raise --max-credits`;
    return onCheck({ ...completed, outcome: 'skipped', advice });
  }
  onProgress?.(`${group}: ${title}`);
  try {
    await journey.run(new Story(stage, group, onCheck));
    onCheck({ ...completed, outcome: 'passed' });
  } catch (error) {
    onCheck({ ...completed, ...interruption(error) });
  }
}

/** Why a journey has ended early. What is none of these is a bug, and is thrown on. */
function interruption(error: unknown): Pick<Check, 'outcome' | 'advice'> {
  if (error instanceof OverBudget) return { outcome: 'skipped', advice: error.message };
  if (error instanceof Stopped || error instanceof Interrupted) {
    return { outcome: 'unchecked', advice: error.message };
  }
  throw error;
}
