import { ASSUMPTIONS, type Switches, setSwitches } from '../contracts/assumptions.ts';
import { show } from '../contracts/explain.ts';
import type { MediaCategory } from '../contracts/models/row.ts';
import type { Pace } from './domain/chat-scripts.ts';
import { type ClockMode, END_OF_TIME_MS } from './domain/clock.ts';
import type { Timing } from './domain/plans.ts';
import type { WorldSettings } from './domain/world.ts';
import type { Exchange } from './http/exchange.ts';
import type { UploadTimeouts } from './http/host.ts';

/** How long generations take: a named profile, or times per category over the profile `short`. */
export type TimingOption =
  | keyof typeof TIMING_PROFILES
  | { readonly [C in MediaCategory]?: Partial<Timing> };

/** Named habits of the fake; `short` can be watched, `realistic` resembles real waiting. */
export const TIMING_PROFILES = {
  short: {
    image: { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 },
    video: { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 },
    audio: { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 },
  },
  realistic: {
    image: { acceptMs: 0, queuedMs: 3_000, processingMs: 15_000 },
    video: { acceptMs: 0, queuedMs: 10_000, processingMs: 170_000 },
    audio: { acceptMs: 0, queuedMs: 3_000, processingMs: 25_000 },
  },
} as const satisfies Record<string, Record<MediaCategory, Timing>>;

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
   * Where every webhook is delivered instead of the URL of its endpoint, in the manner of a listener.
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
   * Real milliseconds that an upload may stand still, and that it may take in all.
   * @default { idleMs: 30000, totalMs: 240000 }
   */
  readonly uploadTimeouts?: Partial<UploadTimeouts>;
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
   * What the control plane demands in `X-Rivya-Control-Token`.
   * @default none on a loopback address, a random one elsewhere
   */
  readonly controlToken?: string;
  /** Told about each exchange after its reply was sent. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Told about each generation that has come to its end. */
  readonly onGenerationEnd?: WorldSettings['onGenerationEnd'];
  /** Told about each attempt to deliver a webhook. */
  readonly onWebhookAttempt?: WorldSettings['onWebhookAttempt'];
}

const UPLOAD_TIMEOUTS: UploadTimeouts = { idleMs: 30_000, totalMs: 240_000 };
const MAX_STORED_BYTES = 256 * 1_024 * 1_024;

const KNOWN: {
  readonly [Name in keyof Required<FakeOptions>]: (value: unknown) => string | undefined;
} = {
  seed: (value) =>
    Number.isFinite(value) || (typeof value === 'string' && value !== '')
      ? undefined
      : 'a number, or a text that is not empty',
  clock: oneOf(['manual', 'realtime', 'per-request']),
  speed: numberFrom(1e-6, 1e6),
  stepMs: numberFrom(0, Number.MAX_SAFE_INTEGER),
  startAt: (value) =>
    value instanceof Date && value.getTime() >= 0 && value.getTime() <= END_OF_TIME_MS
      ? undefined
      : 'a Date from 1970 to 9999',
  credits: wholeNumberFrom(0, 1e12),
  rateLimit: wholeNumberFrom(1, 1e9),
  timing: checkTiming,
  chatPace: checkPace,
  assume: (value) => (isObject(value) ? undefined : 'an object'),
  forwardWebhooks: httpUrl,
  allowLocalWebhooks: flag,
  deliverWebhooks: flag,
  webhookTimeoutMs: wholeNumberFrom(1, 1e6),
  maxWorlds: wholeNumberFrom(1, 1e6),
  maxStoredBytes: wholeNumberFrom(0, Number.MAX_SAFE_INTEGER),
  uploadTimeouts: (value) =>
    Object.entries(Object(value)).every(
      ([name, ms]) => name in UPLOAD_TIMEOUTS && wholeNumberFrom(1, 2 ** 31 - 1)(ms) === undefined,
    )
      ? undefined
      : '{ idleMs, totalMs } in whole milliseconds from 1',
  host: (value) => (typeof value === 'string' && value !== '' ? undefined : 'an address'),
  port: wholeNumberFrom(0, 65_535),
  controlToken: (value) =>
    typeof value === 'string' && /^[\x21-\x7e]{8,256}$/.test(value)
      ? undefined
      : '8 to 256 visible ASCII characters',
  onExchange: callback,
  onGenerationEnd: callback,
  onWebhookAttempt: callback,
};

const DEFAULT_START_MS = Date.UTC(2026, 4, 11);

/**
 * Options with all defaults filled in.
 *
 * @throws {TypeError} if an option is unknown. @throws {RangeError} if a value makes no sense.
 */
export function resolveOptions(options: FakeOptions) {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`Cannot make the fake: options are ${show(options)}, expected an object`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(KNOWN, name)) {
      const known = Object.keys(KNOWN).join(', ');
      throw new TypeError(`Cannot make the fake: unknown option "${name}"; known are ${known}`);
    }
    const expected = value === undefined ? undefined : KNOWN[name as keyof FakeOptions](value);
    if (expected !== undefined) {
      throw new RangeError(
        `Cannot make the fake: option "${name}" is ${shown(name, value)}, expected ${expected}`,
      );
    }
  }
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
    switches: setSwitches(options.assume),
    forwardWebhooks: options.forwardWebhooks,
    allowLocalWebhooks: options.allowLocalWebhooks ?? false,
    deliverWebhooks: options.deliverWebhooks ?? false,
    webhookTimeoutMs: options.webhookTimeoutMs ?? ASSUMPTIONS['webhook.timeout'].value,
    maxWorlds: options.maxWorlds ?? 10_000,
    maxStoredBytes: options.maxStoredBytes ?? MAX_STORED_BYTES,
    uploadTimeouts: { ...UPLOAD_TIMEOUTS, ...options.uploadTimeouts },
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    controlToken: options.controlToken,
    onExchange: options.onExchange,
    onGenerationEnd: options.onGenerationEnd ?? (() => {}),
    onWebhookAttempt: options.onWebhookAttempt ?? (() => {}),
  };
}

function shown(name: string, value: unknown): string {
  if (name === 'controlToken') return 'another text';
  return value instanceof Date ? String(value) : show(value);
}

export type ResolvedOptions = ReturnType<typeof resolveOptions>;

function resolveTiming(timing: TimingOption): Record<MediaCategory, Timing> {
  if (typeof timing === 'string') return TIMING_PROFILES[timing];
  const { short } = TIMING_PROFILES;
  return {
    image: { ...short.image, ...timing.image },
    video: { ...short.video, ...timing.video },
    audio: { ...short.audio, ...timing.audio },
  };
}

function checkTiming(value: unknown): string | undefined {
  if (typeof value === 'string') return oneOf(Object.keys(TIMING_PROFILES))(value);
  const expected =
    'a profile, or { image, video, audio } with acceptMs, queuedMs and processingMs from 0';
  const isDuration = ([name, ms]: [string, unknown]) =>
    ['acceptMs', 'queuedMs', 'processingMs'].includes(name) &&
    Number.isFinite(ms) &&
    Number(ms) >= 0;
  const isCategory = ([name, timing]: [string, unknown]) =>
    Object.hasOwn(TIMING_PROFILES.short, name) &&
    isObject(timing) &&
    Object.entries(timing).every(isDuration);
  return isObject(value) && Object.entries(value).every(isCategory) ? undefined : expected;
}

function checkPace(value: unknown): string | undefined {
  const isRight: Record<string, (part: unknown) => boolean> = {
    firstDelayMs: (ms) => Number.isSafeInteger(ms) && Number(ms) >= 0,
    tokensPerSecond: (rate) => typeof rate === 'number' && rate > 0,
  };
  const isPace =
    isObject(value) &&
    Object.entries(value).every(
      ([name, part]) => Object.hasOwn(isRight, name) && isRight[name]?.(part),
    );
  return isPace ? undefined : '{ firstDelayMs, tokensPerSecond } with whole milliseconds from 0';
}

function oneOf(values: readonly string[]) {
  return (value: unknown) =>
    typeof value === 'string' && values.includes(value) ? undefined : `one of ${values.join(', ')}`;
}

function numberFrom(min: number, max: number) {
  return (value: unknown) =>
    typeof value === 'number' && value >= min && value <= max
      ? undefined
      : `a number from ${min} to ${max}`;
}

function wholeNumberFrom(min: number, max: number) {
  return (value: unknown) =>
    Number.isSafeInteger(value) && numberFrom(min, max)(value) === undefined
      ? undefined
      : `a whole number from ${min} to ${max}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function flag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'true or false';
}

function httpUrl(value: unknown): string | undefined {
  const isHttp = typeof value === 'string' && /^https?:\/\/[^/]/i.test(value);
  return isHttp && URL.canParse(value) ? undefined : 'an http or https URL';
}

function callback(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'a function';
}
