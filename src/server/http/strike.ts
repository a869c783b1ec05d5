import type { FaultTarget } from '../../contracts/call-faults.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import type { Account } from '../domain/accounts.ts';
import { type Directives, readDirectives } from '../domain/directives.ts';
import { type NearMiss, newEvidence } from '../domain/evidence.ts';
import { summaryOf } from '../domain/fault-summaries.ts';
import type { StruckFault } from '../domain/faults.ts';
import { KEY_PREFIX, refusalOf } from '../domain/keys.ts';
import { nearMissesIn } from '../domain/waiting.ts';
import type { World } from '../domain/world.ts';
import { Answered } from './answered.ts';
import { refuseAs } from './authenticate.ts';
import { reset, wait } from './disturb.ts';
import type { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { plannedReply, type ReplacingFault } from './planned-reply.ts';
import type { RoutedRequest } from './route.ts';
import { commonHeaders } from './send.ts';
import { tell, writeReply } from './write-reply.ts';

/**
 * Lets the planned fault of a call strike, if there is one. It comes after key, scope, limit and
 * body were found right, and before the `Idempotency-Key` is looked at.
 *
 * @throws {Answered} if the fault has ended the exchange before the work.
 */
export function strike(
  host: Host,
  exchange: OpenExchange,
  more: {
    readonly world: World;
    readonly account?: Account;
    readonly target: FaultTarget;
    readonly isPublic?: boolean;
  },
): Promise<void> | undefined {
  const { world, account, target, isPublic = false } = more;
  const { body } = exchange;
  const own = world.hasDirectives ? readDirectives(body, target === 'createGeneration') : undefined;
  if (own !== undefined) return undergoOwn(host, exchange, own);
  noteNearMisses(exchange, nearMissesIn(world, target, body));
  if (world.faults.isIdle) return undefined;
  const { headers } = exchange.req;
  const id = idOf(exchange.req);
  const struck = world.faults.strike({
    target,
    account: account?.name,
    id,
    headers,
    body,
    isPublic,
  });
  noteNearMisses(exchange, struck.nearMisses);
  return struck.fault && undergo(host, exchange, struck.fault);
}

function noteNearMisses(exchange: OpenExchange, nearMisses: readonly NearMiss[]): void {
  if (nearMisses.length === 0) return;
  exchange.evidence ??= newEvidence();
  exchange.evidence.nearMisses.push(...nearMisses);
}

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * What an operation without a key suffers from: the refusal that the variant of a key asks for, and
 * faults that name the operation, of the world that the key names. Other keys do not matter to it.
 *
 * @throws {ApiError} as the key asks. @throws {Answered} if a fault has ended the exchange.
 */
export function strikePublic(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
): Promise<void> | undefined {
  const key = BEARER.exec(exchange.req.headers.authorization ?? '')?.[1];
  const [name = '', variant = ''] = key?.startsWith(KEY_PREFIX)
    ? key.slice(KEY_PREFIX.length).split('.')
    : [];
  const refusal = refusalOf(variant);
  if (refusal !== undefined && endpoint.errors.includes(refusal)) refuseAs(refusal, endpoint);
  const world = host.worlds.find(name);
  if (world === undefined || world.faults.isIdle) return undefined;
  exchange.world = world;
  return strike(host, exchange, { world, target: targetOf(exchange), isPublic: true });
}

/** A request that asks for something itself is left alone by what was planned for others. */
async function undergoOwn(host: Host, exchange: OpenExchange, own: Directives): Promise<void> {
  exchange.evidence ??= newEvidence();
  exchange.evidence.directives.push(...own.applied);
  for (const { text } of own.applied) host.coverage.noteDirective(text.split('=', 1)[0] ?? text);
  for (const plan of [own.latency, own.fault]) {
    if (plan !== undefined) await undergo(host, exchange, { id: 'directive', plan, isOwn: true });
  }
}

/** The id in the path of a request. */
function idOf({ params = {} }: RoutedRequest): string | undefined {
  return params['id'] ?? Object.values(params)[0];
}

/** What the faults of a call know it by. */
export function targetOf({ operationId }: OpenExchange): FaultTarget {
  return operationId as FaultTarget;
}

/** Does what a fault does before the work, and leaves the rest for the reply. */
async function undergo(host: Host, exchange: OpenExchange, fault: StruckFault): Promise<void> {
  const { plan, id } = fault;
  exchange.evidence ??= newEvidence();
  host.coverage.noteFault('call', plan.kind);
  if (!fault.isOwn) exchange.evidence.faults.push({ id, summary: summaryOf(plan, host.switches) });
  switch (plan.kind) {
    case 'latency':
      return wait(exchange, plan);
    case 'reset-before':
      reset(exchange.res);
      tell(host, exchange, undefined, 'dropped');
      throw new Answered();
    case 'error':
    case 'reply':
      if (!plan.after_work) return replace(host, exchange, plan);
  }
  exchange.disturbance = fault;
}

function replace(host: Host, exchange: OpenExchange, plan: ReplacingFault): never {
  const common = commonHeaders(host, exchange, {});
  writeReply(host, exchange, plannedReply(plan, exchange, { switches: host.switches, common }));
  throw new Answered();
}
