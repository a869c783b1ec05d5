import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A state file that cannot be used, and why. */
export class StateProblem extends Error {
  override readonly name = 'StateProblem';
}

/** The locks of this process, which could otherwise not tell its own from those of an earlier life. */
const held = new Set<string>();

/**
 * Makes sure that nobody else uses a file, and returns how to give it free. The lock of a process that
 * is no more is taken over.
 *
 * @throws {StateProblem} if another process uses the file.
 */
export function lock(path: string): () => void {
  const lockPath = `${path}.lock`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (tryToLock(lockPath)) {
      held.add(lockPath);
      return () => unlock(lockPath);
    }
    const found = read(lockPath);
    if (found !== undefined) removeStale(path, lockPath, found);
  }
  throw new StateProblem(`Cannot lock the state file "${path}": others are doing so all the time`);
}

function tryToLock(lockPath: string): boolean {
  try {
    writeFileSync(lockPath, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new StateProblem(`Cannot write the lock "${lockPath}": ${Object(error).message}`);
  }
}

function removeStale(path: string, lockPath: string, found: string): void {
  const pid = Number(found);
  if (held.has(lockPath) || (pid !== process.pid && isAlive(pid))) {
    throw new StateProblem(
      `Cannot use the state file "${path}": process ${pid} uses it; if that is no fake, delete "${lockPath}"`,
    );
  }
  const mine = `${lockPath}.${process.pid}`;
  try {
    renameSync(lockPath, mine);
    // Somebody was faster, and this is their lock: it gets back into its place.
    if (read(mine) !== found) linkSync(mine, lockPath);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  }
  rmSync(mine, { force: true });
}

function unlock(lockPath: string): void {
  if (held.delete(lockPath)) rmSync(lockPath, { force: true });
}

function read(lockPath: string): string | undefined {
  try {
    return readFileSync(lockPath, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The code of an error of the operating system. */
export function codeOf(error: unknown): unknown {
  return Object(error).code;
}
