import type { Scenario } from '../contracts/scenario.ts';
import type { ScenarioName } from '../contracts/scenarios.ts';
import type { Switches } from '../contracts/switches.ts';
import type { ClockMode } from '../server/domain/clock.ts';
import { type Fake, type StartedServer, startServer } from '../server/fake.ts';
import type { FakeOptions } from '../server/options.ts';
import { VERSION } from '../version.ts';
import { describeAttempt, describeEnd, describeExchange } from './request-log.ts';

/** The options of the command `serve`. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly seed: string;
  readonly clock: ClockMode;
  readonly speed: number;
  readonly step: number;
  readonly credits: number;
  readonly rateLimit?: number;
  readonly timing: 'short' | 'realistic';
  readonly assume: Partial<Switches>;
  /** As given, the name of a ready-made one or a file; then what the file holds. */
  readonly scenario?: string | Scenario;
  readonly scenarioWorlds?: readonly string[];
  readonly directives: boolean;
  readonly assumeFile?: string;
  readonly replay?: string;
  readonly replayOnly?: boolean;
  readonly forwardWebhooks?: string;
  readonly allowLocalWebhooks?: boolean;
  readonly deliverWebhooks?: boolean;
  readonly controlToken?: string;
  readonly publicUrl?: string;
  readonly state?: string;
  readonly maxCredits?: number;
  readonly spendReport?: string;
  readonly coverage?: string;
  readonly workers: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** How to reach a fake that is up. */
export interface Ready {
  readonly url: string;
  /** Where it listens, behind a proxy too. */
  readonly address: string;
  readonly apiKey: string;
  readonly controlToken: string | undefined;
}

const DEFAULT_KEY = 'rvya_sk_test_default';
/** The command line is wrong. */
const EXIT_USAGE = 64;

/** The fake could not be started, or had a bug. */
const EXIT_FAILED = 2;

/** Starts the fake, tells how to reach it, and stops it on SIGINT and SIGTERM. */
export async function serve(given: ServeOptions): Promise<void> {
  const { workers, state, maxCredits, spendReport, coverage } = given;
  if (workers > 1 && state !== undefined) {
    return refuse('--state keeps the worlds of one process: leave out --workers');
  }
  if (workers > 1 && (maxCredits !== undefined || spendReport !== undefined)) {
    return refuse('--max-credits and --spend-report count in one process: leave out --workers');
  }
  if (workers > 1 && coverage !== undefined) {
    return refuse('--coverage counts in one process: leave out --workers');
  }
  if (given.replayOnly && given.replay === undefined) {
    return refuse('--replay-only needs a recording: give one with --replay');
  }
  const options = await withScenario(given);
  if (options === undefined) return;
  if (workers > 1) return serveWorkers(options);
  const started = await start(options);
  if (started === undefined) return;
  const { fake, address } = started;
  stopOnSignal(fake, options);
  const { url, apiKey, controlToken } = fake;
  showReady(options, { url, address, apiKey, controlToken });
}

/** The options with what the file of the scenario holds, which is read once for all workers. */
async function withScenario(options: ServeOptions): Promise<ServeOptions | undefined> {
  const { scenario } = options;
  if (typeof scenario !== 'string') return options;
  try {
    const { readScenario } = await import('./scenario-file.ts');
    return { ...options, scenario: await readScenario(scenario) };
  } catch (error) {
    refuse((error as Error).message);
    return undefined;
  }
}

function refuse(reason: string): void {
  process.stderr.write(`error: ${reason}\n`);
  process.exitCode = EXIT_USAGE;
}

async function serveWorkers(options: ServeOptions): Promise<void> {
  const { startWorkers } = await import('../server/workers.ts');
  const { workers: count, host, port, publicUrl, controlToken } = options;
  const program = [process.argv[1] ?? '', 'worker'] as const;
  try {
    const plan = { count, host, port, publicUrl, controlToken, options, program };
    const workers = await startWorkers(plan);
    process.once('SIGINT', workers.stop);
    process.once('SIGTERM', workers.stop);
    showReady(options, { ...workers, apiKey: DEFAULT_KEY });
    process.exitCode = await workers.ended;
  } catch (error) {
    process.stderr.write(`error: ${explainStart(error, options)}\n`);
    process.exit(EXIT_FAILED);
  }
}

/** Tells how to reach a fake, as a banner or as a line of JSON. */
export function showReady(options: ServeOptions, { url, address, apiKey, ...rest }: Ready): void {
  // A token that the caller chose is known to them, and does not belong into a log.
  const controlToken = options.controlToken === undefined ? rest.controlToken : undefined;
  const ready = { url, address, apiKey, controlToken };
  print(options.json ? JSON.stringify(ready) : banner(ready));
}

async function start(options: ServeOptions): Promise<StartedServer | undefined> {
  try {
    return await startServer(fakeOptions(options));
  } catch (error) {
    process.stderr.write(`error: ${explainStart(error, options)}\n`);
    process.exitCode = error instanceof RangeError ? EXIT_USAGE : EXIT_FAILED;
    return undefined;
  }
}

/** The options of the fake that the command line asks for. */
export function fakeOptions(options: ServeOptions): FakeOptions {
  const { json, quiet, step, scenario, ...given } = options;
  const { workers: _, maxCredits: _most, spendReport: _spend, coverage: _covered, ...rest } = given;
  const log = json || quiet ? () => {} : print;
  return {
    ...rest,
    ...(scenario === undefined ? {} : { scenario: scenario as Scenario | ScenarioName }),
    stepMs: step,
    onExchange: (exchange) => log(describeExchange(exchange)),
    onGenerationEnd: (generation, world) => log(describeEnd(generation, world)),
    onWebhookAttempt: (delivery, world) => log(describeAttempt(delivery, world)),
  };
}

/** Why the fake could not be started, in a sentence that says what to do. */
export function explainStart(error: unknown, { host, port }: ServeOptions): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is in use; choose another with --port, or a free one with --port 0`,
    EADDRNOTAVAIL: 'this machine does not have that address; choose another with --host',
    ENOTFOUND: 'the address cannot be resolved; choose another with --host',
    EACCES: `port ${port} needs more rights; choose one from 1024 with --port`,
  };
  const reason = reasons[code ?? ''];
  return reason === undefined ? message : `Cannot listen on ${host}:${port}: ${reason}`;
}

function banner({ url, address, apiKey, controlToken }: Ready): string {
  const listens = url === address ? '' : `\n  Listens on  ${address}`;
  const token =
    controlToken === undefined ? '' : `\n  Control token  ${controlToken}  (X-Rivya-Control-Token)`;
  return `rivya-testkit ${VERSION}: a fake of the Rivya Public API v1

  URL  ${url}${listens}
  Key  ${apiKey}  (rvya_sk_test_<name> opens a world of its own)${token}

Try it:

  curl ${url}/api/v1/generations \\
    -H 'Authorization: Bearer ${apiKey}' \\
    -H 'Content-Type: application/json' \\
    -d '{"model": "kling-3-0", "prompt": "A paper boat"}'

Stop with Ctrl+C.
`;
}

function stopOnSignal(fake: Fake, options: ServeOptions): void {
  const stop = () => {
    fake.close().then(
      async () => process.exit(await settle(fake, options)),
      (error: unknown) => {
        process.stderr.write(`error: the fake had a bug: ${String(error)}\n`);
        process.exit(EXIT_FAILED);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** Tells of the run what was asked for; the exit code says whether all is well. */
async function settle(fake: Fake, options: ServeOptions): Promise<number> {
  const { maxCredits, spendReport, coverage } = options;
  if ((maxCredits ?? spendReport ?? coverage) === undefined) return 0;
  const { reportRun } = await import('./run-reports.ts');
  return reportRun(fake, options);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
