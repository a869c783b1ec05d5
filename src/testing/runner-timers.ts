import type { MockTimers } from 'node:test';

/** The fake timers of a runner, as far as the bridge needs them: `vi`, `jest`, or a clock of @sinonjs. */
export type RunnerTimers = RunnerOfVitestAndJest | RunnerOfNode | SinonClock;

interface RunnerOfVitestAndJest {
  useFakeTimers(options?: object): unknown;
  useRealTimers(): unknown;
  setSystemTime(ms: number): unknown;
  getTimerCount(): number;
  advanceTimersByTime(ms: number): unknown;
  advanceTimersByTimeAsync(ms: number): Promise<unknown>;
}

type RunnerOfNode = Pick<MockTimers, 'enable' | 'reset' | 'setTime' | 'tick'>;

interface SinonClock {
  setSystemTime(ms: number): void;
  countTimers(): number;
  tick(ms: number): unknown;
  tickAsync(ms: number): Promise<unknown>;
}

/** What the bridge does with fake timers, whoever makes them. */
export interface TimerDriver {
  setTime(ms: number): void;
  /**
   * Lets what promises have to do come between one timer and the next, which takes real milliseconds where
   * the runner does it; one timer alone needs none of that.
   */
  advance(ms: number): unknown;
  /** Gives the real timers back, where the driver turned the fake ones on. */
  end(): void;
}

const NODE_APIS = ['setTimeout', 'setInterval', 'Date'] as const;

/**
 * Turns fake timers on where they are not, and tells how to drive them.
 *
 * @throws {TypeError} if it is none of the known kinds.
 */
export function driveTimers(timers: RunnerTimers): TimerDriver {
  if ('advanceTimersByTimeAsync' in timers) return driveVitestOrJest(timers);
  if ('tickAsync' in timers) {
    return {
      setTime: (ms) => timers.setSystemTime(ms),
      advance: (ms) => (timers.countTimers() > 1 ? timers.tickAsync(ms) : timers.tick(ms)),
      end: () => {},
    };
  }
  if ('tick' in timers && 'enable' in timers) return driveNode(timers);
  throw new TypeError(
    'Cannot bridge the clocks: expected vi, jest, mock.timers of node:test, or a clock of @sinonjs/fake-timers',
  );
}

function driveVitestOrJest(timers: RunnerOfVitestAndJest): TimerDriver {
  const wasFake = isFake(globalThis.setTimeout);
  // jest fakes these two as well, on which everything that reads from a socket depends.
  if (!wasFake) timers.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  return {
    setTime: (ms) => void timers.setSystemTime(ms),
    advance: (ms) =>
      timers.getTimerCount() > 1
        ? timers.advanceTimersByTimeAsync(ms)
        : timers.advanceTimersByTime(ms),
    end: () => {
      if (!wasFake) timers.useRealTimers();
    },
  };
}

function driveNode(timers: RunnerOfNode): TimerDriver {
  let wasFake = false;
  try {
    timers.enable({ apis: [...NODE_APIS] });
  } catch {
    wasFake = true;
  }
  return {
    setTime: (ms) => timers.setTime(ms),
    advance: (ms) => timers.tick(ms),
    end: () => {
      if (!wasFake) timers.reset();
    },
  };
}

/** Fake timers carry the clock that drives them. */
function isFake(timer: object): boolean {
  return 'clock' in timer;
}
