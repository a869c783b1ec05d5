import type { OperationId } from '../contracts/api.ts';
import type { Endpoint } from '../contracts/endpoint.ts';
import type { Switches } from '../contracts/switches.ts';
import type { RecordedExchange } from '../recording/recording.ts';
import type { Basis, Check, Severity } from '../report/report.ts';

/** One exchange of a known operation, and what it is held to. */
export interface Subject {
  readonly id: OperationId;
  readonly endpoint: Endpoint;
  readonly exchange: RecordedExchange;
  readonly switches: Switches;
}

/** What a check is about, before its verdict is known. */
export interface About {
  readonly id: string;
  readonly title: string;
  readonly basis: Basis;
  readonly pointer?: string;
}

interface Difference {
  readonly expected?: string;
  readonly seen: string;
  readonly advice?: string;
}

/** The verdict that all is as it should be. */
export function passed(about: About): Check {
  return { ...about, group: '', outcome: 'passed' };
}

/**
 * The verdict that something differs. What breaks callers fails, unless it rests on an assumption:
 * that is refuted. What breaks nobody is a finding.
 */
export function differs(about: About, severity: Severity, difference: Difference): Check {
  const fails = severity === 'breaking' && about.basis.kind !== 'assumed';
  return { ...about, group: '', outcome: fails ? 'failed' : 'finding', severity, ...difference };
}

/** The verdict that nobody could look. */
export function skipped(about: About, advice: string): Check {
  return { ...about, group: '', outcome: 'skipped', advice };
}
