import type { OperationId } from '../../contracts/api.ts';
import { STREAM_ERROR_EVENT } from '../../contracts/chat.ts';
import type { Endpoint, StreamReply } from '../../contracts/endpoint.ts';
import { show } from '../../contracts/explain.ts';
import { HEADERS, MAX_IDEMPOTENCY_KEY } from '../../contracts/headers.ts';
import type { Account } from '../domain/accounts.ts';
import { ApiError } from '../domain/api-error.ts';
import type { WireEvent } from '../domain/event-stream-faults.ts';
import type { Outcome } from '../domain/idempotency.ts';
import type { World } from '../domain/world.ts';
import { CURRENT_STATES } from '../operations/index.ts';
import type { OpenExchange } from './exchange.ts';

const HEADER = HEADERS.idempotencyKey.name.toLowerCase();
const KEY = new RegExp(`^[\\x21-\\x7e]{1,${MAX_IDEMPOTENCY_KEY}}$`);

/** Does the work of a request once per `Idempotency-Key`; without a key, each time. */
export function idempotent(
  exchange: OpenExchange,
  endpoint: Endpoint,
  request: { account: Account; world: World; raw: unknown },
  work: () => unknown,
): unknown {
  const key = endpoint.idempotent ? exchange.req.headers[HEADER] : undefined;
  if (key === undefined) return work();
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new ApiError(
      'validation_failed',
      `the header ${HEADERS.idempotencyKey.name} must be 1 to ${MAX_IDEMPOTENCY_KEY} visible ASCII characters: received ${show(key)}`,
    );
  }
  const { account, world, raw } = request;
  const use = { scope: `${account.name} ${exchange.operationId}`, key, body: raw };
  if (endpoint.reply.kind === 'stream') {
    const { reply, replayed } = world.idempotency.stream(
      use,
      work as () => AsyncIterable<WireEvent>,
      (events) => isKept(events, endpoint.reply as StreamReply, world),
    );
    exchange.replayed = replayed;
    return reply;
  }
  return world.idempotency.run(use, work).then((outcome) => {
    exchange.replayed = outcome.replayed;
    return replyOf(outcome, exchange, request);
  });
}

/**
 * Whether a retry gets these events again: all of a whole stream, or what its caller left. A turn
 * that failed on its way is forgotten, as every refusal is.
 */
function isKept(
  events: readonly WireEvent[],
  { piece }: StreamReply,
  { switches }: World,
): boolean {
  const last = events.at(-1);
  if (last === undefined || last.event === STREAM_ERROR_EVENT) return false;
  return last.event !== piece || switches['chat.streamReplay'] === 'partial';
}

function replyOf(
  { reply, replayed }: Outcome<unknown>,
  exchange: OpenExchange,
  { account, world }: { account: Account; world: World },
): unknown {
  if (!replayed || world.switches['idempotency.replay'] === 'original') return reply;
  const current = CURRENT_STATES[exchange.operationId as OperationId] as
    | ((reply: unknown, account: Account, world: World) => unknown)
    | undefined;
  return current === undefined ? reply : current(reply, account, world);
}
