import { DIRECTIVES, type DirectiveName } from '../../contracts/directives.ts';
import { ERRORS, TASK_ERRORS, type TaskErrorCode } from '../../contracts/errors.ts';
import { show } from '../../contracts/explain.ts';
import { PATHOLOGY_NAMES, type Pathology } from '../../contracts/pathologies.ts';
import { faultSchemaOf, type PlanFault } from '../../contracts/plan-fault.ts';
import { ApiError } from './api-error.ts';
import type { AppliedDirective } from './evidence.ts';
import type { GenerationPlan } from './plans.ts';

/** What a request asks for in its own text. */
export interface Directives {
  readonly applied: readonly AppliedDirective[];
  /** How its generation shall go; `undefined` where nothing is said of it. */
  readonly plan: GenerationPlan | undefined;
  readonly latency: PlanFault | undefined;
  /** What shall happen to its reply. */
  readonly fault: PlanFault | undefined;
}

const FIELDS = ['prompt', 'message', 'client_request_id'];
const OPENING = '[[rivya';
const DIRECTIVE = /\[\[rivya\s*:\s*([a-z-]+)\s*(?:=\s*([\w.-]+)\s*)?\]\]/g;
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DAY_MS = 24 * 3_600_000;

/**
 * What a body asks for; `undefined` where it asks for nothing.
 *
 * @throws {ApiError} `validation_failed` if a directive is unknown, malformed or out of place.
 */
export function readDirectives(body: unknown, isGeneration: boolean): Directives | undefined {
  let applied: AppliedDirective[] | undefined;
  for (const field of FIELDS) {
    const text: unknown = Object(body)[field];
    if (typeof text !== 'string' || !text.includes(OPENING)) continue;
    applied = [...(applied ?? []), ...directivesIn(field, text)];
  }
  return applied && together(applied, isGeneration);
}

function directivesIn(field: string, text: string): AppliedDirective[] {
  const found = [...text.matchAll(DIRECTIVE)];
  if (text.split(OPENING).length - 1 !== found.length) {
    refuse(field, 'directives as in [[rivya: fail]] or [[rivya: processing=30s]]', text);
  }
  return found.map(([, name = '', value]) => ({
    field,
    text: value === undefined ? name : `${name}=${value}`,
  }));
}

function together(applied: readonly AppliedDirective[], isGeneration: boolean): Directives {
  let plan: GenerationPlan | undefined;
  let latency: PlanFault | undefined;
  let fault: PlanFault | undefined;
  for (const directive of applied) {
    const { field, text } = directive;
    const [name = '', value] = text.split('=');
    if (!Object.hasOwn(DIRECTIVES, name)) {
      refuse(field, `directives that are known: ${Object.keys(DIRECTIVES).join(', ')}`, text);
    }
    const known = name as DirectiveName;
    if (DIRECTIVES[known].isPlan) {
      if (!isGeneration)
        refuse(field, `a directive for calls, as ${name} is for generations`, text);
      plan = { ...plan, ...planOf(known, value, directive) };
    } else if (known === 'latency') {
      latency = faultOf(known, value, directive);
    } else if (fault === undefined) {
      fault = faultOf(known, value, directive);
    } else {
      refuse(field, `one directive for the reply, not ${fault.kind} as well`, text);
    }
  }
  return { applied, plan, latency, fault };
}

function planOf(
  name: DirectiveName,
  value: string | undefined,
  directive: AppliedDirective,
): GenerationPlan {
  if (name === 'queued') return { queuedMs: durationOf(value, directive) };
  if (name === 'processing') return { processingMs: durationOf(value, directive) };
  if (name === 'pathology') {
    const isKnown = PATHOLOGY_NAMES.includes(value as Pathology);
    if (!isKnown) refuseValue(directive, `one of ${PATHOLOGY_NAMES.join(', ')}`);
    return { pathology: value as Pathology };
  }
  const code = (value ?? 'generation_failed') as TaskErrorCode;
  if (!Object.hasOwn(TASK_ERRORS, code)) {
    refuseValue(directive, `one of ${Object.keys(TASK_ERRORS).join(', ')}`);
  }
  return { error: { code, message: TASK_ERRORS[code].message } };
}

function faultOf(
  name: DirectiveName,
  value: string | undefined,
  directive: AppliedDirective,
): PlanFault {
  const plan = (fields: object) => faultSchemaOf(fields).parse(fields);
  switch (name) {
    case 'latency':
    case 'reply-delayed':
      return plan({ kind: name, ms: durationOf(value, directive) });
    case 'error':
      if (value === undefined || !Object.hasOwn(ERRORS, value)) {
        refuseValue(directive, `one of ${Object.keys(ERRORS).join(', ')}`);
      }
      return plan({ kind: name, code: value });
    case 'status':
      if (!/^[45]\d\d$/.test(value ?? '')) refuseValue(directive, '400 to 599');
      return plan({ kind: 'reply', status: Number(value) });
    case 'reset':
      if (!['before', 'during', 'after'].includes(value ?? '')) {
        refuseValue(directive, 'before, during or after');
      }
      return plan({ kind: `reset-${value}` });
    default:
      if (value !== undefined) refuseValue(directive, 'no value');
      return plan({ kind: 'reply-lost' });
  }
}

function durationOf(value: string | undefined, directive: AppliedDirective): number {
  const [, amount, unit = ''] = DURATION.exec(value ?? '') ?? [];
  const ms = Math.round(Number(amount) * (UNITS[unit] ?? 0));
  if (amount !== undefined && ms <= DAY_MS) return ms;
  return refuseValue(directive, 'a duration of at most a day, as in 500ms, 30s, 5m or 1h');
}

function refuseValue({ field, text }: AppliedDirective, expected: string): never {
  refuse(field, `directives with a right value: ${text.split('=')[0]} takes ${expected}`, text);
}

function refuse(field: string, expected: string, text: string): never {
  throw new ApiError('validation_failed', `${field} must have ${expected}: received ${show(text)}`);
}
