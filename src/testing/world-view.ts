import type { WorldHandle } from '../index.ts';
import type { RemoteWorld } from './remote-world.ts';

/** A world that a test can ask about: of this process, or of another one. */
export type AnyWorld = WorldHandle | RemoteWorld;

/** One move of credits, wherever the world is. */
export interface SeenMove {
  readonly kind: 'grant' | 'reserve' | 'settle' | 'release';
  readonly amount: number;
  readonly reference: string | null;
  readonly atMs: number;
}

/** One delivery of a webhook, wherever the world is. */
export interface SeenDelivery {
  readonly type: string;
  readonly status: string;
  readonly body: string;
  /** When it was tried the last time, if it was. */
  readonly atMs: number | undefined;
}

/** One call of the API, wherever the world is. */
export interface SeenCall {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
}

/** What has happened in a world, as the checks read it. It holds no key and no secret. */
export interface WorldView {
  readonly name: string;
  readonly available: number;
  readonly reserved: number;
  readonly settled: number;
  readonly moves: readonly SeenMove[];
  readonly deliveries: readonly SeenDelivery[];
  /** The newest calls; read only where someone wants to know. */
  readonly calls: () => readonly SeenCall[];
}

const MOST_CALLS = 100;

/** Reads a world: at once where it is of this process, with a promise where it is not. */
export function viewOf(world: AnyWorld): WorldView | Promise<WorldView> {
  if (isRemote(world)) return viewRemote(world);
  if (!isLocal(world)) {
    throw new TypeError(
      'Cannot check the credits: expected a world or a fake, as in expect(world)',
    );
  }
  const { available, reserved, settled, entries } = world.ledger;
  return {
    name: world.name,
    available,
    reserved,
    settled,
    moves: entries,
    deliveries: world.webhooks.deliveries().map(({ eventType, status, attempts }) => ({
      type: eventType,
      status,
      body: attempts.at(-1)?.body ?? '',
      atMs: attempts.at(-1)?.atMs,
    })),
    calls: () =>
      world.journal.entries({ limit: MOST_CALLS }).map((entry) => ({
        atMs: entry.startedAtMs,
        method: entry.method,
        path: entry.path,
        status: entry.reply.status,
        errorCode: entry.reply.errorCode,
      })),
  };
}

/** Whether a world is held over the control plane. */
export function isRemote(world: AnyWorld): world is RemoteWorld {
  return typeof world === 'object' && world !== null && 'control' in world;
}

function isLocal(world: unknown): world is WorldHandle {
  return typeof world === 'object' && world !== null && 'ledger' in world && 'webhooks' in world;
}

async function viewRemote(world: RemoteWorld): Promise<WorldView> {
  const [ledger, sent, journal] = await Promise.all([
    world.ledger(),
    world.control('listSentWebhooks'),
    world.control('listJournal', undefined, { limit: MOST_CALLS }),
  ]);
  const calls = journal.data.map(({ started_at, method, path, reply }) => ({
    atMs: Date.parse(started_at),
    method,
    path,
    status: reply.status ?? undefined,
    errorCode: reply.error_code ?? undefined,
  }));
  return {
    name: world.name,
    available: ledger.available,
    reserved: ledger.reserved,
    settled: ledger.settled,
    moves: ledger.entries.map(({ at, ...move }) => ({ ...move, atMs: Date.parse(at) })),
    calls: () => calls,
    deliveries: sent.data.map(({ event_type, status, attempts }) => ({
      type: event_type,
      status,
      body: attempts.at(-1)?.body ?? '',
      atMs: timeOf(attempts.at(-1)?.at),
    })),
  };
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
