import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type DriftOptions,
  type DriftResult,
  exitCodeOf,
  failedRun,
  issueText,
  parseBaseline,
  parseNames,
  type Report,
  runDrift,
  runRecording,
  writeAssumptionFile,
  writeBaseline,
} from '../drift/index.ts';
import { type ReportFormat, renderReport, wantsColor } from '../report/render.ts';
import type { ReportFile } from './commands/drift.ts';
import { findDriftMistake, outputsOf } from './drift-mistakes.ts';
import { assertWritable } from './output-files.ts';

/** The options of the command `drift`. */
export interface DriftCommand {
  readonly baseUrl?: string;
  readonly recording?: string;
  readonly apiKey?: string;
  readonly restrictedKey?: string;
  readonly yes?: boolean;
  readonly timeout: number;
  readonly totalTimeout: number;
  readonly maxCredits: number;
  readonly document?: string;
  readonly only?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly reason?: string;
  readonly writeAssumptions?: string;
  readonly writePatch?: string;
  readonly probes: boolean;
  readonly cosmetic?: true;
  readonly report: ReportFormat | 'issue';
  readonly json?: boolean;
  readonly out?: string;
  readonly also: readonly ReportFile[];
}

type Inputs = Pick<DriftOptions, 'document' | 'only' | 'baseline'>;

/** Looks for drift, writes what was asked for, and sets the exit code. */
export async function drift(command: DriftCommand, program: Command): Promise<void> {
  const mistake = findDriftMistake(command);
  if (mistake !== undefined) program.error(`error: ${mistake}`);
  try {
    await assertWritable(outputsOf(command).map(([, file]) => file));
    const inputs = await readInputs(command);
    const result = await look(command, inputs);
    await writeFindings(command, inputs, result);
    await writeReports(command, result.report);
    process.exitCode = exitCodeOf(result.report);
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('Cannot look for drift')) {
      program.error(`error: ${error.message}`);
    }
    const problem = error instanceof Error ? error.message : 'unknown';
    process.stderr.write(`error: ${problem}\n`);
    process.exitCode = 2;
    // What kept the run from beginning comes in the form that was asked for, too.
    const { recording = '', baseUrl = recording } = command;
    if (error instanceof Unread) await writeReports(command, failedRun(baseUrl, problem).report);
  }
}

async function look(command: DriftCommand, inputs: Inputs): Promise<DriftResult> {
  const { baseUrl = '', recording, maxCredits, probes, cosmetic } = command;
  if (recording !== undefined) {
    return reading('--recording', recording, async () => runRecording(recording, inputs));
  }
  return runDrift({
    baseUrl,
    // A variable that is set to nothing, as CI does without a secret, is no key.
    apiKey: command.apiKey || undefined,
    restrictedKey: command.restrictedKey || undefined,
    maxCredits,
    probes,
    cosmetic,
    timeoutMs: command.timeout,
    totalMs: command.totalTimeout,
    ...inputs,
  });
}

/** A file that the run needs could not be read: nothing was looked at. */
class Unread extends Error {}

async function readInputs({ document, only, baseline }: DriftCommand): Promise<Inputs> {
  return {
    document: await fromFile('--document', document, (text) => text),
    only: isList(only) ? parseNames(only) : await fromFile('--only', only, parseNames),
    baseline: await fromFile('--baseline', baseline, parseBaseline),
  };
}

/** Whether `--only` gives the names themselves: names of files have a slash or an ending. */
function isList(only: string | undefined): only is string {
  return /^[\w,\s.-]*$/.test(only ?? '/') && !/\.(json|jsonl|txt|har|ya?ml)$/.test(only ?? '');
}

async function fromFile<T>(
  option: string,
  file: string | undefined,
  parse: (text: string) => T | Promise<T>,
): Promise<T | undefined> {
  if (file === undefined) return undefined;
  return reading(option, file, async () => parse(await readFile(file, 'utf8')));
}

async function reading<T>(option: string, file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Unread(`${option} ${file}: ${code === undefined ? message : `Cannot read: ${code}`}`);
  }
}

/** Writes what a run has found beside its report. */
async function writeFindings(
  command: DriftCommand,
  { baseline }: Inputs,
  { report, learnt, patch }: DriftResult,
): Promise<void> {
  const { reason = '', writeBaseline: file, writeAssumptions, writePatch } = command;
  if (file !== undefined && report.problems.length === 0) {
    const today = report.startedAt.slice(0, 10);
    await write(file, writeBaseline(report.checks, reason, today, baseline));
  } else if (file !== undefined) {
    process.stderr.write(`error: Did not write ${file}: the run was not whole\n`);
  }
  if (writeAssumptions !== undefined) {
    await write(writeAssumptions, writeAssumptionFile(report.target, learnt));
  }
  if (writePatch !== undefined) await write(writePatch, patch);
}

async function writeReports({ out, report: form, also }: DriftCommand, report: Report) {
  const color = out === undefined && wantsColor(process.stdout, process.env);
  const text = await textOf(report, form, color);
  if (out === undefined) process.stdout.write(text);
  else await write(out, text);
  for (const { format, file } of also) await write(file, await textOf(report, format, false));
}

async function textOf(
  report: Report,
  format: ReportFormat | 'issue',
  color: boolean,
): Promise<string> {
  return format === 'issue' ? issueText(report) : renderReport(report, format, { color });
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Error(`Cannot write ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
