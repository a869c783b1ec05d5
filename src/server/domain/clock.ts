import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import { ClockStop, ClockStopped } from './clock-stop.ts';
import { checkDelay, checkEnd, END_OF_TIME_MS } from './time-limits.ts';
import { type Timer, TimerQueue } from './timer-queue.ts';

/**
 * How time passes: `manual` only by `advance`; `realtime` by itself, at a speed; `per-request` by
 * a step with each API request.
 */
export type ClockMode = 'manual' | 'realtime' | 'per-request';

export interface ClockOptions {
  readonly mode: ClockMode;
  /** Where time begins, in epoch milliseconds; `undefined` for now. */
  readonly startMs: number | undefined;
  /** World milliseconds per real millisecond in mode `realtime`. */
  readonly speed: number;
  /** World milliseconds per API request in mode `per-request`. */
  readonly stepMs: number;
  /**
   * How many tasks were scheduled before, in the world that this one goes on from.
   * @default 0
   */
  readonly order?: number;
  /** Told about a task that throws; without it `advance` rejects. */
  readonly onError?: (error: unknown) => void;
}

/** When a task is due; the order of scheduling decides between tasks of the same time. */
export interface Due {
  readonly dueMs: number;
  readonly order: number;
}

/** A task that was scheduled. */
export interface Appointment extends Due {
  /** Takes the task back; does nothing once it was begun. */
  readonly cancel: () => void;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
const MOST_IDLE_TIMERS = 1_000_000;
/** Timers of the same time that run before sockets are looked after. */
const MOST_AT_ONCE = 1_000;

/**
 * The time of one world. Timers run in the order of their due time, each at exactly that time and
 * only after the one before has finished; time never moves backwards.
 */
export class Clock {
  readonly mode: ClockMode;
  readonly #options: ClockOptions;
  readonly #queue = new TimerQueue();
  readonly #startedRealMs = performance.now();
  readonly #startMs: number;
  #nowMs: number;
  #skippedMs = 0;
  #order: number;
  #taskCount = 0;
  #isWalking = false;
  #tail: Promise<void> = Promise.resolve();
  #alarm: NodeJS.Timeout | undefined;
  readonly #stop = new ClockStop();
  readonly #attended = new Set<Promise<void>>();
  /** Calls under way that wait for attended work. */
  #advances = 0;

  constructor(options: ClockOptions) {
    this.mode = options.mode;
    this.#options = options;
    this.#startMs = options.startMs ?? Date.now();
    this.#nowMs = this.#startMs;
    this.#order = options.order ?? 0;
  }

  /** The time of the world, in epoch milliseconds. */
  now(): number {
    if (this.mode === 'realtime' && !this.#isWalking) {
      this.#nowMs = Math.max(this.#nowMs, Math.min(this.#realtimeMs(), END_OF_TIME_MS));
    }
    return this.#nowMs;
  }

  /** Tasks that were begun so far, those included that nobody knows of beforehand. */
  get taskCount(): number {
    return this.#taskCount;
  }

  /** Timers that wait for their time. */
  get pending(): number {
    return this.#queue.size;
  }

  /** Rejects with `ClockStopped` when the world is thrown away. */
  get stopped(): Promise<never> {
    return this.#stop.stopped;
  }

  /** When the next timer is due, in epoch milliseconds. */
  get nextDueMs(): number | undefined {
    return this.#queue.peek()?.dueMs;
  }

  /**
   * Runs `task` once, `delayMs` from now; a promise that it returns is awaited before time goes on,
   * so a task must not wait for this clock.
   */
  schedule(delayMs: number, task: () => unknown): Appointment {
    return this.#add(this.#dueIn(delayMs), task);
  }

  /** Schedules a task again that was due in the world from which this one goes on, in its old place. */
  resume(due: Due, task: () => unknown): Appointment {
    return this.#add(due, task);
  }

  /** What a clock needs that goes on from here. */
  snapshot(): { readonly nowMs: number; readonly order: number } {
    return { nowMs: this.now(), order: this.#order };
  }

  /**
   * Lets work go on beside the timers. `advance` waits for it before time goes on; time that passes by
   * itself or with requests does not, so that slow work holds up nobody who did not ask.
   */
  attend(work: Promise<unknown>): void {
    const attended = this.#guard(() => work).finally(() => this.#attended.delete(attended));
    this.#attended.add(attended);
  }

  /**
   * Resolves `ms` from now; in mode `per-request`, where nobody else moves time, by moving it.
   * Resolves early if the signal aborts. Rejects with `ClockStopped` if the world is thrown away
   * before.
   */
  sleep(ms: number, left?: AbortSignal): Promise<void> {
    if (this.mode === 'per-request') return this.#skip(ms, { settles: false });
    return new Promise((resolve, reject) => {
      const wake = () => {
        left?.removeEventListener('abort', wake);
        cancel();
        resolve();
      };
      const { cancel } = this.#add(this.#dueIn(ms), wake, () => reject(new ClockStopped()));
      left?.addEventListener('abort', wake);
      if (left?.aborted) wake();
    });
  }

  /**
   * Moves time forward by `ms` and runs every timer that falls due, also those that timers schedule.
   * Calls that come while another is at work wait for their turn.
   *
   * @throws {RangeError} if `ms` is not a number from 0, or leads beyond the year 9999.
   */
  advance(ms: number): Promise<void> {
    return this.#skip(ms, { settles: true });
  }

  /** Runs the next timer at its time, and no other; tells whether there was one. */
  async runNext(): Promise<boolean> {
    this.#advances++;
    try {
      return await this.#inTurn(() => this.#next());
    } finally {
      this.#advances--;
    }
  }

  /**
   * Runs timers until none is left.
   *
   * @throws {RangeError} after a million timers, when they seem to schedule each other without end.
   */
  async runUntilIdle(): Promise<void> {
    for (let count = 0; count < MOST_IDLE_TIMERS; count++) {
      if (!(await this.runNext())) return;
    }
    throw new RangeError(
      `Cannot run the clock until it is idle: ${MOST_IDLE_TIMERS} timers ran and ${this.pending} are left`,
    );
  }

  /**
   * Moves time by one step in mode `per-request`; does nothing in the others. A request does not wait
   * for `advance`, which may be waiting for work that sends this very request.
   */
  onRequest(): Promise<void> | undefined {
    if (this.mode !== 'per-request') return undefined;
    const step = this.#skip(Math.min(this.#options.stepMs, END_OF_TIME_MS - this.now()), {
      settles: false,
    });
    return this.#advances === 0 ? step : void step.catch(() => {});
  }

  /** Whether it was stopped: nothing that waits for it will ever run. */
  get isStopped(): boolean {
    return this.#stop.isStopped;
  }

  /** Forgets all timers for good; for worlds that are thrown away. */
  stop(): void {
    this.#stop.stop();
    clearTimeout(this.#alarm);
    for (let timer = this.#queue.pop(); timer !== undefined; timer = this.#queue.pop()) {
      timer.abandon?.();
    }
  }

  #dueIn(delayMs: number): Due {
    checkDelay(delayMs, 'schedule a task after');
    return { dueMs: this.now() + delayMs, order: this.#order++ };
  }

  #add({ dueMs, order }: Due, task: () => unknown, abandon?: () => void): Appointment {
    const timer: Timer = { dueMs, order, task, abandon, state: 'waiting' };
    if (this.#stop.isStopped) {
      timer.state = 'taken';
      abandon?.();
    } else {
      this.#queue.push(timer);
      this.#setAlarm();
    }
    return { dueMs, order, cancel: () => this.#queue.cancel(timer) };
  }

  async #next(): Promise<boolean> {
    if (this.nextDueMs === undefined) await Promise.all(this.#attended);
    const dueMs = this.nextDueMs;
    if (dueMs === undefined) return false;
    checkEnd(dueMs);
    this.#skippedMs += Math.max(0, dueMs - this.now());
    await this.#walk(dueMs, { settles: true, most: 1 });
    return true;
  }

  #skip(ms: number, { settles }: { settles: boolean }): Promise<void> {
    checkDelay(ms, 'advance the clock by');
    checkEnd(this.now() + ms);
    if (settles) this.#advances++;
    return this.#inTurn(async () => {
      try {
        const targetMs = this.now() + ms;
        checkEnd(targetMs);
        this.#skippedMs += ms;
        await this.#walk(targetMs, { settles });
      } finally {
        if (settles) this.#advances--;
      }
    });
  }

  #realtimeMs(): number {
    const realMs = performance.now() - this.#startedRealMs;
    return this.#startMs + Math.floor(realMs * this.#options.speed) + this.#skippedMs;
  }

  #inTurn<Result>(walk: () => Promise<Result>): Promise<Result> {
    const turn = this.#tail.then(walk);
    const ignore = () => {};
    this.#tail = turn.then(ignore, ignore);
    return turn;
  }

  /** Runs the timers that are due by `targetMs`, or the first `most` of them. */
  async #walk(
    targetMs: number,
    { settles, most = Number.POSITIVE_INFINITY }: { settles: boolean; most?: number },
  ): Promise<void> {
    this.#isWalking = true;
    let left = most;
    /** Timers that ran since everything came to its next stop. */
    let ran = 0;
    try {
      for (;;) {
        const next = this.#queue.peek();
        const staysPut = left > 0 && next !== undefined && next.dueMs <= this.#nowMs;
        if (ran > 0 && (!staysPut || ran >= MOST_AT_ONCE)) {
          await macrotask();
          ran = 0;
          continue;
        }
        if (settles && !staysPut && this.#attended.size > 0) {
          await Promise.all(this.#attended);
          continue;
        }
        if (left === 0 || next === undefined || next.dueMs > targetMs) break;
        left--;
        this.#queue.pop();
        this.#nowMs = Math.max(this.#nowMs, next.dueMs);
        await this.#guard(next.task);
        ran++;
      }
      this.#nowMs = Math.max(this.#nowMs, targetMs);
    } finally {
      this.#isWalking = false;
      this.#setAlarm();
    }
  }

  async #guard(task: () => unknown): Promise<void> {
    this.#taskCount++;
    try {
      await task();
    } catch (error) {
      if (this.#options.onError === undefined) throw error;
      this.#options.onError(error);
    }
  }

  #setAlarm(): void {
    if (this.mode !== 'realtime' || this.#isWalking || this.#stop.isStopped) return;
    clearTimeout(this.#alarm);
    const dueMs = this.nextDueMs;
    if (dueMs === undefined) return;
    const waitMs = Math.ceil((dueMs - this.now()) / this.#options.speed);
    this.#alarm = setTimeout(
      () => void this.#inTurn(() => this.#walk(this.now(), { settles: false })).catch(() => {}),
      Math.min(Math.max(0, waitMs), LONGEST_TIMEOUT_MS),
    );
  }
}

/** Lets everything that a timer has set in motion come to its next stop. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
