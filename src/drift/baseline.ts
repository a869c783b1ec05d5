import * as z from 'zod';
import type { Check } from '../report/report.ts';
import { parseDocument } from './parse-document.ts';

/** Checks about the baseline itself: no difference of the API. */
const GROUP = 'baseline';

/** A difference that is accepted, for a reason. */
export const AcceptedDifference = z.strictObject({
  id: z.string().min(1),
  pointer: z.string(),
  /** Accepts this very value only. */
  seen: z.string().optional(),
  reason: z.string().trim().min(1),
  date: z.iso.date(),
  /** The last day on which it is accepted. */
  until: z.iso.date().optional(),
});
export type AcceptedDifference = z.output<typeof AcceptedDifference>;

const Baseline = z.strictObject({ accepted: z.array(AcceptedDifference) });

/**
 * The accepted differences of a file in JSON or YAML.
 *
 * @throws {RangeError} that says what is wrong with it.
 */
export async function parseBaseline(text: string): Promise<AcceptedDifference[]> {
  const value = await parseDocument(text, 'the baseline');
  const result = Baseline.safeParse(value);
  if (result.success) return result.data.accepted;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') || 'the file';
  throw new RangeError(
    `Cannot read the baseline: ${place} is wrong; expected "accepted", a list of id, pointer, reason and date (YYYY-MM-DD)`,
  );
}

/**
 * A baseline that accepts every difference of a report, for one reason, beside what was accepted
 * `before`: those entries stay as they are, unless they have ended.
 */
export function writeBaseline(
  checks: readonly Check[],
  reason: string,
  date: string,
  before: readonly AcceptedDifference[] = [],
): string {
  const kept = before.filter((entry) => !hasEnded(entry, date));
  const added = checks.filter(isDifference).filter(({ group }) => group !== GROUP);
  const accepted = added.map(({ id, pointer = '', seen }) => {
    return { id, pointer, ...(seen === undefined ? {} : { seen }), reason, date };
  });
  return `${JSON.stringify({ accepted: [...kept, ...accepted] }, null, 2)}\n`;
}

/** The checks after a baseline: accepted differences are skipped, and stale entries are findings. */
export function applyBaseline(
  checks: readonly Check[],
  accepted: readonly AcceptedDifference[],
  today: string,
): Check[] {
  const used = new Set<AcceptedDifference>();
  const judged = checks.map((check) => {
    const entry = isDifference(check) ? accepted.find((one) => matches(one, check)) : undefined;
    if (entry === undefined) return check;
    used.add(entry);
    const { reason, date, until } = entry;
    if (hasEnded(entry, today)) {
      return { ...check, advice: `No longer accepted since ${until}: ${reason}. ${check.advice}` };
    }
    const advice = `Accepted on ${date}: ${reason}`;
    return { ...check, outcome: 'skipped', accepted: true, advice } as const;
  });
  const unused = accepted.filter((entry) => !used.has(entry));
  return [...judged, ...unused.map((entry) => unusedCheck(entry, checks))];
}

function hasEnded({ until }: AcceptedDifference, today: string): boolean {
  return until !== undefined && until < today;
}

function isDifference({ outcome }: Check): boolean {
  return outcome === 'failed' || outcome === 'finding';
}

function matches({ id, pointer, seen }: AcceptedDifference, check: Check): boolean {
  const isSame = id === check.id && pointer === (check.pointer ?? '');
  return isSame && (seen === undefined || seen === check.seen);
}

/** An entry that accepts nothing: its difference is gone, or was not looked for in this run. */
function unusedCheck(entry: AcceptedDifference, checks: readonly Check[]): Check {
  const { id, pointer, reason } = entry;
  const place = { group: GROUP, basis: { kind: 'contract' }, pointer } as const;
  if (!wasLookedFor(entry, checks)) {
    return {
      ...place,
      id: 'baseline.unjudged',
      title: `${id} is accepted, and was not looked for in this run`,
      outcome: 'skipped',
      advice: `Keep the entry: this run cannot tell whether it still differs (${reason})`,
    };
  }
  return {
    ...place,
    id: 'baseline.stale',
    title: `${id} is accepted, and differs no longer`,
    outcome: 'finding',
    severity: 'cosmetic',
    advice: `Remove the entry from the baseline: nothing differs there any more (${reason})`,
  };
}

/** Differences of documents and models are looked for as a whole; others only by their own check. */
function wasLookedFor({ id }: AcceptedDifference, checks: readonly Check[]): boolean {
  const [group = ''] = id.split('.');
  const ofGroup = checks.filter((check) => check.id.startsWith(`${group}.`));
  const isOpen = ({ outcome }: Check) => outcome === 'skipped' || outcome === 'unchecked';
  if (ofGroup.some((check) => check.id === id && !isOpen(check))) return true;
  const comesWhole = group === 'document' || group === 'catalogue';
  return comesWhole && !ofGroup.some((check) => check.id === `${group}.unchecked`);
}
