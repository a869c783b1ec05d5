import { checkScenario } from '../contracts/check-scenario.ts';
import { CreateKey } from '../contracts/control.ts';
import { explain, show } from '../contracts/explain.ts';
import type { Scenario } from '../contracts/scenario.ts';
import type { ScenarioName } from '../contracts/scenarios.ts';
import type { Scope } from '../contracts/scopes.ts';
import type { WorldSnapshot } from '../contracts/snapshot.ts';
import { type AccountHandle, createAccountHandle, type LedgerHandle } from './account-handle.ts';
import { type ChatHandle, createChatHandle } from './chat-handle.ts';
import type { Clock } from './domain/clock.ts';
import { type KeyRecord, type KeyState, MAIN_ACCOUNT } from './domain/keys.ts';
import { parseSnapshot } from './domain/parse-snapshot.ts';
import type { GenerationPlan } from './domain/plans.ts';
import { loadScenario } from './domain/scenarios.ts';
import { type Story, storyOf } from './domain/story.ts';
import { forgetIn, type WaitingPlan, waitingIn } from './domain/waiting.ts';
import type { World } from './domain/world.ts';
import { ALL_FILES, NO_FILES, snapshotWorld } from './domain/world-snapshots.ts';
import type { Worlds } from './domain/worlds.ts';
import { createFaultsHandle, type FaultsHandle } from './faults-handle.ts';
import { createJournalHandle, type JournalHandle } from './journal-handle.ts';
import { createWebhookHandle, type WebhookHandle } from './webhook-handle.ts';

/** The clock of a world, as a test holds it. It stays valid over a reset. */
export type ClockHandle = Pick<
  Clock,
  'now' | 'pending' | 'nextDueMs' | 'advance' | 'runNext' | 'runUntilIdle' | 'sleep'
>;

/** What a made key can and in whose name. */
export interface NewKey {
  /** @default all scopes */
  readonly scopes?: readonly Scope[];
  /** @default 'active' */
  readonly state?: KeyState;
  /** @default 'main' */
  readonly account?: string;
}

/** What a snapshot includes. */
export interface SnapshotOptions {
  /**
   * The bytes of uploads.
   * @default false
   */
  readonly files?: boolean;
}

/** One world of a fake, as a test holds it. It stays valid over a reset. */
export interface WorldHandle {
  readonly name: string;
  /** The key that names this world. */
  readonly apiKey: string;
  readonly clock: ClockHandle;
  /** The credits of the main account. */
  readonly ledger: LedgerHandle;
  readonly generations: {
    /**
     * Plans how the next matching generations shall go, and returns the id of the plan.
     *
     * @throws {TypeError|RangeError} if a part of the plan makes no sense.
     */
    plan(plan: GenerationPlan): string;
    /** Forgets all plans; generations that run already keep theirs. */
    clear(): void;
  };
  /** What shall go wrong with calls. */
  readonly faults: FaultsHandle;
  readonly chat: ChatHandle;
  readonly webhooks: WebhookHandle;
  /** What was asked and answered. */
  readonly journal: JournalHandle;
  /**
   * What happened to a generation, a chat turn, a file or a webhook endpoint, also as text.
   *
   * @throws {RangeError} if the world knows nothing of the id.
   */
  story(id: string): Story;
  /**
   * An account of this world, made with its credits when it is first used.
   *
   * @throws {RangeError} if the name is not 1 to 40 of a-z, 0-9 and -.
   */
  account(name: string): AccountHandle;
  /**
   * Makes a key of any kind.
   *
   * @throws {TypeError} if a part of it makes no sense.
   */
  createKey(key?: NewKey): string;
  /**
   * Plans everything that a scenario names, or a ready-made one of this name, behind what waits already.
   *
   * @throws {TypeError|RangeError} if a part of it makes no sense.
   */
  load(scenario: Scenario | ScenarioName): void;
  /** Everything that was planned and still waits, with how far it has come and what it just missed. */
  waiting(): WaitingPlan[];
  /** Forgets one plan or fault by its id, whatever it is for; tells whether it was still waiting. */
  forget(id: string): boolean;
  /** Replaces the world by a new one. */
  reset(): void;
  /** Writes down everything that the world remembers, but no key and no secret. */
  snapshot(options?: SnapshotOptions): WorldSnapshot;
  /**
   * Replaces the world by one that goes on from a snapshot, also from one of another world.
   *
   * @throws {TypeError} if the snapshot is of another version, has another shape, or contradicts
   * itself; the world stays as it is.
   */
  restore(snapshot: WorldSnapshot): void;
}

/**
 * A handle on a world, which is thereby kept from eviction.
 *
 * @throws {RangeError} if the name is not 1 to 40 of a-z, 0-9 and -.
 */
export function createWorldHandle(worlds: Worlds, name: string): WorldHandle {
  worlds.hold(name);
  const world = () => worlds.visit(name);
  const account = (account: string) =>
    createAccountHandle(account, () => world().accounts.get(account));
  const clock: ClockHandle = {
    now: () => world().clock.now(),
    get pending() {
      return world().clock.pending;
    },
    get nextDueMs() {
      return world().clock.nextDueMs;
    },
    advance: (ms) => world().clock.advance(ms),
    runNext: () => world().clock.runNext(),
    runUntilIdle: () => world().clock.runUntilIdle(),
    sleep: (ms) => world().clock.sleep(ms),
  };
  return {
    name,
    apiKey: world().apiKey,
    clock,
    ledger: account(MAIN_ACCOUNT).ledger,
    generations: {
      plan: (plan) => world().generations.plan(plan),
      clear: () => world().generations.plans.clear(),
    },
    faults: createFaultsHandle(() => world().faults),
    chat: createChatHandle(() => world().chat),
    webhooks: createWebhookHandle(() => world().webhooks),
    journal: createJournalHandle(() => world().journal),
    story: (id) => tell(world(), id),
    account,
    createKey: (key) => world().createKey(parseKeyWish(key)),
    load: (scenario) => void loadScenario(world(), checkScenario(scenario)),
    waiting: () => waitingIn(world()),
    forget: (id) => forgetIn(world(), id),
    reset: () => void worlds.reset(name),
    snapshot: (options) =>
      structuredClone(snapshotWorld(world(), checkChoice(options).files ? ALL_FILES : NO_FILES)),
    restore: (snapshot) => void worlds.restore(name, parseSnapshot(snapshot)),
  };
}

function checkChoice(options: SnapshotOptions = {}): SnapshotOptions {
  const cannot = 'Cannot take the snapshot:';
  const unknown = Object.keys(options).find((name) => name !== 'files');
  if (unknown !== undefined)
    throw new TypeError(`${cannot} "${unknown}" is unknown; known is files`);
  const { files = false } = options;
  if (typeof files === 'boolean') return options;
  throw new TypeError(`${cannot} files is ${show(files)}, expected true or false`);
}

function tell(world: World, id: string): Story {
  const story = storyOf(world, id);
  if (story !== undefined) return story;
  throw new RangeError(
    `Cannot tell the story of ${show(id)}: the world "${world.name}" knows nothing of it`,
  );
}

function parseKeyWish(key: unknown = {}): Omit<KeyRecord, 'id'> {
  const result = CreateKey.strict().safeParse(key);
  if (!result.success) {
    throw new TypeError(
      `Cannot make the key: ${explain(result.error.issues, key, 'the argument')}`,
    );
  }
  return { ...result.data, scopes: new Set(result.data.scopes) };
}
