import { describe, expect, test } from 'vitest';
import { SWITCH_IDS, setSwitches } from '../../src/contracts/switches.ts';
import { type FakeOptions, resolveOptions } from '../../src/server/options.ts';

const SHORT = { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 };

/** Resolves options as a caller without types would give them. */
const resolve = (options: object) => resolveOptions(options as FakeOptions);

describe('defaults', () => {
  test('each option can be left out', () => {
    expect(resolveOptions({})).toEqual({
      seed: '1',
      clock: 'manual',
      speed: 1,
      stepMs: 1_000,
      startMs: Date.UTC(2026, 4, 11),
      credits: 1_000,
      rateLimit: undefined,
      timings: { image: SHORT, video: SHORT, audio: SHORT },
      chatPace: { firstDelayMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY },
      switches: setSwitches(),
      directives: true,
      forwardWebhooks: undefined,
      allowLocalWebhooks: false,
      deliverWebhooks: false,
      webhookTimeoutMs: 5_000,
      maxWorlds: 10_000,
      maxStoredBytes: 268_435_456,
      journal: { maxEntries: 10_000, maxBytes: 16_777_216, maxBodyBytes: 4_096 },
      uploadTimeouts: { idleMs: 30_000, totalMs: 240_000 },
      host: '127.0.0.1',
      port: 0,
      publicUrl: undefined,
      replay: undefined,
      replayOnly: false,
      controlToken: undefined,
      allowedHosts: [],
      onExchange: undefined,
      onGenerationEnd: expect.any(Function),
      onWebhookAttempt: expect.any(Function),
    });
  });

  test('an option that is undefined is as good as left out', () => {
    const names = Object.keys(resolveOptions({})).filter(
      (name) => !['startMs', 'timings', 'switches'].includes(name),
    );
    const undefinedOptions = Object.fromEntries(
      [...names, 'startAt', 'timing', 'assume'].map((name) => [name, undefined]),
    );

    const resolved = resolve(undefinedOptions);

    const nobody = { onGenerationEnd: null, onWebhookAttempt: null };
    expect({ ...resolved, ...nobody }).toEqual({ ...resolveOptions({}), ...nobody });
  });

  test('the clock realtime begins now, the others on a fixed day', () => {
    expect(resolveOptions({ clock: 'realtime' }).startMs).toBeUndefined();
    expect(resolveOptions({ clock: 'per-request' }).startMs).toBe(1_778_457_600_000);
  });
});

describe('values', () => {
  test('startAt decides the time of every clock', () => {
    const startAt = new Date('2030-01-01T00:00:00.000Z');

    const starts = (['manual', 'realtime', 'per-request'] as const).map(
      (clock) => resolveOptions({ clock, startAt }).startMs,
    );

    expect(starts).toEqual([1_893_456_000_000, 1_893_456_000_000, 1_893_456_000_000]);
  });

  test('a seed is a number or a text, and the same seed either way', () => {
    expect(resolveOptions({ seed: 7 }).seed).toBe('7');
    expect(resolveOptions({ seed: '7' }).seed).toBe('7');
  });

  test('the profile realistic has times of its own for each category', () => {
    expect(resolveOptions({ timing: 'realistic' }).timings).toEqual({
      image: { acceptMs: 0, queuedMs: 3_000, processingMs: 15_000 },
      video: { acceptMs: 0, queuedMs: 10_000, processingMs: 170_000 },
      audio: { acceptMs: 0, queuedMs: 3_000, processingMs: 25_000 },
    });
  });

  test('times of one category change the profile short, and leave the others', () => {
    const { timings } = resolveOptions({ timing: { video: { processingMs: 90_000 } } });

    expect(timings).toEqual({
      image: SHORT,
      video: { acceptMs: 0, queuedMs: 1_000, processingMs: 90_000 },
      audio: SHORT,
    });
  });

  test('assume changes the switches that it names', () => {
    const { switches } = resolveOptions({ assume: { 'http.createStatus': '201' } });

    expect(switches).toEqual({ ...setSwitches(), 'http.createStatus': '201' });
    expect(Object.keys(switches)).toEqual(SWITCH_IDS);
  });

  test.each<FakeOptions>([
    { credits: 0 },
    { rateLimit: 1 },
    { stepMs: 0 },
    { speed: 0.001 },
    { port: 65_535 },
    { chatPace: { firstDelayMs: 250, tokensPerSecond: 40 } },
    { maxWorlds: 1 },
    { controlToken: '12345678' },
    { seed: -1.5 },
  ])('%o is within its bounds', (options) => {
    expect(resolveOptions(options)).toMatchObject({ ...options, ...seedAsText(options) });
  });
});

function seedAsText({ seed }: FakeOptions) {
  return seed === undefined ? {} : { seed: String(seed) };
}

const TIMES =
  'a profile, or { image, video, audio } with acceptMs, queuedMs and processingMs from 0';

const JOURNAL = 'false, or { maxEntries, maxBytes, maxBodyBytes } in whole numbers';

const PACE = '{ firstDelayMs, tokensPerSecond } with whole milliseconds from 0';

describe('a wrong value is a RangeError that names the option, the value and what is expected', () => {
  test.each<[string, unknown, string, string]>([
    ['seed', '', '""', 'a number, or a text that is not empty'],
    ['seed', Number.NaN, 'NaN', 'a number, or a text that is not empty'],
    ['seed', true, 'true', 'a number, or a text that is not empty'],
    ['clock', 'fast', '"fast"', 'one of manual, realtime, per-request'],
    ['clock', ['manual'], '["manual"]', 'one of manual, realtime, per-request'],
    ['clock', 1, '1', 'one of manual, realtime, per-request'],
    ['speed', -1, '-1', 'a number'],
    ['speed', 0, '0', 'a number'],
    ['speed', Number.POSITIVE_INFINITY, 'Infinity', 'a number'],
    ['speed', '2', '"2"', 'a number'],
    ['stepMs', -1, '-1', 'a number from 0 to 9007199254740991'],
    ['stepMs', Number.NaN, 'NaN', 'a number from 0 to 9007199254740991'],
    ['startAt', '2026-05-11', '"2026-05-11"', 'a Date from 1970 to 9999'],
    ['startAt', new Date(Number.NaN), 'Invalid Date', 'a Date from 1970 to 9999'],
    ['startAt', 0, '0', 'a Date from 1970 to 9999'],
    ['credits', -1, '-1', 'a whole number from 0 to 1000000000000'],
    ['credits', 0.5, '0.5', 'a whole number from 0 to 1000000000000'],
    ['credits', null, 'null', 'a whole number from 0 to 1000000000000'],
    ['rateLimit', 0, '0', 'a whole number from 1 to 1000000000'],
    ['rateLimit', 1.5, '1.5', 'a whole number from 1 to 1000000000'],
    ['chatPace', 5, '5', PACE],
    ['chatPace', { firstDelayMs: 0.5 }, '{"firstDelayMs":0.5}', PACE],
    ['chatPace', { tokensPerSecond: 0 }, '{"tokensPerSecond":0}', PACE],
    ['chatPace', { words: 1 }, '{"words":1}', PACE],
    ['chatPace', { toString: 1 }, '{"toString":1}', PACE],
    ['timing', 'slow', '"slow"', 'one of short, realistic'],
    ['timing', { chat: {} }, '{"chat":{}}', TIMES],
    ['timing', { image: { waitMs: 1 } }, '{"image":{"waitMs":1}}', TIMES],
    ['timing', { image: { queuedMs: -1 } }, '{"image":{"queuedMs":-1}}', TIMES],
    ['timing', { image: { queuedMs: '1' } }, '{"image":{"queuedMs":"1"}}', TIMES],
    ['timing', { image: 5 }, '{"image":5}', TIMES],
    ['timing', null, 'null', TIMES],
    ['timing', 5, '5', TIMES],
    ['assume', 'http402', '"http402"', 'an object'],
    ['assume', null, 'null', 'an object'],
    ['journal', true, 'true', JOURNAL],
    ['journal', { maxEntries: 0.5 }, '{"maxEntries":0.5}', JOURNAL],
    ['journal', { entries: 5 }, '{"entries":5}', JOURNAL],
    ['maxWorlds', 0, '0', 'a whole number from 1 to 1000000'],
    ['host', '', '""', 'an address'],
    ['host', 127, '127', 'an address'],
    ['port', -1, '-1', 'a whole number from 0 to 65535'],
    ['port', 65_536, '65536', 'a whole number from 0 to 65535'],
    ['port', '4010', '"4010"', 'a whole number from 0 to 65535'],
    ['controlToken', 'short', 'another text', '8 to 256 visible ASCII characters'],
    ['allowedHosts', ['a:80'], '["a:80"]', 'a list of host names without port'],
    ['onExchange', 'log', '"log"', 'a function'],
    ['onGenerationEnd', {}, '{}', 'a function'],
    ['onWebhookAttempt', {}, '{}', 'a function'],
    ['forwardWebhooks', '127.0.0.1:3000', 'another URL or text', 'an http or https URL'],
    ['forwardWebhooks', 'ftp://127.0.0.1/', 'another URL or text', 'an http or https URL'],
    ['forwardWebhooks', 'http://u:p@127.0.0.1/', 'another URL or text', 'an http or https URL'],
    ['allowLocalWebhooks', 'yes', '"yes"', 'true or false'],
    ['deliverWebhooks', 1, '1', 'true or false'],
    ['webhookTimeoutMs', 0, '0', 'a whole number from 1 to 1000000'],
  ])('%s: %o', (name, value, shown, expected) => {
    const resolving = () => resolve({ [name]: value });

    expect(resolving).toThrow(RangeError);
    expect(resolving).toThrow(
      `Cannot make the fake: option "${name}" is ${shown}, expected ${expected}`,
    );
  });

  test('seed: a value that JSON cannot hold', () => {
    const resolving = () => resolve({ seed: 5n });

    expect(resolving).toThrow(RangeError);
    expect(resolving).toThrow(/^Cannot make the fake: option "seed" is 5n?, expected a number/);
  });

  test('assume: an unknown switch, and a position that it does not have', () => {
    expect(() => resolve({ assume: { 'http.status': '201' } })).toThrow(
      /^Cannot switch the assumption "http.status": it is unknown; the switches are /,
    );
    expect(() => resolve({ assume: { 'http.createStatus': '204' } })).toThrow(
      new RangeError(
        'Cannot switch the assumption "http.createStatus" to "204": expected one of 200, 201, 202',
      ),
    );
  });
});

test.each(['Seed', 'rateLimits', 'toString', '__proto__', ''])(
  'the unknown option "%s" is a TypeError that names the known ones',
  (name) => {
    const options = JSON.parse(`{${JSON.stringify(name)}:1}`);

    const resolving = () => resolve(options);

    expect(resolving).toThrow(
      new TypeError(
        `Cannot make the fake: unknown option "${name}"; known are seed, clock, speed, stepMs, startAt, credits, rateLimit, timing, chatPace, assume, assumeFile, replay, replayOnly, directives, scenario, scenarioWorlds, forwardWebhooks, allowLocalWebhooks, deliverWebhooks, webhookTimeoutMs, maxWorlds, maxStoredBytes, journal, uploadTimeouts, state, host, port, publicUrl, controlToken, allowedHosts, onExchange, onGenerationEnd, onWebhookAttempt`,
      ),
    );
  },
);

test('webhooks are forwarded to a public address only where they may leave the machine', () => {
  const forwardWebhooks = 'https://example.com/hook';

  expect(() => resolveOptions({ forwardWebhooks })).toThrow(RangeError);
  expect(resolveOptions({ forwardWebhooks, deliverWebhooks: true }).forwardWebhooks).toBe(
    forwardWebhooks,
  );
});
