import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpointOf, type OperationId } from '../../contracts/api.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import { nameOf } from '../domain/keys.ts';
import { assertWithin } from '../domain/rate-limits.ts';
import { authorize, findWorld } from './authenticate.ts';
import { sendStream, wireEvents } from './event-stream.ts';
import { type OpenExchange, openExchange, whenLeft } from './exchange.ts';
import type { Host } from './host.ts';
import { idempotent } from './idempotent.ts';
import { parseRequest } from './parse.ts';
import { send } from './send.ts';
import { sendError } from './send-error.ts';
import { strike, strikePublic, targetOf } from './strike.ts';

/** A request as the router hands it on, with the parameters of its path. */
export type RoutedRequest = IncomingMessage & { params?: Record<string, string> };
export type Handler = (req: RoutedRequest, res: ServerResponse) => Promise<void>;
type AnyOperation = (call?: unknown, world?: unknown) => unknown;

/** The one way of every endpoint of the imitated API, from the request to its reply. */
export function route(host: Host, operationId: OperationId, operation: AnyOperation): Handler {
  const endpoint = endpointOf(operationId);
  const serve = endpoint.scopes === null ? servePublic : serveKeyed;
  return async (req, res) => {
    const exchange = openExchange(req, res, { operationId, random: host.random });
    try {
      const reply = await serve(host, exchange, endpoint, operation);
      await ADAPTERS[endpoint.reply.kind].send(host, exchange, endpoint, reply as never);
    } catch (error) {
      sendError(host, exchange, endpoint, error);
    } finally {
      exchange.world?.touch();
    }
  };
}

interface Adapter {
  /** The reply in the form in which it can be remembered. */
  readonly prepare: (
    host: Host,
    exchange: OpenExchange,
    endpoint: Endpoint,
    reply: never,
  ) => unknown;
  readonly send: (host: Host, exchange: OpenExchange, endpoint: Endpoint, reply: never) => unknown;
}

/** What becomes of the reply of an operation, by its kind. */
const ADAPTERS: Record<Endpoint['reply']['kind'], Adapter> = {
  json: { prepare: (_host, _exchange, _endpoint, reply) => reply, send },
  stream: { prepare: wireEvents, send: sendStream },
};

function servePublic(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  operation: AnyOperation,
): unknown {
  const struck = strikePublic(host, exchange, endpoint);
  return struck === undefined ? operation() : struck.then(() => operation());
}

/** The order of these steps is the assumption `auth.order`; it lives here and nowhere else. */
async function serveKeyed(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  operation: AnyOperation,
): Promise<unknown> {
  const { world, variant } = findWorld(exchange.req, host.worlds);
  exchange.world = world;
  exchange.startedAtMs = world.clock.now();
  if (world.clock.mode === 'per-request') await world.clock.onRequest();
  const key = world.keys.get(variant);
  exchange.key = nameOf(key);
  authorize(key, endpoint);
  exchange.quota = world.rateLimits.count(key.id);
  assertWithin(exchange.quota);
  const parsing = parseRequest(endpoint, exchange, host);
  const { params, body, raw } = parsing instanceof Promise ? await parsing : parsing;
  const account = world.accountOf(key);
  exchange.account = account;
  exchange.entriesBefore = account.ledger.entries.length;
  const { kind } = endpoint.reply;
  exchange.body = body;
  const struck = strike(host, exchange, { world, account, target: targetOf(exchange) });
  if (struck !== undefined) await struck;
  exchange.left = kind === 'stream' ? whenLeft(exchange.res) : undefined;
  const call = { params, body, account, left: exchange.left };
  const reply = idempotent(exchange, endpoint, { account, world, raw }, () =>
    ADAPTERS[kind].prepare(host, exchange, endpoint, operation(call, world) as never),
  );
  const settled = reply instanceof Promise ? await reply : reply;
  account.ledger.assertConserved();
  return settled;
}
