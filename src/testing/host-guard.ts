import { Socket } from 'node:net';
import { setImmediate } from 'node:timers';
import { parseUrl } from '../contracts/parse-url.ts';

/** Hosts that no test may reach, with all names below them. */
export const REAL_HOSTS: readonly string[] = ['rivya.ai'];

/** An attempt to reach the real API. */
export interface Attempt {
  readonly host: string;
  /** Where it came from, as far as is known. */
  readonly stack: string;
}

/** What a caller gets that tries to reach the real API in a test. */
export class RealHostError extends Error {
  override readonly name = 'RealHostError';
}

/** A guard that is on duty. */
export interface HostGuard {
  /** What was tried so far, also where the error was swallowed. */
  readonly attempts: readonly Attempt[];
  /**
   * Forgets what was tried, and goes on.
   *
   * @throws {RealHostError} if the real host was tried.
   */
  check(): void;
  /**
   * Ends the duty of this guard, and puts everything back with the last one.
   *
   * @throws {RealHostError} if the real host was tried.
   */
  release(): void;
}

interface Duty {
  readonly hosts: readonly string[];
  readonly attempts: Attempt[];
}

const onDuty = new Set<Duty>();
let restore: (() => void) | undefined;

/** Lets no request of this process reach the real API: neither by fetch nor by any socket. */
export function guardHosts(hosts: readonly string[] = REAL_HOSTS): HostGuard {
  const duty: Duty = { hosts: hosts.map((host) => host.toLowerCase()), attempts: [] };
  onDuty.add(duty);
  restore ??= install();
  const check = () => {
    const tried = duty.attempts.splice(0);
    const [first] = tried;
    if (first !== undefined) throw new RealHostError(describe(tried, first));
  };
  return {
    attempts: duty.attempts,
    check,
    release: () => {
      onDuty.delete(duty);
      if (onDuty.size === 0) {
        restore?.();
        restore = undefined;
      }
      check();
    },
  };
}

function describe({ length }: readonly Attempt[], { host, stack }: Attempt): string {
  const times = length === 1 ? 'once' : `${length} times`;
  return `The test tried to reach "${host}" ${times}: point its client at the fake, with "baseUrl" or RIVYA_BASE_URL\n\nFirst from:\n${stack}`;
}

/** Both doors: fetch, where the caller is still on the stack, and sockets, which nothing goes around. */
function install(): () => void {
  const { fetch } = globalThis;
  const { connect } = Socket.prototype;
  const guardedFetch: typeof fetch = async (input, init) => {
    refuse(hostOfRequest(input), guardedFetch);
    return fetch(input, init);
  };
  function guardedConnect(this: Socket, ...args: unknown[]): Socket {
    try {
      refuse(hostOfSocket(args), guardedConnect);
    } catch (error) {
      // TLS goes on to set its socket up, and cannot do so with a dead one.
      setImmediate(() => this.destroy(error as Error));
      return this;
    }
    return Reflect.apply(connect, this, args);
  }
  globalThis.fetch = guardedFetch;
  Socket.prototype.connect = guardedConnect as typeof connect;
  return () => {
    // What was put on top meanwhile belongs to others, and calls through to a guard without duty.
    if (globalThis.fetch === guardedFetch) globalThis.fetch = fetch;
    if (Socket.prototype.connect === guardedConnect) Socket.prototype.connect = connect;
  };
}

function refuse(host: string | undefined, caller: (...args: never[]) => unknown): void {
  if (host === undefined) return;
  const guards = [...onDuty].filter(({ hosts }) => hosts.some((one) => isBelow(host, one)));
  if (guards.length === 0) return;
  const error = new RealHostError(
    `Cannot reach "${host}" in a test: point the client at the fake, with "baseUrl" or RIVYA_BASE_URL`,
  );
  Error.captureStackTrace(error, caller);
  const stack = (error.stack ?? '').split('\n').slice(1).join('\n');
  for (const { attempts } of guards) attempts.push({ host, stack });
  throw error;
}

function isBelow(host: string, guarded: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === guarded || name.endsWith(`.${guarded}`);
}

function hostOfRequest(input: Parameters<typeof fetch>[0]): string | undefined {
  const url = typeof input === 'object' && 'url' in input ? input.url : String(input);
  return parseUrl(url)?.hostname;
}

/** Of `connect(options)`, `connect(port, host)` and the list that node makes of both. */
function hostOfSocket(args: readonly unknown[]): string | undefined {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host: unknown = Object(first) === first ? Object(first).host : args[1];
  return typeof host === 'string' ? host : undefined;
}
