import { CONTROL, type ControlId } from '../../contracts/control.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import { controlOperations } from '../operations/control.ts';
import { checkControlHost, checkControlToken, findWorld } from './authenticate.ts';
import { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { parseRequest } from './parse.ts';
import type { Handler } from './route.ts';
import { send } from './send.ts';
import { sendError } from './send-error.ts';
import { sendText, wantsText } from './send-text.ts';

/** One endpoint of the control plane: the key names the world, in whatever state the key is. */
export function controlRoute(host: Host, controlId: ControlId): Handler {
  const endpoint: Endpoint = CONTROL[controlId];
  return async (req, res) => {
    const exchange = new OpenExchange(req, res, {
      operationId: controlId,
      random: host.random,
      isControl: true,
    });
    try {
      const reply = await serve(host, exchange, endpoint, controlId);
      if (wantsText(endpoint, req)) sendText(host, exchange, endpoint, reply);
      else send(host, exchange, endpoint, reply);
    } catch (error) {
      sendError(host, exchange, endpoint, error);
    } finally {
      exchange.world?.touch();
    }
  };
}

async function serve(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  controlId: ControlId,
): Promise<unknown> {
  const operation = controlOperations[controlId] as (...args: unknown[]) => unknown;
  if (endpoint.scopes === null) return operation(host.backstage);
  if (host.controlToken === undefined) checkControlHost(exchange.req, host.allowedHosts);
  else checkControlToken(exchange.req, host.controlToken);
  const { world, variant } = findWorld(exchange.req, host.worlds);
  exchange.world = world;
  const account = world.accountOf(world.keys.get(variant));
  exchange.account = account;
  exchange.entriesBefore = account.ledger.entries.length;
  const { params, query, body } = await parseRequest(endpoint, exchange, host);
  return operation({ params, query, body, account }, world, host.backstage);
}
