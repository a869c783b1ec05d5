/** What a sleeper gets whose world was thrown away. */
export class ClockStopped extends Error {
  override readonly name = 'ClockStopped';
}

/** Whether a clock was stopped for good, and a promise for those who wait for that. */
export class ClockStop {
  #isStopped = false;
  /** Made once someone wants to know. */
  #stopped: ReturnType<typeof rejectable> | undefined;

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Rejects with `ClockStopped` when the clock is stopped. */
  get stopped(): Promise<never> {
    if (this.#stopped === undefined) {
      this.#stopped = rejectable();
      if (this.#isStopped) this.#stopped.reject(new ClockStopped());
    }
    return this.#stopped.promise;
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopped?.reject(new ClockStopped());
  }
}

/** A promise that can only reject, and that nobody has to wait for. */
function rejectable() {
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<never>((_resolve, fail) => {
    reject = fail;
  });
  promise.catch(() => {});
  return { promise, reject };
}
