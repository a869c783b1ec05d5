import type { OutgoingHttpHeaders } from 'node:http';
import type { Switches } from '../../contracts/assumptions.ts';
import { compiled } from '../../contracts/compiled.ts';
import { type Endpoint, successStatus } from '../../contracts/endpoint.ts';
import { explain } from '../../contracts/explain.ts';
import { HEADERS } from '../../contracts/headers.ts';
import { closeExchange, type OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { endAfterRequest, hasUnreadBody } from './linger.ts';

/** A reply that breaks the contract of its endpoint: a bug of the fake. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
}

/** Checks a reply against its contract and sends it. */
export function send(host: Host, exchange: OpenExchange, endpoint: Endpoint, reply: unknown): void {
  checkReply(endpoint, reply, host.switches);
  const headers: OutgoingHttpHeaders = {};
  if (exchange.replayed) headers[HEADERS.idempotencyReplayed.name] = 'true';
  sendJson(host, exchange, {
    status: successStatus(endpoint, host.switches),
    headers,
    body: reply,
  });
}

/** Writes a JSON reply with the headers that every reply has. */
export function sendJson(
  host: Host,
  exchange: OpenExchange,
  reply: { status: number; headers: OutgoingHttpHeaders; body: unknown; errorCode?: string },
): void {
  const { res, quota } = exchange;
  const text = JSON.stringify(reply.body);
  const headers: OutgoingHttpHeaders = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    [HEADERS.requestId.name]: exchange.requestId(),
    ...reply.headers,
  };
  if (quota !== undefined && host.switches['rateLimit.headers'] === 'standard') {
    headers[HEADERS.rateLimitLimit.name] = quota.limit;
    headers[HEADERS.rateLimitRemaining.name] = Math.max(0, quota.remaining);
    headers[HEADERS.rateLimitReset.name] = Math.ceil(quota.resetMs / 1_000);
  }
  res.writeHead(reply.status, headers);
  if (!hasUnreadBody(exchange.req)) res.end(text);
  else res.write(text, () => endAfterRequest(exchange.req, res));
  if (host.onExchange !== undefined) {
    host.onExchange(closeExchange(exchange, reply.status, reply.errorCode));
  }
}

/**
 * Holds a reply to the contract of its endpoint, as strictly as a request.
 *
 * @throws {ContractBreach} if a field is wrong, missing or undeclared.
 */
export function checkReply(endpoint: Endpoint, reply: unknown, switches: Switches): void {
  if (endpoint.reply.kind !== 'json') return;
  const schema = endpoint.reply.under?.(switches) ?? endpoint.reply.schema;
  const result = compiled(schema).safeParse(reply);
  if (!result.success) throw new ContractBreach(explain(result.error.issues, reply, 'the reply'));
  const path = findUndeclared(reply, result.data);
  if (path !== undefined) throw new ContractBreach(`${path} is not declared in the contract`);
}

/** The path of the first field that parsing has dropped. */
function findUndeclared(value: unknown, parsed: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kept = parsed as Record<string, unknown>;
  for (const key in value) {
    if (!Object.hasOwn(kept, key)) return key;
    const found = findUndeclared((value as Record<string, unknown>)[key], kept[key]);
    if (found !== undefined) return `${key}.${found}`;
  }
  return undefined;
}
