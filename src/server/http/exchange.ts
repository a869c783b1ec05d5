import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from '../domain/accounts.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { StruckFault } from '../domain/faults.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Random } from '../domain/random.ts';
import type { Quota } from '../domain/rate-limits.ts';
import { redactTarget } from '../domain/redact.ts';
import { newRequestId, type World } from '../domain/world.ts';

/** One request and its reply, as observers are told of it. It holds no key and no body. */
export interface Exchange {
  readonly method: string;
  /** The path as it was asked for, without query and without secrets. */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly requestId: string;
  readonly world: string | undefined;
  /** The HTTP status; 0 where a fault let nothing be sent. */
  readonly status: number;
  readonly errorCode: string | undefined;
  /** Whether the reply was remembered from an earlier request with the same Idempotency-Key. */
  readonly replayed: boolean;
  /** Credits that moved on the account while the request was served. */
  readonly credits: readonly LedgerEntry[];
}

/** Where the ids come from of requests that have no world of their own. */
interface ExchangeOptions {
  readonly operationId: string | undefined;
  readonly random: Random;
  readonly isControl?: boolean;
}

/** An exchange while it is under way. */
export class OpenExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly operationId: string | undefined;
  readonly isControl: boolean;
  /** Real time when it came. */
  readonly openedMs = performance.now();
  /** World time when it came; `undefined` until its world is known. */
  startedAtMs: number | undefined = undefined;
  /** The id of what the request is about, from its path or from its reply. */
  subject: string | undefined;
  /** Names the key without giving it away. */
  key: string | undefined = undefined;
  /** The body as text, once it was read. */
  received: string | undefined = undefined;
  /** Whether everyone was told how it ended. */
  isConcluded = false;
  world: World | undefined = undefined;
  account: Account | undefined = undefined;
  entriesBefore = 0;
  quota: Quota | undefined = undefined;
  replayed = false;
  /** The body of the request, once it was parsed; streams are planned by it. */
  body: unknown = undefined;
  /** Aborts when the caller has left; only streams have one. */
  left: AbortSignal | undefined = undefined;
  /** What planned misfortune did to the request, once there is something to tell. */
  evidence: Evidence | undefined = undefined;
  /** A fault that still has to do with the reply. */
  disturbance: StruckFault | undefined = undefined;
  readonly #random: Random;
  #id: string | undefined = undefined;

  constructor(
    req: IncomingMessage & { params?: Record<string, string> },
    res: ServerResponse,
    { operationId, random, isControl = false }: ExchangeOptions,
  ) {
    this.req = req;
    this.res = res;
    this.operationId = operationId;
    this.isControl = isControl;
    this.subject = subjectOf(req.params);
    this.#random = random;
  }

  /**
   * The id of the request. It is drawn from its world once that is known; calls of the control plane
   * draw none of it, as they must not change the ids of the imitated API.
   */
  requestId(): string {
    this.#id ??= this.#newId();
    return this.#id;
  }

  /** The id, if someone has asked for it; asking so draws none. */
  drawnId(): string | undefined {
    return this.#id;
  }

  #newId(): string {
    if (this.isControl || this.world === undefined) return newRequestId(this.#random);
    return this.world.requestId();
  }
}

/** Every path of the API has at most one parameter, the id of what it is about. */
function subjectOf(params: Record<string, string> | undefined): string | undefined {
  for (const name in params) return params[name];
  return undefined;
}

/** A signal that aborts once the caller has left, or has received everything. */
export function whenLeft(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (res.closed) controller.abort();
  else res.once('close', () => controller.abort());
  return controller.signal;
}

/** What observers are told once the reply is on its way. */
export function closeExchange(
  exchange: OpenExchange,
  status: number,
  errorCode: string | undefined,
): Exchange {
  const { req, account, entriesBefore } = exchange;
  return {
    method: req.method ?? '',
    path: redactTarget(pathOf(req)),
    operationId: exchange.operationId,
    requestId: exchange.requestId(),
    world: exchange.world?.name,
    status,
    errorCode,
    replayed: exchange.replayed,
    credits: account?.ledger.entries.slice(entriesBefore) ?? [],
  };
}

/** The path of a request without its query. */
export function pathOf(req: IncomingMessage): string {
  return targetOf(req).split('?', 1)[0] ?? '/';
}

/** Path and query as they were asked for; routers shorten `url` and keep `originalUrl`. */
export function targetOf(req: IncomingMessage & { originalUrl?: string }): string {
  return req.originalUrl ?? req.url ?? '/';
}
