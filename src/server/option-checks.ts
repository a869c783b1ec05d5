import { show } from '../contracts/explain.ts';
import { parseUrl } from '../contracts/parse-url.ts';
import { isWorldName } from './domain/keys.ts';
import { END_OF_TIME_MS } from './domain/time-limits.ts';
import { findLocality } from './domain/webhook-urls.ts';
import type { FakeOptions } from './options.ts';
import { checkTiming } from './timing.ts';

/** What was expected instead of a wrong value, by option. */
const CHECKS: {
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
  assumeFile: (value) => (typeof value === 'string' && value !== '' ? undefined : 'a path'),
  replay: (value) => (typeof value === 'string' && value !== '' ? undefined : 'a path'),
  replayOnly: flag,
  directives: flag,
  scenario: (value) =>
    typeof value === 'string' || isObject(value)
      ? undefined
      : 'a scenario, or the name of a ready-made one',
  scenarioWorlds: (value) =>
    Array.isArray(value) && value.every((name) => typeof name === 'string' && isWorldName(name))
      ? undefined
      : 'a list of names of 1 to 40 of a-z, 0-9 and -',
  forwardWebhooks: httpUrl,
  allowLocalWebhooks: flag,
  deliverWebhooks: flag,
  webhookTimeoutMs: wholeNumberFrom(1, 1e6),
  maxWorlds: wholeNumberFrom(1, 1e6),
  maxStoredBytes: wholeNumberFrom(0, Number.MAX_SAFE_INTEGER),
  journal: checkJournal,
  uploadTimeouts: (value) =>
    Object.entries(Object(value)).every(
      ([name, ms]) =>
        (name === 'idleMs' || name === 'totalMs') &&
        wholeNumberFrom(1, 2 ** 31 - 1)(ms) === undefined,
    )
      ? undefined
      : '{ idleMs, totalMs } in whole milliseconds from 1',
  state: (value) => (typeof value === 'string' && value !== '' ? undefined : 'a path'),
  host: (value) => (typeof value === 'string' && value !== '' ? undefined : 'an address'),
  port: wholeNumberFrom(0, 65_535),
  publicUrl: httpUrl,
  controlToken: (value) =>
    typeof value === 'string' && /^[\x21-\x7e]{8,256}$/.test(value)
      ? undefined
      : '8 to 256 visible ASCII characters',
  allowedHosts: (value) =>
    Array.isArray(value) && value.every((name) => /^[\w.-]+$/.test(String(name)))
      ? undefined
      : 'a list of host names without port',
  onExchange: callback,
  onGenerationEnd: callback,
  onWebhookAttempt: callback,
};

/**
 * Holds options to what they may be.
 *
 * @throws {TypeError} if an option is unknown. @throws {RangeError} if a value makes no sense.
 */
export function checkOptions(options: FakeOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`Cannot make the fake: options are ${show(options)}, expected an object`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHECKS, name)) {
      const known = Object.keys(CHECKS).join(', ');
      throw new TypeError(`Cannot make the fake: unknown option "${name}"; known are ${known}`);
    }
    const expected = value === undefined ? undefined : CHECKS[name as keyof FakeOptions](value);
    if (expected !== undefined) {
      throw new RangeError(
        `Cannot make the fake: option "${name}" is ${shown(name, value)}, expected ${expected}`,
      );
    }
  }
}

/**
 * Webhooks are forwarded to this machine or its network, unless they may leave it.
 *
 * @throws {RangeError} if they would be forwarded to a public address.
 */
export function checkForwarding({ forwardWebhooks, deliverWebhooks }: FakeOptions): void {
  if (forwardWebhooks === undefined || deliverWebhooks) return;
  if (findLocality(new URL(forwardWebhooks).hostname) !== undefined) return;
  throw new RangeError(
    'Cannot make the fake: option "forwardWebhooks" is a public address, expected a local one, or deliverWebhooks as well',
  );
}

function shown(name: string, value: unknown): string {
  if (name === 'controlToken') return 'another text';
  if (name === 'forwardWebhooks') return 'another URL or text';
  return value instanceof Date ? String(value) : show(value);
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

function checkJournal(value: unknown): string | undefined {
  const names = ['maxEntries', 'maxBytes', 'maxBodyBytes'];
  const isWhole = wholeNumberFrom(0, Number.MAX_SAFE_INTEGER);
  const isRight =
    value === false ||
    (isObject(value) &&
      Object.entries(value).every(
        ([name, most]) => names.includes(name) && isWhole(most) === undefined,
      ));
  return isRight ? undefined : 'false, or { maxEntries, maxBytes, maxBodyBytes } in whole numbers';
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
  const isHttp = typeof value === 'string' && /^https?:\/\/[^/@#]+(?:[/?][^#]*)?$/i.test(value);
  const expected = 'an http or https URL without credentials and fragment';
  return isHttp && parseUrl(value) !== undefined ? undefined : expected;
}

function callback(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'a function';
}
