import type { Severity } from '../report/report.ts';
import { OPERATION_RULES, type OperationRule } from './operation-rules.ts';
import { type Rule, SCHEMA_RULES, type SchemaRule, type Side } from './rules.ts';

/** One way in which the published document says something else than the contract. */
export interface Difference {
  readonly rule: OperationRule | SchemaRule;
  /** Which way the schema goes; operations as such go no way. */
  readonly side?: Side;
  readonly severity: Severity;
  /** Where the contract says it, or would. */
  readonly contract: string;
  /** Where the published document says it, or would. */
  readonly pointer: string;
  readonly expected: string;
  readonly seen: string;
}

export type Sighting = Pick<Difference, 'contract' | 'pointer' | 'expected' | 'seen'> & {
  /** Where the rule of the catalogue does not fit. */
  readonly severity?: Severity;
};

/** A difference between two schemas, judged by the way they go. */
export function schemaDifference(rule: SchemaRule, side: Side, sighting: Sighting): Difference {
  const { severity }: Rule = SCHEMA_RULES[rule];
  return {
    rule,
    side,
    severity: typeof severity === 'string' ? severity : severity[side],
    ...sighting,
  };
}

/** A difference between two operations. */
export function operationDifference(rule: OperationRule, sighting: Sighting): Difference {
  const { severity } = OPERATION_RULES[rule];
  return { rule, severity, ...sighting };
}

/** The catalogue row of a difference. */
export function ruleOf({ rule }: Pick<Difference, 'rule'>): Rule {
  return { ...OPERATION_RULES, ...SCHEMA_RULES }[rule];
}

/** The stable id of a difference, as reports and baselines write it. */
export function idOf({ rule, side }: Pick<Difference, 'rule' | 'side'>): string {
  return `document.${side === undefined ? '' : `${side}-`}${rule}`;
}
