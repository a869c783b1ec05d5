/** What became of one check. Only `failed` breaks the contract; a `finding` refutes an assumption. */
export type Outcome = 'passed' | 'failed' | 'finding' | 'skipped' | 'unchecked';

/** How much a difference hurts a caller. */
export type Severity = 'breaking' | 'compatible' | 'cosmetic';

/** What a check rests on: a page of the documentation, an entry of the assumption register, or neither. */
export type Basis =
  | { readonly kind: 'documented'; readonly page: string }
  | { readonly kind: 'assumed'; readonly assumption: string }
  | { readonly kind: 'contract' };

/** One thing that was looked at. It never holds a key, a token or a secret. */
export interface Check {
  /** Stable, in dots: `credits.released-on-failure`, `document.field-removed`. */
  readonly id: string;
  /** The journey, probe or part of the document that it belongs to. */
  readonly group: string;
  /** A sentence that says what holds where the check passes. */
  readonly title: string;
  readonly outcome: Outcome;
  readonly basis: Basis;
  readonly severity?: Severity;
  /** Operations and models that it concerns, for filters. */
  readonly operations?: readonly string[];
  readonly models?: readonly string[];
  /** Where in the document or the reply: a JSON pointer. */
  readonly pointer?: string;
  readonly expected?: string;
  readonly seen?: string;
  /** What to do about it, or why it was skipped. */
  readonly advice?: string;
  /** Whether it differs, and is skipped because a baseline accepts that. */
  readonly accepted?: true;
  readonly durationMs?: number;
}

/** The result of one run, whatever tool made it. */
export interface Report {
  readonly tool: 'conformance' | 'drift' | 'proxy';
  /** Base URL or file that was looked at. */
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly checks: readonly Check[];
  /** Credits that the run was allowed to spend, and those that it spent. */
  readonly credits?: { readonly limit: number; readonly spent: number };
  /** What was not looked at, as nothing was given to do so: `the probes (--no-probes)`. */
  readonly leftOut?: readonly string[];
  /** What kept the run from being whole: an unreachable host, a missing baseline. */
  readonly problems: readonly string[];
}

/** The exit code that a report asks for: 0 fine, 1 the contract is broken, 2 it could not be checked. */
export function exitCodeOf({ checks, problems }: Report): 0 | 1 | 2 {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 1;
  const seen = checks.filter(
    ({ outcome, accepted }) => outcome === 'passed' || outcome === 'finding' || accepted,
  );
  const isWhole = problems.length === 0 && checks.every(({ outcome }) => outcome !== 'unchecked');
  return seen.length > 0 && isWhole ? 0 : 2;
}
