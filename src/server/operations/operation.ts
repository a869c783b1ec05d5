import type { Api, OperationId } from '../../contracts/api.ts';
import type { Control, ControlId } from '../../contracts/control.ts';
import type { CoverageReport } from '../../contracts/control-coverage.ts';
import type { ReplyOf, RequestOf, StreamReply } from '../../contracts/endpoint.ts';
import type { WorldSnapshot } from '../../contracts/snapshot.ts';
import type { Account } from '../domain/accounts.ts';
import type { Spend } from '../domain/spend.ts';
import type { World } from '../domain/world.ts';

/** A parsed request, and the account in whose name it is made. */
export type Call<E> = RequestOf<E> & { readonly account: Account } & (E extends {
    reply: StreamReply;
  }
    ? { /** Aborts when the caller has left. */ readonly left: AbortSignal }
    : unknown);

type Later<T> = T | Promise<T>;

/** One endpoint of the imitated API: calls the domain and presents the result. */
export type Operation<E> = E extends { scopes: null }
  ? () => Later<ReplyOf<E>>
  : (call: Call<E>, world: World) => Later<ReplyOf<E>>;

/** The operations of the imitated API, by operationId. */
export type Operations = { readonly [Id in OperationId]: Operation<Api[Id]> };

/** What the control plane can reach beyond the world of its key. */
export interface Backstage {
  readonly version: string;
  readonly uptimeMs: () => number;
  readonly worlds: () => number;
  readonly spend: () => Spend;
  readonly coverage: () => CoverageReport;
  readonly reset: (world: World) => World;
  readonly restore: (world: World, snapshot: WorldSnapshot) => World;
}

/** The operations of the control plane, by operationId. */
export type ControlOperations = {
  readonly [Id in ControlId]: Control[Id] extends { scopes: null }
    ? (backstage: Backstage) => Later<ReplyOf<Control[Id]>>
    : (call: Call<Control[Id]>, world: World, backstage: Backstage) => Later<ReplyOf<Control[Id]>>;
};

/** The present state of what an earlier reply was about, for replays that show it. */
export type CurrentStates = {
  readonly [Id in OperationId]?: (
    reply: ReplyOf<Api[Id]>,
    account: Account,
    world: World,
  ) => ReplyOf<Api[Id]>;
};
