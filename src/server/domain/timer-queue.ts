/** A task that waits for its time. */
export interface Timer {
  readonly dueMs: number;
  /** Order of scheduling, which decides between timers of the same time. */
  readonly order: number;
  readonly task: () => unknown;
  /** Called instead of the task where the clock is stopped before its time. */
  readonly abandon: (() => void) | undefined;
  state: 'waiting' | 'cancelled' | 'taken';
}

/** A binary heap of timers: the earliest first, then the one that was scheduled first. */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  #live = 0;

  /** Timers that wait, without those that were cancelled. */
  get size(): number {
    return this.#live;
  }

  push(timer: Timer): void {
    this.#live++;
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isEarlier(above, timer)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
  }

  /** The next timer to run, left where it is. */
  peek(): Timer | undefined {
    while (this.#heap[0]?.state === 'cancelled') this.#removeTop();
    return this.#heap[0];
  }

  /** Takes the next timer to run out of the queue. */
  pop(): Timer | undefined {
    const timer = this.peek();
    if (timer === undefined) return undefined;
    this.#removeTop();
    this.#live--;
    timer.state = 'taken';
    return timer;
  }

  cancel(timer: Timer): void {
    if (timer.state !== 'waiting') return;
    timer.state = 'cancelled';
    this.#live--;
  }

  #removeTop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const useRight = b !== undefined && isEarlier(b, a);
      const child = useRight ? b : a;
      if (isEarlier(last, child)) break;
      heap[index] = child;
      index = useRight ? left + 1 : left;
    }
    heap[index] = last;
  }
}

function isEarlier(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
