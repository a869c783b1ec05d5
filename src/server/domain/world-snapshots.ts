import { SNAPSHOT_FORMAT, SNAPSHOT_VERSION, type WorldSnapshot } from '../../contracts/snapshot.ts';
import { relocate } from './relocate.ts';
import { type Restoring, refuse } from './restoring.ts';
import { World, type WorldSettings } from './world.ts';

/** What of a world is written down. */
export interface SnapshotExtent {
  /** Bytes of uploads, of the newest that fit. */
  readonly fileBytes: number;
}

/** The bytes of all uploads that still have theirs. */
export const ALL_FILES: SnapshotExtent = { fileBytes: Number.POSITIVE_INFINITY };

/** Uploads without their bytes. */
export const NO_FILES: SnapshotExtent = { fileBytes: 0 };

/** Everything that a world remembers at this moment, but no key and no secret. */
export function snapshotWorld(world: World, { fileBytes }: SnapshotExtent): WorldSnapshot {
  const { clock, generations } = world;
  const { chosen } = world.rateLimits;
  return {
    format: SNAPSHOT_FORMAT,
    version: SNAPSHOT_VERSION,
    world: world.name,
    origin: world.origin,
    seed: world.seed,
    clock: clock.snapshot(),
    random: { requests: world.requestIds.snapshot(), keys: world.keyNames.snapshot() },
    accounts: world.accounts.snapshot((reference) => generations.isRunning(reference)),
    keys: world.keys.snapshot(),
    faults: world.faults.snapshot(),
    generations: generations.snapshot(),
    files: world.files.snapshot(fileBytes),
    chat: world.chat.snapshot(),
    webhooks: world.webhooks.snapshot(),
    idempotency: world.idempotency.snapshot(),
    rateLimits: world.rateLimits.snapshot(),
    ...(chosen === undefined ? {} : { rateLimit: chosen }),
  };
}

/**
 * A world that goes on from a snapshot, at the time of the snapshot or `lateMs` after it.
 *
 * @throws {SnapshotRefused} if its parts contradict each other; nothing is left of it then.
 */
export function restoreWorld(
  name: string,
  settings: WorldSettings,
  snapshot: WorldSnapshot,
  { lateMs = 0 }: { readonly lateMs?: number } = {},
): World {
  const { seed, clock } = snapshot;
  const start = { seed, startMs: clock.nowMs + lateMs, order: clock.order };
  const world = new World(name, settings, start);
  try {
    fill(world, relocate(snapshot, { origin: settings.origin(), world: name }));
  } catch (error) {
    world.clock.stop();
    throw error;
  }
  return world;
}

function fill(world: World, snapshot: WorldSnapshot): void {
  const { accounts, generations } = world;
  const restoring: Restoring = {
    nowMs: snapshot.clock.nowMs,
    account: (name, path) =>
      accounts.find(name) ?? refuse(path, 'the name of an account of the snapshot', name),
  };
  world.requestIds.restore(snapshot.random.requests);
  world.keyNames.restore(snapshot.random.keys);
  accounts.restore(snapshot.accounts);
  world.keys.restore(snapshot.keys);
  world.faults.restore(snapshot.faults);
  generations.restore(snapshot.generations, restoring);
  checkHolds(world, snapshot);
  world.files.restore(snapshot.files, restoring);
  world.chat.restore(snapshot.chat, restoring);
  world.webhooks.restore(snapshot.webhooks, restoring, (id) => generations.find(id));
  world.idempotency.restore(snapshot.idempotency);
  world.rateLimits.restore(snapshot.rateLimits);
  if (snapshot.rateLimit !== undefined) world.rateLimits.choose(snapshot.rateLimit);
}

/** Credits are held for running generations, and for nothing that nobody would ever settle. */
function checkHolds({ accounts, generations }: World, snapshot: WorldSnapshot): void {
  for (const [index, { name }] of snapshot.accounts.entries()) {
    for (const reference of accounts.get(name).ledger.held.keys()) {
      if (generations.isRunning(reference)) continue;
      refuse(
        `accounts[${index}].entries`,
        'without credits that are held for what does not run',
        reference,
      );
    }
  }
}
