import { driveTimers, type RunnerTimers, type TimerDriver } from './runner-timers.ts';
import { TimerTable } from './timer-table.ts';
import { Traffic } from './traffic.ts';
import { type AnyWorld, isRemote } from './world-view.ts';

/** How far a bridge may move the clocks. */
export interface UntilOptions {
  /** World milliseconds after which it gives up. @default 7_200_000 (2 hours) */
  readonly withinMs?: number | undefined;
}

/** Moves the fake timers of the runner and the clock of a world together. */
export interface ClockBridge {
  /**
   * Moves both clocks from timer to timer until the promise is settled, and gives its result. While
   * something is on its way over the network, time stands still.
   *
   * @throws {ClockBridgeError} if time runs out or nothing is left to wait for; it says who waits.
   */
  until<Result>(promise: Promise<Result>, options?: UntilOptions): Promise<Result>;
  /** Moves both clocks by so much, and stops at each timer on the way. */
  advance(ms: number): Promise<void>;
  /** Puts back what the bridge has changed. */
  close(): void;
}

/** What a bridge says that cannot bring a promise to its end. */
export class ClockBridgeError extends Error {
  override readonly name = 'ClockBridgeError';
}

const TWO_HOURS_MS = 7_200_000;
/** Real time without any sign of life after which nobody waits for anything. */
const MOST_NAPS = 500;

/**
 * Joins the fake timers of the runner to a world, so that code with `setTimeout` of its own waits in no
 * real time. Turns the fake timers on where they are not, and sets their date to that of the world.
 *
 * @throws {TypeError} if `timers` is none of the known kinds.
 */
export async function bridgeClocks(timers: RunnerTimers, world: AnyWorld): Promise<ClockBridge> {
  const driver = driveTimers(timers);
  driver.setTime(await world.clock.now());
  const both = new BothClocks(driver, world);
  return {
    until: (promise, { withinMs = TWO_HOURS_MS } = {}) => both.until(promise, withinMs),
    advance: (ms) => both.advance(ms),
    close: () => both.close(),
  };
}

class BothClocks {
  readonly #driver: TimerDriver;
  readonly #world: AnyWorld;
  readonly #table = new TimerTable();
  readonly #traffic = new Traffic();
  /** Moves of the world that have not come to their end, as a webhook receiver may wait for a timer. */
  #moves = 0;
  readonly #isMoving = (): boolean => this.#moves > 0;

  constructor(driver: TimerDriver, world: AnyWorld) {
    this.#driver = driver;
    this.#world = world;
  }

  async until<Result>(promise: Promise<Result>, withinMs: number): Promise<Result> {
    let isSettled = false;
    const note = () => {
      isSettled = true;
    };
    promise.then(note, note);
    const isOver = () => isSettled;
    let usedMs = 0;
    let naps = 0;
    for (;;) {
      await this.#traffic.quiet(isOver, this.#isMoving);
      if (isSettled) return promise;
      const stepMs = await this.#nextStepMs();
      if (stepMs !== undefined) {
        if (usedMs + stepMs > withinMs) throw this.#tooLong(withinMs);
        usedMs += stepMs;
        naps = 0;
        await this.#move(stepMs, isOver);
      } else if (++naps > MOST_NAPS) throw this.#nobodyWaits();
      else await this.#traffic.nap();
    }
  }

  async advance(ms: number): Promise<void> {
    const never = () => false;
    let leftMs = ms;
    for (;;) {
      await this.#traffic.quiet(never, this.#isMoving);
      const stepMs = Math.min(leftMs, (await this.#nextStepMs()) ?? leftMs);
      await this.#move(stepMs, never);
      leftMs -= stepMs;
      if (leftMs <= 0) break;
    }
    await this.#traffic.quiet(never, this.#isMoving);
  }

  close(): void {
    this.#table.close();
    this.#traffic.close();
    this.#driver.end();
  }

  async #nextStepMs(): Promise<number | undefined> {
    const steps = [this.#table.nextInMs, await this.#worldNextInMs()].filter(
      (ms) => ms !== undefined,
    );
    return steps.length === 0 ? undefined : Math.min(...steps);
  }

  async #worldNextInMs(): Promise<number | undefined> {
    const { clock } = this.#world;
    if (this.#isMoving()) return undefined;
    const dueMs = isRemote(this.#world) ? await this.#world.clock.nextDueMs() : clock.nextDueMs;
    if (typeof dueMs !== 'number') return undefined;
    return Math.max(0, dueMs - (await clock.now()));
  }

  /** The world goes first, so that a poll at the very moment of an end sees the end. */
  async #move(ms: number, isOver: () => boolean): Promise<void> {
    this.#moves += 1;
    const moving = this.#world.clock.advance(ms).finally(() => {
      this.#moves -= 1;
    });
    moving.catch(() => {});
    await Promise.race([moving, this.#traffic.quiet(isOver, this.#isMoving)]);
    const isAlone = this.#table.countWithin(ms) <= 1 && this.#driver.count() <= this.#table.size;
    this.#table.move(ms);
    await (isAlone ? this.#driver.jump(ms) : this.#driver.advance(ms));
  }

  #tooLong(withinMs: number): ClockBridgeError {
    return new ClockBridgeError(
      `Cannot bring the promise to its end within "${withinMs}" ms of world time: ${this.#waiters()}`,
    );
  }

  #nobodyWaits(): ClockBridgeError {
    return new ClockBridgeError(
      'Cannot bring the promise to its end: no timer, request or event of the world is left that it could wait for',
    );
  }

  #waiters(): string {
    const waiting = this.#table.waiting.map(
      ({ kind, delayMs, from }) => `${kind} of ${delayMs} ms ${from}`,
    );
    return waiting.length === 0
      ? 'only the world has timers left'
      : `still waiting are\n  ${waiting.slice(0, 5).join('\n  ')}`;
  }
}
