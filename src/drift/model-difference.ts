import type { Severity } from '../report/report.ts';

/** One thing about a model that is not as the catalogue has it. */
export interface ModelDifference {
  readonly rule: string;
  readonly severity: Severity;
  readonly what: string;
  readonly path: string;
  readonly expected: string;
  readonly seen: string;
  readonly advice: string;
  /** The assumption that ours rests on, where no page says it. */
  readonly assumption?: string;
}
