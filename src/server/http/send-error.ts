import type { Endpoint } from '../../contracts/endpoint.ts';
import { statusOf } from '../../contracts/errors.ts';
import { HEADERS } from '../../contracts/headers.ts';
import type { ErrorEnvelope } from '../../contracts/primitives.ts';
import { ApiError } from '../domain/api-error.ts';
import { ClockStopped } from '../domain/clock-stop.ts';
import { Answered } from './answered.ts';
import { conclude } from './conclude.ts';
import type { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { hasUnreadBody } from './linger.ts';
import { CallerGone } from './read-body.ts';
import { sendJson } from './send.ts';

/** Turns whatever was thrown into the documented envelope; the only place that does. */
export function sendError(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint | undefined,
  thrown: unknown,
): void {
  if (thrown instanceof Answered) return;
  const { req, res } = exchange;
  const isPointless = thrown instanceof CallerGone || thrown instanceof ClockStopped;
  if (isPointless || res.destroyed || res.headersSent) {
    giveUp(host, exchange, thrown);
    return;
  }
  const error = documentedError(host, endpoint, thrown);
  const body = envelopeOf(exchange, error);
  const headers: Record<string, string | number> = {};
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined && host.switches['rateLimit.headers'] === 'standard') {
    headers[HEADERS.retryAfter.name] = Math.ceil(retryAfterMs / 1_000);
  }
  // A body that nobody will read would be taken for the next request.
  if (hasUnreadBody(req)) headers['Connection'] = 'close';
  const status = statusOf(error.code, host.switches);
  sendJson(host, exchange, { status, headers, body, errorCode: error.code });
}

/** Ends an exchange to which nothing more can be said. */
function giveUp(host: Host, exchange: OpenExchange, thrown: unknown): void {
  const { res } = exchange;
  const hasLeft = thrown instanceof CallerGone || res.destroyed;
  const status = res.headersSent ? res.statusCode : undefined;
  res.destroy();
  conclude(host, exchange, { status, ending: hasLeft ? 'caller-left' : 'dropped' });
}

/** A refusal as callers see it. */
export function envelopeOf(exchange: OpenExchange, { code, message }: ApiError): ErrorEnvelope {
  return { error: { code, message, requestId: exchange.requestId() } };
}

/** A refusal that the endpoint declares; anything else is a bug of the fake and is reported. */
export function documentedError(
  host: Host,
  endpoint: Endpoint | undefined,
  thrown: unknown,
): ApiError {
  const isDeclared =
    thrown instanceof ApiError && (endpoint === undefined || endpoint.errors.includes(thrown.code));
  if (isDeclared) return thrown;
  host.reportBug(thrown);
  return new ApiError('internal_error', `The fake has a bug: ${String(thrown)}`);
}
