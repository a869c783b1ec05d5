import type { OutgoingHttpHeaders } from 'node:http';
import { ERRORS, type ErrorCode, type ErrorRow } from '../../contracts/errors.ts';
import { HEADERS } from '../../contracts/headers.ts';
import type { PlanFault } from '../../contracts/plan-fault.ts';
import type { ErrorEnvelope } from '../../contracts/primitives.ts';
import type { Switches } from '../../contracts/switches.ts';
import { replyOfFault, statusOfFault } from '../domain/fault-summaries.ts';
import type { OpenExchange } from './exchange.ts';

/** A reply as it is written: all that a fault can change of it. */
export interface WholeReply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly bytes: Buffer;
  readonly errorCode: string | undefined;
}

/** A plan that replaces the reply. */
export type ReplacingFault = Extract<PlanFault, { kind: 'error' | 'reply' }>;

/** The reply that a fault puts in the place of the API's; `common` are the headers of all replies. */
export function plannedReply(
  plan: ReplacingFault,
  exchange: OpenExchange,
  more: { readonly switches: Switches; readonly common: OutgoingHttpHeaders },
): WholeReply {
  if (plan.kind === 'reply') {
    const { status, contentType, body } = replyOfFault(plan);
    return whole(status, more.common, { contentType, body });
  }
  const body = JSON.stringify(envelope(plan, exchange));
  const status = statusOfFault(plan, more.switches);
  const reply = whole(status, more.common, {
    contentType: 'application/json; charset=utf-8',
    body,
  });
  const { retry_after_ms: retryAfterMs } = plan;
  if (retryAfterMs !== undefined) {
    reply.headers[HEADERS.retryAfter.name] = Math.ceil(retryAfterMs / 1_000);
  }
  return { ...reply, errorCode: plan.code };
}

function whole(
  status: number,
  common: OutgoingHttpHeaders,
  { contentType, body }: { contentType: string; body: string },
): WholeReply {
  const bytes = Buffer.from(status === 204 || status === 304 ? '' : body);
  const headers = { ...common, 'Content-Type': contentType, 'Content-Length': bytes.length };
  return { status, headers, bytes, errorCode: undefined };
}

function envelope(
  { code, message }: Extract<PlanFault, { kind: 'error' }>,
  exchange: OpenExchange,
): ErrorEnvelope {
  const row: ErrorRow | undefined = Object.hasOwn(ERRORS, code)
    ? ERRORS[code as ErrorCode]
    : undefined;
  const usual = row?.message ?? row?.meaning ?? 'The request failed.';
  return { error: { code, message: message ?? usual, requestId: exchange.requestId() } };
}
