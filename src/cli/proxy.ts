import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Switches } from '../contracts/switches.ts';
import { describeChecks, describeExchange } from '../drift/describe.ts';
import { type RunningProxy, startProxy } from '../drift/proxy.ts';
import type { RecordedExchange } from '../recording/recording.ts';
import { type ReportFormat, renderReport, wantsColor } from '../report/render.ts';
import { type Check, exitCodeOf } from '../report/report.ts';
import { readAssumptions } from '../server/assume-file.ts';
import { assertWritable } from './output-files.ts';

/** The options of the command `proxy`. */
export interface ProxyCommandOptions {
  readonly target: string;
  readonly port: number;
  readonly host: string;
  readonly record?: string;
  readonly force?: boolean;
  readonly assume: Partial<Switches>;
  readonly assumeFile?: string;
  readonly report: ReportFormat;
  readonly out?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXIT_UNCHECKED = 2;
const EXIT_USAGE = 64;

/** Starts the proxy, tells what passes, and reports on SIGINT and SIGTERM; the report decides the exit code. */
export async function proxy(options: ProxyCommandOptions): Promise<void> {
  const running = await start(options);
  if (running === undefined) return;
  const { url } = running;
  const ready = `Proxy for ${new URL(options.target).origin} on ${url}\n\n  Set RIVYA_BASE_URL=${url}, and stop with Ctrl+C for the report.\n`;
  const stop = () => {
    finish(running, options).then(
      (code) => process.exit(code),
      (error: unknown) => {
        process.stderr.write(`error: ${String(error)}\n`);
        process.exit(EXIT_UNCHECKED);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Whoever reads this may stop the proxy at once.
  print(options.json ? JSON.stringify({ url }) : ready);
}

async function start(options: ProxyCommandOptions): Promise<RunningProxy | undefined> {
  const { target, host, port, record } = options;
  if (record !== undefined && !options.force && existsSync(record)) {
    process.stderr.write(`error: ${record} is there already: add --force to write over it\n`);
    process.exitCode = EXIT_USAGE;
    return undefined;
  }
  try {
    await assertWritable([record, options.out]);
    const assume = { ...readAssumptions(options.assumeFile), ...options.assume };
    const onExchange = (exchange: RecordedExchange, news: readonly Check[]) =>
      tell(options, exchange, news);
    return await startProxy({
      target,
      host,
      port,
      assume,
      onExchange,
      ...(record === undefined ? {} : { record }),
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE';
    const reason = isTaken
      ? `Cannot listen on ${host}:${port}: the port is in use; choose another with --port, or a free one with --port 0`
      : message;
    process.stderr.write(`error: ${reason}\n`);
    const isUsage = error instanceof RangeError || error instanceof TypeError;
    process.exitCode = isUsage ? EXIT_USAGE : EXIT_UNCHECKED;
    return undefined;
  }
}

function tell(
  { json, quiet }: ProxyCommandOptions,
  exchange: RecordedExchange,
  news: readonly Check[],
): void {
  const told = news.filter(({ outcome }) => outcome === 'failed' || outcome === 'finding');
  const { method, path } = exchange.request;
  const status = exchange.reply?.status ?? null;
  if (json) print(JSON.stringify({ exchange: { method, path, status }, news: told }));
  else if (!quiet) print([describeExchange(exchange), ...describeChecks(told)].join('\n'));
}

async function finish(running: RunningProxy, options: ProxyCommandOptions): Promise<number> {
  const report = await running.close();
  const { out, report: format, json } = options;
  const color = out === undefined && wantsColor(process.stdout, process.env);
  const text = await renderReport(report, format, { color });
  if (out !== undefined) await writeFile(out, text);
  else if (!json) process.stdout.write(`\n${text}`);
  if (json) print(JSON.stringify({ report: JSON.parse(await renderReport(report, 'json')) }));
  return exitCodeOf(report);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
