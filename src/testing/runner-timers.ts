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
  /** How many timers there are, also those that began before the bridge. */
  count(): number;
  /** Moves at once; right where one timer fires at most. */
  jump(ms: number): unknown;
  /** Lets promises come between one timer and the next where the runner can, which takes real milliseconds. */
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
      count: () => timers.countTimers(),
      jump: (ms) => timers.tick(ms),
      advance: (ms) => timers.tickAsync(ms),
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
    count: () => timers.getTimerCount(),
    jump: (ms) => timers.advanceTimersByTime(ms),
    advance: (ms) => timers.advanceTimersByTimeAsync(ms),
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
    count: () => 0,
    jump: (ms) => timers.tick(ms),
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
