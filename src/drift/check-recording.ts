import { type Switches, setSwitches } from '../contracts/switches.ts';
import { readRecording } from '../recording/read-recording.ts';
import type { Report } from '../report/report.ts';
import { checkExchange } from './check-exchange.ts';
import { Tally } from './tally.ts';

/**
 * Holds what was recorded to the contract, as the proxy does with what passes. A file that holds nothing
 * of the API is a problem.
 *
 * @throws {RangeError} if the file is neither a recording nor a HAR file.
 */
export function checkRecording(file: string, assume: Partial<Switches> = {}): Report {
  const startedMs = Date.now();
  const switches = setSwitches(assume);
  const tally = new Tally();
  const exchanges = readRecording(file);
  for (const check of exchanges.flatMap((one) => checkExchange(one, switches))) tally.add(check);
  const { checks, problems } = tally.result();
  const nothing = `The recording holds no request of the API, of ${exchanges.length} in all`;
  return {
    tool: 'drift',
    target: file,
    startedAt: new Date(startedMs).toISOString(),
    durationMs: Date.now() - startedMs,
    checks,
    problems: [...problems, ...(checks.length === 0 ? [nothing] : [])],
  };
}
