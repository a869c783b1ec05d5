import type { Check } from '../report/report.ts';
import { type AcceptedDifference, applyBaseline } from './baseline.ts';
import { filterChecks, type Names, unknownNames } from './filter.ts';

/** What of a run matters to a caller. */
export interface Judgement {
  /** Operations and models that matter. @default all */
  readonly only?: Names | undefined;
  readonly baseline?: readonly AcceptedDifference[] | undefined;
}

/** The checks under a baseline and a filter, and the problems that these bring. */
export function judge(
  checks: readonly Check[],
  { only, baseline }: Judgement,
  now: Date,
): { readonly checks: readonly Check[]; readonly problems: readonly string[] } {
  const today = now.toISOString().slice(0, 10);
  const accepted = baseline === undefined ? checks : applyBaseline(checks, baseline, today);
  if (only === undefined) return { checks: accepted, problems: [] };
  if (only.size === 0) {
    return {
      checks: filterChecks(accepted, only),
      problems: ['Cannot filter: --only names no operation and no model'],
    };
  }
  const unknown = unknownNames(only, checks);
  const known = new Set([...only].filter((name) => !unknown.has(name)));
  const kept = filterChecks(accepted, known);
  const isLeft = kept.some(({ outcome, accepted: is }) => outcome !== 'skipped' || is);
  const nothing =
    isLeft || unknown.size > 0 ? [] : ['Nothing was checked: no check concerns what --only names'];
  return { checks: kept, problems: [...unknown.values(), ...nothing] };
}
