import { ASSUMPTIONS } from '../contracts/assumptions.ts';
import { checkScenario } from '../contracts/check-scenario.ts';
import type { Scenario } from '../contracts/scenario.ts';
import type { ScenarioName } from '../contracts/scenarios.ts';
import { type Switches, setSwitches } from '../contracts/switches.ts';
import { readAssumptions } from './assume-file.ts';
import type { Pace } from './domain/chat-scripts.ts';
import type { ClockMode } from './domain/clock.ts';
import type { JournalLimits } from './domain/journal.ts';
import type { WorldSettings } from './domain/world.ts';
import type { Exchange } from './http/exchange.ts';
import type { UploadTimeouts } from './http/host.ts';
import { checkForwarding, checkOptions } from './option-checks.ts';
import { resolveTiming, type TimingOption } from './timing.ts';

/** Options of a fake; all can be left out. */
export interface FakeOptions {
  /**
   * Decides every id and every draw of chance; the same seed and requests give the same bytes.
   * @default 1
   */
  readonly seed?: number | string;
  /**
   * How the time of each world passes.
   * @default 'manual'
   */
  readonly clock?: ClockMode;
  /**
   * World time per real time with the clock `realtime`.
   * @default 1
   */
  readonly speed?: number;
  /**
   * World milliseconds per API request with the clock `per-request`.
   * @default 1000
   */
  readonly stepMs?: number;
  /**
   * When the time of each world begins.
   * @default 2026-05-11T00:00:00.000Z, or now with the clock `realtime`
   */
  readonly startAt?: Date;
  /**
   * What each account can spend at first.
   * @default 1000
   */
  readonly credits?: number;
  /**
   * Requests per API key in 60 s of world time.
   * @default no limit
   */
  readonly rateLimit?: number;
  /**
   * How long generations take.
   * @default 'short'
   */
  readonly timing?: TimingOption;
  /**
   * How fast the answers of chats come, in world time.
   * @default at once
   */
  readonly chatPace?: Partial<Pace>;
  /**
   * Positions of the switches of the assumption register.
   * @default every switch in its default position
   */
  readonly assume?: Partial<Switches>;
  /**
   * File with positions of switches, as `drift --write-assumptions` makes it; `assume` wins over it.
   * @default none
   */
  readonly assumeFile?: string;
  /**
   * File with recorded exchanges, of `rivya-testkit proxy` or a HAR file: what it holds is answered as it
   * was recorded, everything else by the fake.
   * @default none
   */
  readonly replay?: string;
  /**
   * Refuse what the recording does not hold, instead of answering it by the fake.
   * @default false
   */
  readonly replayOnly?: boolean;
  /**
   * Obey `[[rivya: …]]` in prompts, messages and client request ids.
   * @default true
   */
  readonly directives?: boolean;
  /**
   * Plans and faults with which worlds begin, also after a reset: a scenario, or the name of a ready-made one.
   * @default none
   */
  readonly scenario?: Scenario | ScenarioName;
  /**
   * Names of the worlds that begin with the scenario.
   * @default every world
   */
  readonly scenarioWorlds?: readonly string[];
  /**
   * Where every webhook is delivered instead of the URL of its endpoint, in the manner of a listener:
   * a local address, unless `deliverWebhooks` is set.
   * @default none
   */
  readonly forwardWebhooks?: string;
  /**
   * Accept local URLs as webhook endpoints, also with http, and deliver to them.
   * @default false
   */
  readonly allowLocalWebhooks?: boolean;
  /**
   * Deliver webhooks to public URLs over the network. Without it they are only collected: nothing
   * leaves the machine, and each counts as answered with 200.
   * @default false
   */
  readonly deliverWebhooks?: boolean;
  /**
   * Real milliseconds that a webhook receiver has for its answer.
   * @default 5000
   */
  readonly webhookTimeoutMs?: number;
  /**
   * Worlds that are kept at once; beyond it the one that was idle longest is forgotten.
   * @default 10000
   */
  readonly maxWorlds?: number;
  /**
   * Bytes of uploads that each world keeps; beyond it the oldest lose their bytes, not their record.
   * @default 268435456 (256 MiB)
   */
  readonly maxStoredBytes?: number;
  /**
   * What the journal of each world keeps: entries, bytes in all, and bytes of each body; beyond it
   * the oldest entries go. `false` keeps none.
   * @default { maxEntries: 10000, maxBytes: 16777216 (16 MiB), maxBodyBytes: 4096 }
   */
  readonly journal?: Partial<JournalLimits> | false;
  /**
   * Real milliseconds that an upload may stand still, and that it may take in all.
   * @default { idleMs: 30000, totalMs: 240000 }
   */
  readonly uploadTimeouts?: Partial<UploadTimeouts>;
  /**
   * A file that keeps all worlds over restarts; it is made where it does not exist.
   * @default none
   */
  readonly state?: string;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /**
   * Port to listen on; 0 picks a free one.
   * @default 0
   */
  readonly port?: number;
  /**
   * Where callers reach the fake, for the URLs that it hands out: the address of a proxy in front of it.
   * @default where it listens
   */
  readonly publicUrl?: string;
  /**
   * What the control plane demands in `X-Rivya-Control-Token`.
   * @default none on a loopback address, a random one elsewhere
   */
  readonly controlToken?: string;
  /**
   * Names in the header `Host` under which the control plane is served where it demands no token, beside
   * addresses and `localhost`. Any other is refused, as a page in a browser could have bound it to this machine.
   * @default []
   */
  readonly allowedHosts?: readonly string[];
  /** Told about each exchange after its reply was sent. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Told about each generation that has come to its end. */
  readonly onGenerationEnd?: WorldSettings['onGenerationEnd'];
  /** Told about each attempt to deliver a webhook. */
  readonly onWebhookAttempt?: WorldSettings['onWebhookAttempt'];
}

const UPLOAD_TIMEOUTS: UploadTimeouts = { idleMs: 30_000, totalMs: 240_000 };
const JOURNAL: JournalLimits = {
  maxEntries: 10_000,
  maxBytes: 16 * 1_024 * 1_024,
  maxBodyBytes: 4_096,
};
const NO_JOURNAL: JournalLimits = { maxEntries: 0, maxBytes: 0, maxBodyBytes: 0 };
const MAX_STORED_BYTES = 256 * 1_024 * 1_024;

const DEFAULT_START_MS = Date.UTC(2026, 4, 11);

/**
 * Options with all defaults filled in.
 *
 * @throws {TypeError} if an option is unknown, or a part of the scenario makes no sense.
 * @throws {RangeError} if a value makes no sense.
 */
export function resolveOptions(options: FakeOptions) {
  checkOptions(options);
  checkForwarding(options);
  const { clock = 'manual', credits = 1_000, startAt, timing = 'short', rateLimit } = options;
  return {
    seed: String(options.seed ?? 1),
    clock,
    speed: options.speed ?? 1,
    stepMs: options.stepMs ?? 1_000,
    startMs: startAt?.getTime() ?? (clock === 'realtime' ? undefined : DEFAULT_START_MS),
    credits,
    rateLimit,
    timings: resolveTiming(timing),
    chatPace: { firstDelayMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY, ...options.chatPace },
    directives: options.directives ?? true,
    scenario: options.scenario === undefined ? undefined : checkScenario(options.scenario),
    scenarioWorlds: options.scenarioWorlds,
    switches: setSwitches({ ...readAssumptions(options.assumeFile), ...options.assume }),
    replay: options.replay,
    replayOnly: options.replayOnly ?? false,
    forwardWebhooks: options.forwardWebhooks,
    allowLocalWebhooks: options.allowLocalWebhooks ?? false,
    deliverWebhooks: options.deliverWebhooks ?? false,
    webhookTimeoutMs: options.webhookTimeoutMs ?? ASSUMPTIONS['webhook.timeout'].value,
    maxWorlds: options.maxWorlds ?? 10_000,
    maxStoredBytes: options.maxStoredBytes ?? MAX_STORED_BYTES,
    journal: options.journal === false ? NO_JOURNAL : { ...JOURNAL, ...options.journal },
    uploadTimeouts: { ...UPLOAD_TIMEOUTS, ...options.uploadTimeouts },
    state: options.state,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    controlToken: options.controlToken,
    allowedHosts: (options.allowedHosts ?? []).map((name) => name.toLowerCase()),
    onExchange: options.onExchange,
    onGenerationEnd: options.onGenerationEnd ?? (() => {}),
    onWebhookAttempt: options.onWebhookAttempt ?? (() => {}),
  };
}

export type ResolvedOptions = ReturnType<typeof resolveOptions>;
