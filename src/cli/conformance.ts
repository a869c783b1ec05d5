import { writeFile } from 'node:fs/promises';
import { JOURNEYS } from '../conformance/journeys.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../conformance/receiver.ts';
import { runConformance } from '../conformance/run-conformance.ts';
import { type ReportFormat, renderReport, wantsColor } from '../report/render.ts';
import { exitCodeOf, type Report } from '../report/report.ts';
import { assertWritable } from './output-files.ts';
import { findTargetMistake } from './target.ts';

/** The options of the command `conformance`. */
export interface ConformanceCommand {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly maxCredits: number;
  readonly report: ReportFormat;
  readonly json?: boolean;
  readonly out?: string;
  readonly only?: readonly string[];
  readonly secondKey?: string;
  readonly receiverUrl?: string;
  readonly receiverListen?: { readonly host: string; readonly port: number };
  readonly rateLimit?: number;
  readonly oldTask?: string;
  readonly timeout: number;
  readonly totalTimeout: number;
  readonly yes?: boolean;
  readonly list?: boolean;
}

const EXIT_USAGE = 64;
const EXIT_UNCHECKED = 2;

/** Takes the journeys, reports what they saw, and sets the exit code that follows. */
export async function conformance(options: ConformanceCommand): Promise<void> {
  if (options.list) {
    for (const { group, title } of JOURNEYS) print(`${group.padEnd(14)}${title}`);
    return;
  }
  const wrong = findMistake(options);
  if (wrong !== undefined) return fail(wrong, EXIT_USAGE);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await assertWritable([options.out]);
    const report = await received(options, (receiver) => run(options, receiver, stop.signal));
    await write(report, options);
    process.exitCode = stop.signal.aborted ? EXIT_UNCHECKED : exitCodeOf(report);
  } catch (error) {
    const isUsage = error instanceof TypeError || error instanceof RangeError;
    fail(withoutKeys((error as Error).message, options), isUsage ? EXIT_USAGE : EXIT_UNCHECKED);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

function findMistake(options: ConformanceCommand): string | undefined {
  const { apiKey, baseUrl, yes, receiverListen, receiverUrl, json, report } = options;
  if (json && report !== 'json') return `--json and --report ${report} contradict each other`;
  if (receiverListen !== undefined && receiverUrl === undefined) {
    return '--receiver-listen needs --receiver-url, the public URL that leads to it';
  }
  if (receiverListen?.port === 0) {
    return '--receiver-listen needs a port that --receiver-url can lead to: received 0';
  }
  if (!apiKey) return 'Cannot run without a key: give --api-key or set RIVYA_API_KEY';
  return findTargetMistake({ baseUrl, hasKey: true, yes });
}

function withoutKeys(message: string, { apiKey, secondKey }: ConformanceCommand): string {
  const keys = [apiKey, secondKey].filter((key): key is string => !!key);
  return keys.reduce((rest, key) => rest.replaceAll(key, 'redacted'), message);
}

/** Runs with a receiver of webhooks where one is asked for. */
async function received<T>(
  { receiverListen }: ConformanceCommand,
  work: (receiver: WebhookReceiver | undefined) => Promise<T>,
): Promise<T> {
  if (receiverListen === undefined) return work(undefined);
  const { host, port } = receiverListen;
  const receiver = await startWebhookReceiver(host, port).catch(
    ({ code }: NodeJS.ErrnoException) => {
      throw new Error(`Cannot listen for webhooks on ${host}:${port}: ${code}`);
    },
  );
  try {
    return await work(receiver);
  } finally {
    await receiver.close();
  }
}

function run(
  options: ConformanceCommand,
  receiver: WebhookReceiver | undefined,
  signal: AbortSignal,
): Promise<Report> {
  const { baseUrl, apiKey = '', maxCredits, only, secondKey, receiverUrl } = options;
  const { rateLimit, oldTask } = options;
  return runConformance({
    baseUrl,
    apiKey,
    maxCredits,
    timeoutMs: options.timeout,
    totalMs: options.totalTimeout,
    signal,
    ...(only === undefined ? {} : { only }),
    ...(secondKey === undefined ? {} : { secondKey }),
    ...(receiverUrl === undefined ? {} : { receiverUrl }),
    ...(receiver === undefined ? {} : { receiver }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(oldTask === undefined ? {} : { oldTask }),
    onProgress: (line) => {
      const isCost = line.startsWith('at most');
      if (isCost || process.stderr.isTTY) process.stderr.write(`${line}\n`);
    },
  });
}

async function write(report: Report, { report: format, out }: ConformanceCommand): Promise<void> {
  const color = out === undefined && wantsColor(process.stdout, process.env);
  const text = await renderReport(report, format, { color });
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(out, text).catch(({ code }: NodeJS.ErrnoException) => {
    throw new Error(`Cannot write ${out}: ${code}`);
  });
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = exitCode;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
