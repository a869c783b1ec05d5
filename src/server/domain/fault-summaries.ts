import { ERRORS, type ErrorCode, statusOf } from '../../contracts/errors.ts';
import type { PlanFault } from '../../contracts/plan-fault.ts';
import { REPLY_PRESETS } from '../../contracts/reply-presets.ts';
import type { Switches } from '../../contracts/switches.ts';

/** A reply that stands in the place of the one that the API would give. */
export interface PlannedReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The HTTP status of a planned refusal. */
export function statusOfFault(
  { status, code }: Extract<PlanFault, { kind: 'error' }>,
  switches: Switches,
): number {
  if (status !== undefined) return status;
  return Object.hasOwn(ERRORS, code) ? statusOf(code as ErrorCode, switches) : 400;
}

/** What a planned reply consists of: its preset, and what was said by hand. */
export function replyOfFault(plan: Extract<PlanFault, { kind: 'reply' }>): PlannedReply {
  const preset = plan.preset === undefined ? undefined : REPLY_PRESETS[plan.preset];
  return {
    status: plan.status ?? preset?.status ?? 200,
    contentType: plan.content_type ?? preset?.contentType ?? 'text/plain; charset=utf-8',
    body: plan.body ?? preset?.body ?? '',
  };
}

/** What a fault does, as a phrase. */
export function summaryOf(plan: PlanFault, switches: Switches): string {
  switch (plan.kind) {
    case 'error':
      return `${statusOfFault(plan, switches)} ${plan.code}${afterWork(plan)}`;
    case 'reply':
      return `reply ${plan.preset ?? replyOfFault(plan).status}${afterWork(plan)}`;
    case 'latency':
    case 'reply-delayed':
    case 'slow-headers':
    case 'slow-body':
      return `${words(plan.kind)} by ${plan.ms} ms${plan.real ? ' of real time' : ''}`;
    case 'other-status':
      return `status ${JSON.stringify(plan.value)}`;
    case 'clock-skew':
      return `clock skew of ${plan.skew_ms} ms`;
    case 'reset-before':
    case 'reset-during':
    case 'reset-after':
    case 'reply-lost':
    case 'empty-body':
    case 'wrong-content-type':
    case 'truncated-json':
    case 'malformed-json':
    case 'extra-fields':
      return words(plan.kind);
  }
}

function words(kind: string): string {
  return kind.replaceAll('-', ' ');
}

function afterWork({ after_work }: { after_work: boolean }): string {
  return after_work ? ' after the work' : '';
}
