import { randomUUID } from 'node:crypto';
import { firstOf } from '../client/abort.ts';
import { parseUrl } from '../contracts/parse-url.ts';
import { Tally } from '../drift/tally.ts';
import { readTarget } from '../drift/target.ts';
import type { Report } from '../report/report.ts';
import { Budget } from './budget.ts';
import { Driver, Unreachable } from './driver.ts';
import type { Journey } from './journey.ts';
import { GROUPS, JOURNEYS } from './journeys.ts';
import { findPace, type Pace } from './pace.ts';
import { patiently } from './patience.ts';
import { readPrices } from './prices.ts';
import type { WebhookReceiver } from './receiver.ts';
import type { Keys, Stage } from './story.ts';
import { costsOf, takeJourney } from './take-journey.ts';

/** What a run of the journeys is told. */
export interface ConformanceOptions {
  /** Where the API is, as in `https://rivya.ai`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /**
   * The most credits that the run may spend.
   * @default 0, which starts no task at all
   */
  readonly maxCredits?: number;
  /**
   * The journeys to take, by their group.
   * @default all
   */
  readonly only?: readonly string[];
  /** A key of another account, for what one account must not see of another. */
  readonly secondKey?: string;
  /** A public URL that answers webhooks. */
  readonly receiverUrl?: string;
  /** The receiver that `receiverUrl` leads to: with it, what is received is checked. */
  readonly receiver?: WebhookReceiver;
  /** The id of a generation that ended more than a day ago: with it, its result is fetched. */
  readonly oldTask?: string;
  /** Requests per window: with it the run uses the window up. */
  readonly rateLimit?: number;
  /**
   * Milliseconds that one reply may take.
   * @default 30000
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds after which the run stops, also within a journey.
   * @default 1200000 (20 minutes)
   */
  readonly totalMs?: number;
  /** Stops the run: what it made is deleted, and the rest stays unchecked. */
  readonly signal?: AbortSignal;
  /** Told what is going on, in one line. */
  readonly onProgress?: (line: string) => void;
}

const DEFAULTS = { maxCredits: 0, timeoutMs: 30_000, totalMs: 1_200_000 };

/**
 * Takes the journeys against a server and reports what they saw. It never spends more than
 * `maxCredits` at the prices of the live model list, and removes the webhook endpoints that it made.
 *
 * @throws {TypeError|RangeError} if an option makes no sense.
 */
export async function runConformance(options: ConformanceOptions): Promise<Report> {
  const target = readTarget('run the journeys', options.baseUrl);
  const journeys = chosen(options.only);
  const { maxCredits = DEFAULTS.maxCredits } = options;
  if (!Number.isInteger(maxCredits) || maxCredits < 0) {
    throw new RangeError(
      `Cannot run the journeys: maxCredits must be a whole number from 0: received ${maxCredits}`,
    );
  }
  if (!/^[!-~]+$/.test(options.apiKey)) {
    throw new TypeError('Cannot run the journeys: the API key must be visible ASCII characters');
  }
  if (options.secondKey === options.apiKey) {
    throw new TypeError(
      'Cannot run the journeys: the second key must be of another account: received the first key',
    );
  }
  checkReceiverUrl(options.receiverUrl);
  const started = Date.now();
  const stop = firstOf(AbortSignal.timeout(options.totalMs ?? DEFAULTS.totalMs), options.signal);
  const tally = new Tally();
  const budget = new Budget(maxCredits);
  const problems: string[] = [];
  await takeAll({ options, target, journeys, tally, budget, problems, stop });
  const result = tally.result();
  return withoutKeys(
    {
      tool: 'conformance',
      target: target.href.replace(/\/$/, ''),
      startedAt: new Date(started).toISOString(),
      durationMs: Date.now() - started,
      checks: result.checks,
      credits: { limit: maxCredits, spent: budget.spent },
      problems: [...problems, ...result.problems],
    },
    [options.apiKey, options.secondKey],
  );
}

function chosen(only: readonly string[] | undefined): readonly Journey[] {
  const unknown = only?.find((group) => !GROUPS.includes(group));
  if (unknown === undefined) {
    return JOURNEYS.filter(({ group }) => only === undefined || only.includes(group));
  }
  throw new RangeError(
    `Cannot run the journey "${unknown}": the journeys are ${GROUPS.join(', ')}`,
  );
}

function checkReceiverUrl(value: string | undefined): void {
  if (value === undefined) return;
  const url = parseUrl(value);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return;
  throw new TypeError(
    `Cannot run the journeys: the receiver URL must be an http or https URL: received ${JSON.stringify(value)}`,
  );
}

interface Run {
  readonly options: ConformanceOptions;
  readonly target: URL;
  readonly journeys: readonly Journey[];
  readonly tally: Tally;
  readonly budget: Budget;
  readonly problems: string[];
  readonly stop: AbortSignal;
}

async function takeAll(run: Run): Promise<void> {
  const { options, target, journeys, tally, budget, problems } = run;
  const driver = new Driver({
    baseUrl: target.href.replace(/\/$/, ''),
    apiKey: options.apiKey,
    timeoutMs: options.timeoutMs ?? DEFAULTS.timeoutMs,
    stop: run.stop,
    onCheck: (check) => void tally.add(check),
  });
  const cleanups: Stage['cleanups'] = [];
  try {
    const pace = await findPace(driver, {
      mayBeFake: target.hostname !== 'rivya.ai',
      stop: run.stop,
    });
    problems.push(...(await flawsOfKeys(driver, pace, options)));
    if (problems.length > 0) return;
    const prices = await readPrices(driver);
    const keys = keysOf(options, pace.isFake);
    const { receiverUrl, receiver, rateLimit, oldTask } = options;
    const runId = randomUUID().slice(0, 8);
    const extras = { receiverUrl, receiver, rateLimit, oldTask };
    const stage = { driver, budget, pace, prices, keys, ...extras, runId, cleanups };
    options.onProgress?.(costsOf(journeys, stage));
    for (const journey of journeys) {
      await takeJourney(journey, stage, { ...options, onCheck: (check) => void tally.add(check) });
    }
    if (run.stop.aborted) problems.push(STOPPED);
  } catch (error) {
    if (run.stop.aborted) problems.push(STOPPED);
    else if (error instanceof Unreachable)
      problems.push(`The server cannot be reached: ${error.message}`);
    else throw error;
  } finally {
    for (const undo of cleanups.reverse()) problems.push(...(await flawOf(undo)));
  }
}

/** Why a run with these keys would only tell of them. */
async function flawsOfKeys(
  driver: Driver,
  pace: Pace,
  { apiKey, secondKey }: ConformanceOptions,
): Promise<string[]> {
  const flaws: string[] = [];
  const keys = {
    'API key': apiKey,
    ...(secondKey === undefined ? {} : { 'second key': secondKey }),
  };
  for (const [name, key] of Object.entries(keys)) {
    const reply = await patiently(pace, () => driver.ask('GET', '/api/v1/credits', { key }));
    const refusal = `${reply.status} ${reply.code ?? ''}`.trim();
    if (reply.code === 'public_api_disabled') return [`The API is switched off: ${refusal}`];
    if (reply.status === 429 || reply.status >= 500) {
      return [`The server serves nothing: GET /api/v1/credits is answered by ${refusal}`];
    }
    if (reply.status === 401) flaws.push(`The ${name} is not accepted: ${refusal}`);
  }
  return flaws;
}

const STOPPED = 'The run was stopped before its end';

/** What is wrong with a deletion at the end; an endpoint that its journey has deleted is gone. */
async function flawOf(undo: Stage['cleanups'][number]): Promise<string[]> {
  const what = 'A webhook endpoint of this run could not be deleted';
  try {
    const { status, code } = await undo();
    if (status < 300 || status === 404) return [];
    return [`${what}: ${status} ${code ?? ''}`.trim()];
  } catch (error) {
    return [`${what}: ${(error as Error).message}`];
  }
}

/** The keys of a run; a fake has more of them, by its variants. */
function keysOf({ apiKey, secondKey }: ConformanceOptions, isFake: boolean): Keys {
  if (!isFake || !/^rvya_sk_test_[a-z0-9-]+$/.test(apiKey)) return { second: secondKey };
  const variant = (name: string) => `${apiKey}.${name}`;
  return {
    second: secondKey ?? variant('other'),
    revoked: variant('revoked'),
    expired: variant('expired'),
    readonly: variant('readonly'),
    broke: variant('broke'),
    disabled: variant('disabled'),
  };
}

/** A report in which no key of the run stands, whatever its form. */
function withoutKeys(report: Report, keys: readonly (string | undefined)[]): Report {
  const secrets = keys.filter((key): key is string => key !== undefined && key.length >= 4);
  const clean = (text: string) =>
    secrets.reduce((rest, key) => rest.replaceAll(key, 'redacted'), text);
  return JSON.parse(JSON.stringify(report), (_key, value: unknown) =>
    typeof value === 'string' ? clean(value) : value,
  ) as Report;
}
