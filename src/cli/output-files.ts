import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes sure that files can be written at the end of a run that may cost credits or minutes.
 *
 * @throws {Error} that names the file and the reason.
 */
export async function assertWritable(files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) if (file !== undefined) await assertOne(file);
}

async function assertOne(file: string): Promise<void> {
  const reason = await reasonAgainst(file);
  if (reason !== undefined) throw new Error(`Cannot write ${file}: ${reason}`);
}

async function reasonAgainst(file: string): Promise<string | undefined> {
  try {
    const known = await stat(file).catch(() => undefined);
    if (known?.isDirectory()) return 'EISDIR';
    await access(known === undefined ? dirname(file) : file, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
