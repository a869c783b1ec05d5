import { readFileSync } from 'node:fs';
import { parseAssumptionFile } from '../contracts/assumption-file.ts';
import type { Switches } from '../contracts/switches.ts';

/**
 * The positions that a file tells; none without a file.
 *
 * @throws {RangeError} that names the file, if it cannot be read or tells what the fake cannot do.
 */
export function readAssumptions(file: string | undefined): Partial<Switches> {
  if (file === undefined) return {};
  try {
    return parseAssumptionFile(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? message);
    throw new RangeError(`Cannot read the assumptions of "${file}": ${reason}`);
  }
}
