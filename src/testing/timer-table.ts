import { clearTimeout, setInterval, setTimeout } from 'node:timers';

/** A timer of the code under test that has not fired. */
export interface WaitingTimer {
  readonly kind: 'setTimeout' | 'setInterval';
  readonly delayMs: number;
  /** On the time of the table. */
  readonly dueMs: number;
  /** The first line of the caller's stack. */
  readonly from: string;
}

type Handle = ReturnType<typeof setTimeout>;
type Start = (task: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => Handle;

const REAL = { setTimeout, setInterval };
/** The class of the timers of Node itself, which has no name that could be imported. */
const RealTimer = timerClass();
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Knows when the runner's fake timers are due, which the runners do not tell. It wraps what they have put
 * into the global object, so they must be on before. The timers of fetch itself, which close idle sockets and
 * give up on silent ones, stay in real time, as the sockets do.
 */
export class TimerTable {
  readonly #waiting = new Map<unknown, WaitingTimer>();
  readonly #restore: (() => void)[] = [];
  /** How far the time of the runner was moved. */
  #nowMs = 0;

  constructor() {
    this.#wrap('setTimeout');
    this.#wrap('setInterval');
    this.#wrapClear('clearTimeout');
    this.#wrapClear('clearInterval');
  }

  /** The timers that keep something waiting, the next one first; what is unref'd keeps nothing. */
  get waiting(): WaitingTimer[] {
    return [...this.#waiting]
      .filter(([handle]) => !isUnreferenced(handle))
      .map(([, timer]) => timer)
      .sort((a, b) => a.dueMs - b.dueMs);
  }

  /** How long it is until the next timer is due. */
  get nextInMs(): number | undefined {
    const next = this.waiting[0];
    return next === undefined ? undefined : Math.max(0, next.dueMs - this.#nowMs);
  }

  /** How many timers have not fired. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How many timers fire within so much time. */
  countWithin(ms: number): number {
    const untilMs = this.#nowMs + ms;
    return [...this.#waiting.values()].filter(({ dueMs }) => dueMs <= untilMs).length;
  }

  /** Notes that the runner's time is about to move. */
  move(ms: number): void {
    this.#nowMs += ms;
  }

  /** Puts the timers of the runner back. */
  close(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  #wrap(kind: WaitingTimer['kind']): void {
    const start = globalThis[kind] as Start;
    const wrapped: Start = (task, delay, ...args) => {
      if (isNetwork(fileOfCaller(wrapped))) return REAL[kind](task, delay, ...args);
      const delayMs = effective(delay);
      const trace = { stack: '' };
      Error.captureStackTrace(trace, wrapped);
      const put = () =>
        void this.#waiting.set(handle, {
          kind,
          delayMs,
          dueMs: this.#nowMs + delayMs,
          // Only here the engine writes the trace, which costs more than the timer.
          get from() {
            return callerIn(trace);
          },
        });
      const handle = start(() => {
        this.#waiting.delete(handle);
        if (kind === 'setInterval') put();
        task(...args);
      }, delay);
      put();
      return handle;
    };
    this.#replace(kind, Object.assign(wrapped, start));
  }

  #wrapClear(name: 'clearTimeout' | 'clearInterval'): void {
    const clear = globalThis[name] as (handle: unknown) => void;
    const wrapped = (handle: unknown) => {
      this.#waiting.delete(handle);
      if (isReal(handle)) clearTimeout(handle);
      else clear(handle);
    };
    // The runners keep their notes on the functions themselves, and need them to put the real ones back.
    this.#replace(name, Object.assign(wrapped, clear));
  }

  #replace(name: string, value: unknown): void {
    const before = Reflect.get(globalThis, name);
    Reflect.set(globalThis, name, value);
    this.#restore.push(() => {
      if (Reflect.get(globalThis, name) === value) Reflect.set(globalThis, name, before);
    });
  }
}

/** What a timer makes of a delay. */
function effective(delay: unknown): number {
  const ms = Number(delay ?? 0);
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1;
}

function isUnreferenced(handle: unknown): boolean {
  const { hasRef } = Object(handle);
  return typeof hasRef === 'function' && !Reflect.apply(hasRef, handle, []);
}

function callerIn({ stack }: { stack: string }): string {
  return stack.split('\n')[1]?.trim() ?? 'at an unknown place';
}

/** The file that has called; no trace is written for it. */
function fileOfCaller(wrapped: (...args: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const caller: { stack?: unknown } = {};
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_error, sites) => sites[0]?.getFileName() ?? '';
  Error.captureStackTrace(caller, wrapped);
  const file = String(caller.stack);
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return file;
}

function isNetwork(file: string): boolean {
  return /^node:internal\/deps\/undici|[\\/]node_modules[\\/]undici[\\/]/.test(file);
}

function timerClass(): object {
  const timer = setTimeout(() => {}, 0);
  clearTimeout(timer);
  return timer.constructor;
}

function isReal(handle: unknown): handle is Handle {
  return Object(handle).constructor === RealTimer;
}
