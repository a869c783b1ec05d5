import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, isIP, type Server as NetServer } from 'node:net';
import type { CoverageReport } from '../contracts/control-coverage.ts';
import { VERSION } from '../version.ts';
import { reportCoverage } from './coverage-report.ts';
import type { ClockOptions } from './domain/clock.ts';
import { Coverage } from './domain/coverage.ts';
import { Random } from './domain/random.ts';
import { loadScenario } from './domain/scenarios.ts';
import type { Spend } from './domain/spend.ts';
import { Worlds } from './domain/worlds.ts';
import { createListener, createRouter, type Middleware } from './http/app.ts';
import { type Courier, createCourier } from './http/deliver.ts';
import type { Host } from './http/host.ts';
import { answerProtocolErrors } from './http/protocol-errors.ts';
import { type FakeOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { presentEvent } from './presenters-webhooks.ts';
import type { StateKeeper } from './state/keeper.ts';
import { createWorldHandle, type WorldHandle } from './world-handle.ts';

/** The name of the world that a fake has from the start. */
export const DEFAULT_WORLD = 'default';

/** A running fake of the Rivya Public API. What it has of a world's is the default world's. */
export interface Fake extends WorldHandle {
  /** Where it is reached, as in `http://127.0.0.1:4010`. */
  readonly url: string;
  /** What the control plane demands in `X-Rivya-Control-Token`; `undefined` where it is open. */
  readonly controlToken: string | undefined;
  /** Its routes, to be mounted at the root of an Express app. */
  readonly router: Middleware;
  /**
   * A world of its own for one test: what happens in it is seen nowhere else.
   *
   * @throws {RangeError} if the name is not 1 to 40 of a-z, 0-9 and -.
   */
  world(name: string): WorldHandle;
  /**
   * What the work of all worlds has cost since the fake was started, resets included: by model and by
   * world, and what of it was wasted. In credits.
   */
  spend(): Spend;
  /**
   * What the calls to all worlds have exercised since the fake was started, resets included, and what
   * not: operations, error codes, models, statuses, faults, directives and positions of switches.
   */
  coverage(): CoverageReport;
  /** Stops listening and stops the time of all worlds. Rejects with the first bug of the fake, if any. */
  close(): Promise<void>;
}

/**
 * Starts a fake and resolves once it answers.
 *
 * @throws {TypeError} if an option is unknown. @throws {RangeError} if a value makes no sense.
 */
export async function startFake(options: FakeOptions = {}): Promise<Fake> {
  return (await startServer(options)).fake;
}

/** A request listener that may hand a request on, or leave it to another process. */
export type Divert = (listener: RequestListener) => RequestListener;

/** A fake beside its server, and the address at which that listens itself. */
export interface StartedServer {
  readonly fake: Fake;
  readonly server: Server;
  readonly address: string;
}

/** Starts a fake and its server, whose requests may be diverted before they reach it. */
export async function startServer(
  options: FakeOptions,
  divert: Divert = (listener) => listener,
): Promise<StartedServer> {
  const resolved = resolveOptions(options);
  const bugs: unknown[] = [];
  let url = resolved.publicUrl ?? '';
  const { host, worlds, courier } = createHost(resolved, { origin: () => url, bugs });
  const router = createRouter(host);
  const listener = await withReplay(createListener(host, router), host, resolved);
  const server = createServer(divert(listener));
  answerProtocolErrors(server, host);
  const keeper = await openKeeper(resolved);
  let address: string;
  try {
    address = await listen(server, resolved);
    url ||= address;
    keeper?.keep(worlds, resolved.clock === 'realtime' ? resolved.speed : undefined);
  } catch (error) {
    keeper?.abandon();
    await close(server, { worlds, courier, bugs, keeper: undefined });
    throw error;
  }
  const handle = createWorldHandle(worlds, DEFAULT_WORLD);
  const fake = Object.defineProperties(
    {
      url,
      controlToken: host.controlToken,
      router,
      world: (name: string) => createWorldHandle(worlds, name),
      spend: () => worlds.spend(),
      coverage: host.backstage.coverage,
      close: () => close(server, { worlds, courier, bugs, keeper }),
    },
    Object.getOwnPropertyDescriptors(handle),
  ) as Fake;
  return { fake, server, address };
}

/** Loaded only where there is something to replay. */
async function withReplay(
  listener: RequestListener,
  host: Host,
  { replay, replayOnly }: ResolvedOptions,
): Promise<RequestListener> {
  if (replay === undefined) return listener;
  const { replaying } = await import('./replay.ts');
  const { readRecording } = await import('../recording/read-recording.ts');
  return replaying(listener, readRecording(replay), { host, only: replayOnly });
}

function createHost(options: ResolvedOptions, more: { origin: () => string; bugs: unknown[] }) {
  const reportBug = (error: unknown) => void more.bugs.push(error);
  const startedMs = performance.now();
  const clock = (): ClockOptions => ({
    mode: options.clock,
    startMs: options.startMs,
    speed: options.speed,
    stepMs: options.stepMs,
    onError: reportBug,
  });
  const courier = createCourier({
    forwardTo: options.forwardWebhooks,
    allowLocal: options.allowLocalWebhooks,
    reachPublic: options.deliverWebhooks,
    timeoutMs: options.webhookTimeoutMs,
  });
  const { deliver } = courier;
  const coverage = new Coverage(options.switches);
  const settings = { ...options, clock, coverage, origin: more.origin, deliver, presentEvent };
  const { scenario, scenarioWorlds } = options;
  const worlds = new Worlds(settings, options.maxWorlds, (world) => {
    const isMeant = scenarioWorlds?.includes(world.name) ?? true;
    if (scenario !== undefined && isMeant) loadScenario(world, scenario);
  });
  const host: Host = {
    worlds,
    switches: options.switches,
    random: new Random(`${options.seed}//public`),
    backstage: {
      version: VERSION,
      uptimeMs: () => Math.round(performance.now() - startedMs),
      worlds: () => worlds.size,
      spend: () => worlds.spend(),
      coverage: () => reportCoverage(coverage.counts()),
      reset: (world) => worlds.reset(world.name),
      restore: (world, snapshot) => worlds.restore(world.name, snapshot),
    },
    coverage,
    controlToken: options.controlToken ?? controlTokenFor(options.host),
    allowedHosts: options.allowedHosts,
    uploadTimeouts: options.uploadTimeouts,
    onExchange: options.onExchange,
    reportBug,
  };
  return { host, worlds, courier };
}

/** A control plane that others can reach is closed by a token. */
export function controlTokenFor(host: string): string | undefined {
  return isLoopback(host) ? undefined : randomBytes(24).toString('base64url');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Resolves with the URL of a server once it listens. */
export function listen(
  server: NetServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { address, port: actual } = server.address() as AddressInfo;
      resolve(`http://${reachable(address)}:${actual}`);
    });
  });
}

/** The address to call: of all addresses, as 0.0.0.0 or :: stand for, the loopback one. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return isIP(address) === 6 ? `[${address}]` : address;
}

function close(
  server: Server,
  more: {
    worlds: Worlds;
    courier: Courier;
    bugs: unknown[];
    keeper: StateKeeper | undefined;
  },
): Promise<void> {
  const { worlds, courier, bugs, keeper } = more;
  const closed = new Promise<void>((resolve) => {
    worlds.stop();
    courier.close();
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return closed
    .then(() => keeper?.close())
    .then(() => {
      if (bugs.length > 0) throw bugs[0];
    });
}

/** Loaded only where worlds are kept, which is rare. */
async function openKeeper({ state }: ResolvedOptions): Promise<StateKeeper | undefined> {
  if (state === undefined) return undefined;
  const { StateKeeper } = await import('./state/keeper.ts');
  return new StateKeeper(state);
}
