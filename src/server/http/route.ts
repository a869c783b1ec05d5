import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpointOf, type OperationId } from '../../contracts/api.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import type { Account } from '../domain/accounts.ts';
import { type KeyRecord, nameOf } from '../domain/keys.ts';
import { assertWithin } from '../domain/rate-limits.ts';
import type { World } from '../domain/world.ts';
import { after, finish } from './after.ts';
import { authorize, findWorld } from './authenticate.ts';
import { sendStream, wireEvents } from './event-stream.ts';
import { OpenExchange, whenLeft } from './exchange.ts';
import type { Host } from './host.ts';
import { idempotent } from './idempotent.ts';
import { type ParsedRequest, parseRequest } from './parse.ts';
import { send } from './send.ts';
import { sendError } from './send-error.ts';
import { strike, strikePublic, targetOf } from './strike.ts';

/** A request as the router hands it on, with the parameters of its path. */
export type RoutedRequest = IncomingMessage & { params?: Record<string, string> };
export type Handler = (req: RoutedRequest, res: ServerResponse) => Promise<void> | undefined;
type AnyOperation = (call?: unknown, world?: unknown) => unknown;

/** The one way of every endpoint of the imitated API, from the request to its reply. */
export function route(host: Host, operationId: OperationId, operation: AnyOperation): Handler {
  const endpoint = endpointOf(operationId);
  const serve = endpoint.scopes === null ? servePublic : serveKeyed;
  const { send } = ADAPTERS[endpoint.reply.kind];
  return (req, res) => {
    const exchange = new OpenExchange(req, res, { operationId, random: host.random });
    return finish(
      () =>
        after(serve(host, exchange, endpoint, operation), (reply) =>
          send(host, exchange, endpoint, reply as never),
        ),
      (error) => sendError(host, exchange, endpoint, error),
      () => exchange.world?.touch(),
    );
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
  return after(struck, () => operation());
}

/**
 * The order of these steps is the assumption `auth.order`; it lives here and nowhere else. What need
 * not be waited for is done at once.
 */
function serveKeyed(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  operation: AnyOperation,
): unknown {
  const { world, variant } = findWorld(exchange.req, host.worlds);
  exchange.world = world;
  exchange.startedAtMs = world.clock.now();
  const turn = world.clock.mode === 'per-request' ? world.clock.onRequest() : undefined;
  return after(turn, () => {
    const key = admit(exchange, endpoint, { world, variant });
    return after(parseRequest(endpoint, exchange, host), (request) => {
      const account = world.accountOf(key);
      exchange.account = account;
      exchange.entriesBefore = account.ledger.entries.length;
      exchange.body = request.body;
      const target = targetOf(exchange);
      return after(strike(host, exchange, { world, account, target }), () =>
        work(host, exchange, endpoint, { operation, account, world, request }),
      );
    });
  });
}

/** Finds the key, checks what it may, and counts the request. */
function admit(
  exchange: OpenExchange,
  endpoint: Endpoint,
  { world, variant }: { readonly world: World; readonly variant: string },
): KeyRecord {
  const key = world.keys.get(variant);
  exchange.key = nameOf(key);
  authorize(key, endpoint);
  exchange.quota = world.rateLimits.count(key.id);
  assertWithin(exchange.quota);
  return key;
}

/** Does what was asked for, and counts the credits. */
function work(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  more: {
    readonly operation: AnyOperation;
    readonly account: Account;
    readonly world: World;
    readonly request: ParsedRequest;
  },
): unknown {
  const { operation, account, world, request } = more;
  const { params, body, raw } = request;
  const { kind } = endpoint.reply;
  exchange.left = kind === 'stream' ? whenLeft(exchange.res) : undefined;
  const call = { params, body, account, left: exchange.left };
  const reply = idempotent(exchange, endpoint, { account, world, raw }, () =>
    ADAPTERS[kind].prepare(host, exchange, endpoint, operation(call, world) as never),
  );
  return after(reply, (settled) => {
    account.ledger.assertConserved();
    return settled;
  });
}
