import { checkRecording } from './check-recording.ts';
import { type Judgement, judge } from './judge.ts';
import type { DriftResult } from './run-drift.ts';

/**
 * Holds what was recorded to the contract, under the same baseline and filter as the API itself.
 *
 * @throws {RangeError} if the file is neither a recording nor a HAR file.
 */
export function runRecording(file: string, options: Judgement = {}): DriftResult {
  const seen = checkRecording(file);
  const { checks, problems } = judge(seen.checks, options, new Date(seen.startedAt));
  const report = { ...seen, checks, problems: [...seen.problems, ...problems] };
  return { report, learnt: [], patch: '' };
}
