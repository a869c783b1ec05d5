import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type DriftOptions,
  type DriftResult,
  exitCodeOf,
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
import { assertWritable } from './output-files.ts';
import { findTargetMistake } from './target.ts';

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
  readonly out?: string;
  readonly also: readonly ReportFile[];
}

/** Looks for drift, writes what was asked for, and sets the exit code. */
export async function drift(command: DriftCommand, program: Command): Promise<void> {
  if (command.writeBaseline !== undefined && !command.reason?.trim()) {
    program.error('error: Cannot write a baseline without a reason: give one with --reason');
  }
  if ((command.baseUrl === undefined) === (command.recording === undefined)) {
    program.error('error: Cannot look for drift: give either --base-url or --recording');
  }
  const wrong = mistakeOf(command);
  if (wrong !== undefined) program.error(`error: ${wrong}`);
  try {
    await assertWritable(outputsOf(command));
    const result = await look(command);
    await writeResults(command, result);
    process.exitCode = exitCodeOf(result.report);
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('Cannot look for drift')) {
      program.error(`error: ${error.message}`);
    }
    process.stderr.write(`error: ${error instanceof Error ? error.message : 'unknown'}\n`);
    process.exitCode = 2;
  }
}

function outputsOf(command: DriftCommand): readonly (string | undefined)[] {
  const { out, also, writeBaseline, writeAssumptions, writePatch } = command;
  const forms = also.map(({ file }) => file);
  return [out, writeBaseline, writeAssumptions, writePatch, ...forms];
}

/** A key goes nowhere unless the caller means it; without one there is nothing to guard. */
function mistakeOf({ baseUrl, apiKey, restrictedKey, yes }: DriftCommand): string | undefined {
  if (baseUrl === undefined) return undefined;
  return findTargetMistake({ baseUrl, hasKey: !!apiKey || !!restrictedKey, yes });
}

async function look(command: DriftCommand): Promise<DriftResult> {
  const { baseUrl = '', maxCredits, probes, cosmetic, timeout, totalTimeout } = command;
  const files = await filesOf(command);
  if (command.recording !== undefined) return runRecording(command.recording, files);
  return runDrift({
    baseUrl,
    // A variable that is set to nothing, as CI does without a secret, is no key.
    apiKey: command.apiKey || undefined,
    restrictedKey: command.restrictedKey || undefined,
    maxCredits,
    probes,
    cosmetic,
    timeoutMs: timeout,
    totalMs: totalTimeout,
    ...files,
  });
}

async function filesOf({ document, only, baseline }: DriftCommand): Promise<Partial<DriftOptions>> {
  return {
    ...(document === undefined ? {} : { document: await read(document) }),
    ...(only === undefined ? {} : { only: parseNames(await readIfFile(only)) }),
    ...(baseline === undefined ? {} : { baseline: await parseBaseline(await read(baseline)) }),
  };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** A list of names, or the file that holds them: names of files have a dot or a slash. */
async function readIfFile(text: string): Promise<string> {
  return /^[\w,\s.-]*$/.test(text) && !/\.(json|jsonl|txt|har|yaml)$/.test(text)
    ? text
    : await read(text);
}

async function writeResults(command: DriftCommand, result: DriftResult): Promise<void> {
  const { report, learnt, patch } = result;
  const today = report.startedAt.slice(0, 10);
  const { reason = '' } = command;
  if (command.writeBaseline !== undefined) {
    await write(command.writeBaseline, writeBaseline(report.checks, reason, today));
  }
  if (command.writeAssumptions !== undefined) {
    await write(command.writeAssumptions, writeAssumptionFile(report.target, learnt));
  }
  if (command.writePatch !== undefined) await write(command.writePatch, patch);
  const color = command.out === undefined && wantsColor(process.stdout, process.env);
  const text = await textOf(report, command.report, color);
  if (command.out === undefined) process.stdout.write(text);
  else await write(command.out, text);
  for (const { format, file } of command.also) {
    await write(file, await textOf(report, format, false));
  }
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
