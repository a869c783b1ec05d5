import { createServer } from 'node:net';
import { parseUrl } from '../contracts/parse-url.ts';
import { VERSION } from '../version.ts';

/** How something is, and what to do about it. */
export type Said = readonly [state: 'ok' | 'warn' | 'fail', message: string];

/** Where a fake is looked for that nobody has named. */
export const DEFAULT_URL = 'http://127.0.0.1:4010';

/** What a key of a fake looks like. */
export const FAKE_KEY = /^rvya_sk_test_[a-z0-9-]{1,40}(?:\.[\w-]+)?$/;

/** Whether an address is that of the real API. */
export function isRealHost(url: string | undefined): boolean {
  return /(?:^|\.)rivya\.ai$/.test(parseUrl(url ?? '')?.hostname ?? '');
}

/** Whether a fake answers, and its control plane; where nobody does, what to call. */
export async function checkFake(
  url: string | undefined,
  key: string | undefined,
  timeoutMs: number,
): Promise<[string, Said][]> {
  if (isRealHost(url))
    return [['fake', ['warn', 'RIVYA_BASE_URL is the real API: it is not asked']]];
  if (url !== undefined && parseUrl(url) === undefined) return [];
  const address = (url ?? DEFAULT_URL).replace(/\/+$/, '');
  const get = (path: string, headers = {}) =>
    fetch(`${address}${path}`, { headers, signal: AbortSignal.timeout(timeoutMs) });
  try {
    const response = await get('/__rivya/health');
    const health = await healthOf(response);
    if (health === undefined) {
      return [['fake', ['fail', `${address} answers, but is no fake: check the base URL`]]];
    }
    const same = health.version === VERSION;
    return [
      [
        'fake',
        same
          ? ['ok', `${address}, version ${health.version}`]
          : ['warn', `${address} has version ${health.version}, this is ${VERSION}: restart it`],
      ],
      ['control plane', await checkControl(get, key)],
    ];
  } catch {
    return [['fake', await explainSilence(new URL(address), url !== undefined)]];
  }
}

/** What a fake says of its health; `undefined` where somebody else has answered. */
async function healthOf(response: Response): Promise<{ version: string } | undefined> {
  const said = Object(await response.json().catch(() => undefined));
  const { status, version, worlds } = said;
  const isFake = status === 'ok' && typeof version === 'string' && typeof worlds === 'number';
  return response.ok && isFake ? { version } : undefined;
}

async function checkControl(
  get: (path: string, headers?: object) => Promise<Response>,
  key: string | undefined,
): Promise<Said> {
  const world = key !== undefined && FAKE_KEY.test(key) ? key : 'rvya_sk_test_default';
  const token = process.env['RIVYA_CONTROL_TOKEN'];
  const response = await get('/__rivya/clock', {
    authorization: `Bearer ${world}`,
    ...(token ? { 'x-rivya-control-token': token } : {}),
  });
  if (response.ok) {
    const { mode } = (await response.json()) as { mode?: string };
    return ['ok', `open, with the clock "${mode}"`];
  }
  return ['warn', `answers ${response.status}: set RIVYA_CONTROL_TOKEN to what serve has printed`];
}

/** Nobody answers: whether the port is free, and what to call. */
async function explainSilence({ origin, hostname, port }: URL, isWished: boolean): Promise<Said> {
  const isLocal = hostname === '127.0.0.1' || hostname === 'localhost';
  const isFree = isLocal && (await isPortFree(hostname, Number(port || 80)));
  const start = `start one with: npx rivya-testkit serve --port ${port || 80}`;
  if (isFree) {
    const message = `nobody listens at ${origin}: ${start}`;
    return isWished
      ? ['fail', message]
      : ['warn', `${message}; tests with a fake in process need none`];
  }
  return ['fail', `${origin} cannot be reached, or is no fake: check RIVYA_BASE_URL, or ${start}`];
}

function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
