import { resolve } from 'node:path';
import type { DriftCommand } from './drift.ts';
import { findTargetMistake } from './target.ts';

/** What is wrong with a command line that no single option can tell: 64 is its exit code. */
export function findDriftMistake(command: DriftCommand): string | undefined {
  const { baseUrl, recording, apiKey, restrictedKey, yes, json, report } = command;
  if (json && report !== 'json') return `--json and --report ${report} contradict each other`;
  if ((baseUrl === undefined) === (recording === undefined)) {
    return 'Cannot look for drift: give either --base-url or --recording';
  }
  const without = aboutEffect(command) ?? aboutFiles(command);
  if (without !== undefined || baseUrl === undefined) return without;
  // A key goes nowhere unless the caller means it; without one there is nothing to guard.
  return findTargetMistake({ baseUrl, hasKey: !!apiKey || !!restrictedKey, yes });
}

/** Options that do nothing without another one. */
function aboutEffect({ writeBaseline, reason, maxCredits, apiKey }: DriftCommand) {
  if (writeBaseline !== undefined && !reason?.trim()) {
    return 'Cannot write a baseline without a reason: give one with --reason';
  }
  if (writeBaseline === undefined && reason !== undefined) {
    return '--reason says why a baseline accepts what differs: give --write-baseline too';
  }
  if (maxCredits > 0 && !apiKey) {
    return '--max-credits allows to spend credits of an account: give --api-key or RIVYA_API_KEY too';
  }
  return undefined;
}

/** Files that one run would write twice, or write over what it reads. */
function aboutFiles(command: DriftCommand): string | undefined {
  const written = new Map<string, string>();
  for (const [option, file] of outputsOf(command)) {
    const before = written.get(resolve(file));
    if (before !== undefined) {
      return `${before} and ${option} would write the same file: ${file}`;
    }
    written.set(resolve(file), option);
  }
  for (const [option, file] of inputsOf(command)) {
    const over = written.get(resolve(file));
    if (over !== undefined) return `${over} would write over the file of ${option}: ${file}`;
  }
  return undefined;
}

/** Every file that the command writes, with the option that names it. */
export function outputsOf(command: DriftCommand): readonly (readonly [string, string])[] {
  const { out, also, writeBaseline, writeAssumptions, writePatch } = command;
  return named([
    ['--out', out],
    ['--write-baseline', writeBaseline],
    ['--write-assumptions', writeAssumptions],
    ['--write-patch', writePatch],
    ...also.map(({ format, file }) => [`--also ${format}`, file] as const),
  ]);
}

/** A baseline may be written over: it keeps what it accepts. */
function inputsOf({ recording, document, only, baseline, ...command }: DriftCommand) {
  return named([
    ['--recording', recording],
    ['--document', document],
    ['--only', only],
    ['--baseline', baseline === command.writeBaseline ? undefined : baseline],
  ]);
}

function named(options: readonly (readonly [string, string | undefined])[]) {
  return options.flatMap(([option, file]) => (file === undefined ? [] : [[option, file] as const]));
}
