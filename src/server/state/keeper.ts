import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Worlds } from '../domain/worlds.ts';
import { codeOf, lock, StateProblem } from './lock.ts';
import { problem, readState, type SavedWorld } from './read.ts';
import { type Passages, writeState } from './write.ts';

/** Real time from the begin of one writing to that of the next, if writing is quick. */
const EVERY_MS = 500;

/** Real time from the begin of a writing to the end of the next: what can be lost, with a margin below a second. */
const LOST_MS = 900;

/** Keeps the worlds of a fake in a file, over restarts. */
export class StateKeeper {
  readonly #path: string;
  readonly #unlock: () => void;
  readonly #saved: readonly SavedWorld[];
  #passages: Passages = new Map();
  #worlds: Worlds | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  /**
   * Locks a state file and reads it.
   *
   * @throws {StateProblem} if another process uses it, or it is broken or something else.
   */
  constructor(file: string) {
    this.#path = realPath(file);
    this.#unlock = lock(this.#path);
    try {
      this.#saved = readState(this.#path);
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  /**
   * Puts the saved worlds into a fake, and keeps all of its worlds from now on. With `speed`, the
   * real time that has passed since passes for them, too; without, it has stood still.
   *
   * @throws {StateProblem} if a saved world contradicts itself.
   */
  keep(worlds: Worlds, speed: number | undefined): void {
    const nowMs = Date.now();
    for (const [index, { takenAtMs, snapshot }] of this.#saved.entries()) {
      const lateMs = speed === undefined ? 0 : Math.max(0, nowMs - takenAtMs) * speed;
      try {
        worlds.restore(snapshot.world, snapshot, { lateMs });
      } catch (error) {
        throw problem(this.#path, `worlds[${index}]: ${Object(error).message}`);
      }
    }
    this.#worlds = worlds;
    this.#wait(EVERY_MS);
  }

  /** Writes what has changed, and gives the file free. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    try {
      await this.#writing;
      await this.#write();
    } finally {
      this.#unlock();
    }
  }

  /** Gives the file free, and leaves it as it is. */
  abandon(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#unlock();
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const beganMs = performance.now();
      this.#writing = this.#write()
        .catch((error: StateProblem) => process.emitWarning(error.message, 'StateNotSaved'))
        .then(() => {
          const tookMs = performance.now() - beganMs;
          if (!this.#isClosed) this.#wait(waitAfter(tookMs));
        });
    }, ms);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    const worlds = this.#worlds?.all();
    if (worlds === undefined || !this.#hasChanged(worlds)) return;
    try {
      const known = this.#passages;
      this.#passages = await writeState(this.#path, worlds, { known, realNow: Date.now });
    } catch (error) {
      // What is at which place is not known for sure; the next file is written anew.
      this.#passages = new Map();
      throw new StateProblem(
        `Cannot write the state file "${this.#path}": ${Object(error).message}`,
      );
    }
  }

  #hasChanged(worlds: ReturnType<Worlds['all']>): boolean {
    if (worlds.length !== this.#passages.size) return true;
    return worlds.some((world) => this.#passages.get(world)?.changes !== world.changes);
  }
}

/** How long to wait after a writing: the slower it was, the sooner the next one begins. */
function waitAfter(tookMs: number): number {
  return Math.max(0, Math.min(EVERY_MS, LOST_MS - tookMs) - tookMs);
}

/** Where a file really is, so that a link to it stays a link. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return resolve(file);
    throw new StateProblem(`Cannot use the state file "${file}": ${Object(error).message}`);
  }
}
