import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

/** Turns of the event loop without any news, after which nothing of this process is on its way. */
const QUIET_TURNS = 8;
const NAP_MS = 2;
/**
 * Naps without any news after which a request waits for a timer: one of this very process, where a server of
 * it owes an answer, as a receiver of webhooks may, or else one of the server's own world.
 */
const MOST_NAPS = { owing: 50, foreign: 200 };

/** What this process sends and has no whole answer to, by fetch, undici and node:http alike. */
export class Traffic {
  readonly #open = new Set<object>();
  /** Requests that a server of this process has not answered. */
  readonly #owed = new Set<object>();
  readonly #sleepers = new Set<() => void>();
  #news = 0;
  readonly #channels: readonly [string, (message: unknown) => void][] = [
    ['undici:request:create', (message) => this.#begin(Object(message).request)],
    ['undici:request:trailers', (message) => this.#end(Object(message).request)],
    ['undici:request:error', (message) => this.#end(Object(message).request)],
    [
      'http.client.request.start',
      (message) => {
        const { request } = Object(message);
        this.#begin(request);
        request.once('close', () => this.#end(request));
      },
    ],
    [
      'http.server.request.start',
      (message) => {
        const { response } = Object(message);
        this.#owed.add(response);
        this.#tell();
        response.once('close', () => {
          this.#owed.delete(response);
          this.#tell();
        });
      },
    ],
  ];

  constructor() {
    for (const [name, listener] of this.#channels) subscribe(name, listener);
  }

  /** Requests that are under way. */
  get open(): number {
    return this.#open.size;
  }

  /**
   * Resolves once nothing is under way, or what is under way does not move, or `isOver` says so. Takes no
   * fake time. `isBusy` tells of work that will send something, and is not there to be seen yet.
   */
  async quiet(isOver: () => boolean, isBusy: () => boolean): Promise<void> {
    let naps = 0;
    for (let turns = 0; turns < QUIET_TURNS && !isOver(); turns += 1) {
      const before = this.#news;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#news !== before) [turns, naps] = [-1, 0];
      else if (
        (this.#open.size > 0 || isBusy()) &&
        turns === QUIET_TURNS - 1 &&
        naps < this.#most
      ) {
        naps += 1;
        turns -= 1;
        await this.#napUntilNews();
      }
    }
  }

  /** Waits a little, in real time. */
  nap(): Promise<void> {
    return new Promise((resolve) => void setTimeout(resolve, NAP_MS));
  }

  /** Stops to watch. */
  close(): void {
    for (const [name, listener] of this.#channels) unsubscribe(name, listener);
  }

  #napUntilNews(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, NAP_MS);
      this.#sleepers.add(wake);
    });
  }

  get #most(): number {
    return this.#owed.size > 0 ? MOST_NAPS.owing : MOST_NAPS.foreign;
  }

  #tell(): void {
    this.#news += 1;
    for (const wake of [...this.#sleepers]) wake();
  }

  #begin(request: object): void {
    this.#open.add(request);
    this.#tell();
  }

  #end(request: object): void {
    this.#open.delete(request);
    this.#tell();
  }
}
