import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Switches, setSwitches } from '../contracts/switches.ts';
import type { RecordedExchange } from '../recording/recording.ts';
import type { Check, Report } from '../report/report.ts';
import { checkExchange } from './check-exchange.ts';
import { closeRoute, forward, routeTo } from './forward.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { Tally } from './tally.ts';
import { readTarget } from './target.ts';
import { watchExchange } from './watch-exchange.ts';

/** Options of a proxy; all but the target can be left out. */
export interface ProxyOptions {
  /** Address of the API, as in `https://rivya.ai`. Every request goes there, and nowhere else. */
  readonly target: string;
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Port to listen on; 0 picks a free one. @default 0 */
  readonly port?: number;
  /** File that the redacted exchanges are written to, as JSON Lines. @default none */
  readonly record?: string;
  /** Positions of the switches that the API is held to. @default every switch in its default position */
  readonly assume?: Partial<Switches>;
  /** Told about each exchange once it has ended, with what is new about it. */
  readonly onExchange?: (exchange: RecordedExchange, news: readonly Check[]) => void;
}

/** A proxy that stands between an app and the API. */
export interface RunningProxy {
  /** Where the app finds it, as in `http://127.0.0.1:4011`. */
  readonly url: string;
  /** Everything that was seen up to now. */
  report(): Report;
  /** Stops, waits for what is under way to be recorded, and resolves with the last report. */
  close(): Promise<Report>;
}

/**
 * Starts a proxy that passes everything through unchanged, and holds each exchange to the contract
 * on the side.
 *
 * @throws {TypeError} if the target is no http or https URL. @throws {RangeError} if a switch is wrong.
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const target = readTarget('start the proxy', options.target);
  const switches = setSwitches(options.assume);
  const recorder = await openRecorder(options.record, target.origin);
  const run = new Run(target, switches, recorder, options.onExchange ?? (() => {}));
  const route = routeTo(target);
  const server = http.createServer((req, res) => {
    if (!req.url?.startsWith('/')) return refuseForeign(res);
    forward(
      req,
      res,
      route,
      watchExchange(req, (seen) => run.add(seen)),
    );
  });
  // An upload may take its time, as it may without a proxy.
  server.requestTimeout = 0;
  const url = await listen(server, options);
  return {
    url,
    report: () => run.report(),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      closeRoute(route);
      await closed;
      await run.settled();
      await recorder.close();
      return run.report();
    },
  };
}

/** What a proxy has seen since it was started. */
class Run {
  readonly #target: URL;
  readonly #switches: Switches;
  readonly #recorder: Recorder;
  readonly #onExchange: (exchange: RecordedExchange, news: readonly Check[]) => void;
  readonly #tally = new Tally();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #problems = new Set<string>();
  readonly #startedMs = Date.now();

  constructor(
    target: URL,
    switches: Switches,
    recorder: Recorder,
    onExchange: (exchange: RecordedExchange, news: readonly Check[]) => void,
  ) {
    this.#target = target;
    this.#switches = switches;
    this.#recorder = recorder;
    this.#onExchange = onExchange;
  }

  add(seen: Promise<{ exchange: RecordedExchange; problem: string | undefined }>): void {
    const adding = seen.then(({ exchange, problem }) => {
      if (problem !== undefined)
        this.#problems.add(`Cannot reach ${this.#target.host}: ${problem}`);
      const checks = checkExchange(exchange, this.#switches);
      this.#recorder.write(exchange);
      this.#onExchange(
        exchange,
        checks.filter((check) => this.#tally.add(check)),
      );
    });
    this.#pending.add(adding);
    // What a listener throws must not end the proxy, nor go unseen.
    const note = (error: unknown) =>
      this.#problems.add(`Cannot check an exchange: ${String(error)}`);
    adding.catch(note).finally(() => this.#pending.delete(adding));
  }

  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  report(): Report {
    const { checks, problems } = this.#tally.result();
    const nothing = checks.length === 0 ? ['No request of the API has passed the proxy'] : [];
    return {
      tool: 'proxy',
      target: this.#target.origin,
      startedAt: new Date(this.#startedMs).toISOString(),
      durationMs: Date.now() - this.#startedMs,
      checks,
      problems: [...this.#problems, ...problems, ...nothing],
    };
  }
}

function refuseForeign(res: http.ServerResponse): void {
  const message = 'Cannot forward to another host: every request goes to the target of the proxy';
  const body = { error: { code: 'proxy_request_refused', message, requestId: 'req_proxy' } };
  res.writeHead(400, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(body));
}

function listen(
  server: http.Server,
  { host = '127.0.0.1', port = 0 }: ProxyOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { port: actual, family, address } = server.address() as AddressInfo;
      const shown = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
      resolve(`http://${family === 'IPv6' ? `[${shown}]` : shown}:${actual}`);
    });
  });
}
