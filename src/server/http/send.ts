import type { OutgoingHttpHeaders } from 'node:http';
import { compiled } from '../../contracts/compiled.ts';
import { type Endpoint, type EventSchemas, successStatus } from '../../contracts/endpoint.ts';
import { explain } from '../../contracts/explain.ts';
import { HEADERS } from '../../contracts/headers.ts';
import type { Switches } from '../../contracts/switches.ts';
import { conclude } from './conclude.ts';
import { disturb, takeDisturbance } from './disturb.ts';
import type { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { endAfterRequest, hasUnreadBody } from './linger.ts';

/** A reply that breaks the contract of its endpoint: a bug of the fake. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
}

/** A reply as it goes over the wire. */
interface JsonText {
  readonly text: string;
  readonly bytes: number;
}

/** Checks a reply against its contract and sends it. */
export function send(host: Host, exchange: OpenExchange, endpoint: Endpoint, reply: unknown): void {
  const json = checkedText(endpoint, reply, host.switches);
  const headers: OutgoingHttpHeaders = {};
  if (exchange.replayed) headers[HEADERS.idempotencyReplayed.name] = 'true';
  sendJson(host, exchange, {
    status: successStatus(endpoint, host.switches),
    headers,
    body: reply,
    json,
  });
}

/** Frozen replies that were found right, as text: they cannot have changed since. */
const foundRight = new WeakMap<object, JsonText>();

function checkedText(endpoint: Endpoint, reply: unknown, switches: Switches): JsonText {
  const known = foundRight.get(reply as object);
  if (known !== undefined) return known;
  checkReply(endpoint, reply, switches);
  const json = jsonText(reply);
  if (Object.isFrozen(reply) && reply instanceof Object) foundRight.set(reply, json);
  return json;
}

function jsonText(body: unknown): JsonText {
  const text = JSON.stringify(body);
  return { text, bytes: Buffer.byteLength(text) };
}

/** Writes a JSON reply with the headers that every reply has. */
export function sendJson(
  host: Host,
  exchange: OpenExchange,
  reply: {
    readonly status: number;
    readonly headers: OutgoingHttpHeaders;
    readonly body: unknown;
    /** The body as text, where it is known already. */
    readonly json?: JsonText;
    readonly errorCode?: string;
  },
): void {
  const { text, bytes } = reply.json ?? jsonText(reply.body);
  const headers = commonHeaders(host, exchange, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes,
    ...reply.headers,
  });
  exchange.subject ??= idOf(reply.body);
  const fault = takeDisturbance(exchange);
  if (fault !== undefined) {
    const { status, errorCode } = reply;
    const whole = { status, headers, bytes: Buffer.from(text), errorCode };
    disturb(host, exchange, whole, fault);
    return;
  }
  const { req, res } = exchange;
  const ending = res.destroyed ? 'caller-left' : 'sent';
  res.writeHead(reply.status, headers);
  if (!hasUnreadBody(req)) res.end(text);
  else res.write(text, () => endAfterRequest(req, res));
  const { status, errorCode } = reply;
  conclude(host, exchange, { status, errorCode, ending, text, bytes });
}

/** The id of what a reply shows. */
function idOf(body: unknown): string | undefined {
  const { id } = Object(body) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

/** Completes headers with those that every reply has. */
export function commonHeaders(
  host: Host,
  exchange: OpenExchange,
  own: OutgoingHttpHeaders,
): OutgoingHttpHeaders {
  const { quota } = exchange;
  const headers: OutgoingHttpHeaders = { [HEADERS.requestId.name]: exchange.requestId(), ...own };
  if (quota !== undefined && host.switches['rateLimit.headers'] === 'standard') {
    headers[HEADERS.rateLimitLimit.name] = quota.limit;
    headers[HEADERS.rateLimitRemaining.name] = Math.max(0, quota.remaining);
    headers[HEADERS.rateLimitReset.name] = Math.ceil(quota.resetMs / 1_000);
  }
  return headers;
}

/**
 * Holds a reply to the contract of its endpoint, as strictly as a request.
 *
 * @throws {ContractBreach} if a field is wrong, missing or undeclared.
 */
export function checkReply(endpoint: Endpoint, reply: unknown, switches: Switches): void {
  if (endpoint.reply.kind !== 'json') return;
  checkAgainst(endpoint.reply.under?.(switches) ?? endpoint.reply.schema, reply, 'the reply');
}

/**
 * Holds a value to a schema, and refuses fields that the schema does not name.
 *
 * @throws {ContractBreach} if a field is wrong, missing or undeclared.
 */
export function checkAgainst(schema: EventSchemas[string], value: unknown, name: string): void {
  const result = compiled(schema).safeParse(value);
  if (!result.success) throw new ContractBreach(explain(result.error.issues, value, name));
  const path = findUndeclared(value, result.data);
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
