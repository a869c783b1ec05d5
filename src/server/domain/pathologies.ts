import type { Pathology } from '../../contracts/pathologies.ts';
import type { CallFault } from './call-faults.ts';
import type { GenerationPlan } from './plans.ts';

const HOUR_MS = 3_600_000;
const CENTURY_MS = 100 * 365 * 24 * HOUR_MS;
const POLLS = 3;
const MANY = 8;

/** A plan with what its pathology says of outcome and time; what was given by hand wins. */
export function withPathology(plan: GenerationPlan): GenerationPlan {
  return { ...timesOf(plan.pathology), ...plan };
}

function timesOf(pathology: Pathology | undefined): GenerationPlan {
  switch (pathology) {
    case 'fails':
      return { outcome: 'failed' };
    case 'stalls-in-queued':
      return { queuedMs: CENTURY_MS };
    case 'stalls-in-processing':
    case 'never-ends':
      return { processingMs: CENTURY_MS };
    case 'ends-late':
      return { processingMs: HOUR_MS };
    case 'goes-backwards':
      return { processingMs: HOUR_MS / 60 };
    default:
      return {};
  }
}

/** What goes wrong with calls about a generation from its beginning. */
export function faultOf(pathology: Pathology | undefined, id: string): CallFault | undefined {
  const polls = { operations: ['retrieveGeneration'], id, times: POLLS } as const;
  switch (pathology) {
    case 'status-500':
      return { kind: 'error', code: 'internal_error', ...polls };
    case 'status-404':
      return { kind: 'error', code: 'not_found', ...polls };
    case 'empty-200':
      return { kind: 'reply', preset: 'empty-200', ...polls };
    case 'expired-result':
      return { kind: 'error', code: 'not_found', operations: ['media'], id, times: 'always' };
    default:
      return undefined;
  }
}

/** What goes wrong with calls about a generation from when it is `processing`. */
export function laterFaultOf(pathology: Pathology | undefined, id: string): CallFault | undefined {
  if (pathology !== 'goes-backwards') return undefined;
  return {
    kind: 'other-status',
    value: 'queued',
    operations: ['retrieveGeneration'],
    id,
    nth: 2,
  };
}

/** The outputs of a generation that has succeeded. */
export function outputsUnder(
  pathology: Pathology | undefined,
  outputs: readonly string[],
): readonly string[] | undefined {
  if (pathology === 'result-missing') return undefined;
  if (pathology !== 'many-results') return outputs;
  const [first = ''] = outputs;
  return Array.from(
    { length: MANY },
    (_none, index) => outputs[index] ?? first.replace(/\/0(\.\w+)$/, `/${index}$1`),
  );
}

/**
 * What a generation that has succeeded costs in the end: never more than was reserved. No sample of
 * the API has `final_credits` above `reserved_credits`, the balance is checked at submission, and
 * `price.tokens` assumes the same bound of a chat turn.
 */
export function finalCreditsUnder(pathology: Pathology | undefined, reserved: number): number {
  return pathology === 'final-differs' ? Math.floor(reserved / 2) : reserved;
}
