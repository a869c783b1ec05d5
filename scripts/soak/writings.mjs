import { statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** When each state file was written to its end, in epoch milliseconds, as the file itself says. */
export class Writings {
  #path;
  #watcher;
  #last = Number.NEGATIVE_INFINITY;
  #beforeLast = Number.NEGATIVE_INFINITY;

  constructor(path) {
    this.#path = path;
    this.#watcher = watch(dirname(path), (_event, name) => {
      if (name === basename(path)) this.#note();
    });
  }

  /** The end of the writing before the last: what was answered by then is in the last. */
  beforeLast() {
    this.#note();
    return this.#beforeLast;
  }

  close() {
    this.#watcher.close();
  }

  #note() {
    const { mtimeMs } = statSync(this.#path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === undefined || mtimeMs === this.#last) return;
    this.#beforeLast = this.#last;
    this.#last = mtimeMs;
  }
}
