import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseUrl } from '../contracts/parse-url.ts';
import { wantsColor } from '../report/render.ts';
import { VERSION } from '../version.ts';
import { checkFake, DEFAULT_URL, FAKE_KEY, isRealHost, type Said } from './doctor-fake.ts';

/** The options of the command `doctor`. */
export interface DoctorOptions {
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** What was found about one part of a setup. */
export interface Finding {
  readonly check: string;
  readonly state: Said[0];
  /** What is the case, and what to do about it. It never holds a key. */
  readonly message: string;
}

const EXIT_FAILED = 2;
/** As in `peerDependencies`. */
const OLDEST_RUNNERS: readonly [name: string, oldest: readonly [number, number?]][] = [
  ['vitest', [3, 2]],
  ['jest', [29]],
];

/** Looks at the setup of this project, and prints a line for each part. Exits with 2 if one fails. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const findings = await examine(options, process.env);
  if (options.json) process.stdout.write(`${JSON.stringify({ findings })}\n`);
  else process.stdout.write(`${findings.map(line).join('\n')}\n`);
  if (findings.some(({ state }) => state === 'fail')) process.exitCode = EXIT_FAILED;
}

function line({ check, state, message }: Finding): string {
  return `${paint(state)} ${check.padEnd(14)} ${message}`;
}

function paint(state: Finding['state']): string {
  const word = state.padEnd(4);
  if (!wantsColor(process.stdout, process.env)) return word;
  return `\u001b[${{ ok: 32, warn: 33, fail: 31 }[state]}m${word}\u001b[0m`;
}

/** What is to be said about a setup, each part once. */
export async function examine(
  { baseUrl, apiKey, timeout }: Omit<DoctorOptions, 'json'>,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const url = baseUrl ?? (env['RIVYA_BASE_URL'] || undefined);
  const key = apiKey ?? (env['RIVYA_API_KEY'] || undefined);
  const said: [string, Said][] = [
    ['node', checkNode(process.versions.node)],
    ['package', ['ok', `rivya-testkit ${VERSION}`]],
    ['runner', checkRunner()],
    ['base URL', checkUrl(url, baseUrl === undefined ? 'RIVYA_BASE_URL' : '--base-url')],
    ['API key', checkKey(key, url)],
    ['proxies', checkProxies(env)],
    ...(await checkFake(url, key, timeout)),
  ];
  return said.map(([check, [state, message]]) => ({ check, state, message }));
}

function checkNode(version: string): Said {
  return isAtLeast(version, [20, 19])
    ? ['ok', version]
    : ['fail', `${version} is too old: install Node 20.19 or newer`];
}

function checkRunner(): Said {
  for (const [name, oldest] of OLDEST_RUNNERS) {
    const version = installedVersion(name);
    if (version === undefined) continue;
    return isAtLeast(version, oldest)
      ? ['ok', `${name} ${version}`]
      : [
          'warn',
          `${name} ${version} is not supported: install ${name} ${oldest.join('.')} or newer`,
        ];
  }
  return ['ok', 'node:test (neither vitest nor jest is installed)'];
}

function isAtLeast(version: string, [major, minor = 0]: readonly [number, number?]): boolean {
  const [hasMajor = 0, hasMinor = 0] = version.split('.').map(Number);
  return hasMajor > major || (hasMajor === major && hasMinor >= minor);
}

function installedVersion(name: string): string | undefined {
  try {
    const path = createRequire(`${process.cwd()}/`).resolve(`${name}/package.json`);
    return String(JSON.parse(readFileSync(path, 'utf8')).version);
  } catch {
    return undefined;
  }
}

function checkUrl(url: string | undefined, source: string): Said {
  if (url === undefined) return ['warn', `RIVYA_BASE_URL is not set: looking at ${DEFAULT_URL}`];
  const parsed = parseUrl(url);
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    return ['fail', `${source} is no http or https URL: set it to the address of the fake`];
  }
  if (parsed.username || parsed.password) {
    return ['fail', `${source} has credentials in it: take them out`];
  }
  if (/\/api\/v1\/?$/.test(parsed.pathname)) {
    return ['fail', `${source} ends with /api/v1: take that away`];
  }
  return ['ok', `${parsed.origin}${parsed.pathname.replace(/\/$/, '')}`];
}

function checkKey(key: string | undefined, url: string | undefined): Said {
  if (key === undefined) {
    return ['warn', 'RIVYA_API_KEY is not set: for the fake, set it to rvya_sk_test_<world>'];
  }
  const isFake = FAKE_KEY.test(key);
  if (!isFake && !/^rvya_sk_[\x21-\x7e]+$/.test(key)) {
    return ['fail', 'RIVYA_API_KEY is no key: the fake takes rvya_sk_test_<world>'];
  }
  const isReal = isRealHost(url);
  if (isFake && isReal) {
    return ['fail', 'a key of the fake is set for the real API: point RIVYA_BASE_URL at the fake'];
  }
  if (!isFake && !isReal) {
    return [
      'fail',
      'a real key is set for a fake: use rvya_sk_test_<world>, and keep real keys out of tests',
    ];
  }
  return ['ok', isFake ? 'a key of the fake' : 'a real key, for the real API'];
}

function checkProxies(env: NodeJS.ProcessEnv): Said {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  const set = names.filter((name) => env[name] || env[name.toLowerCase()]);
  const exceptions = env['NO_PROXY'] ?? env['no_proxy'] ?? '';
  if (set.length === 0) return ['ok', 'none'];
  if (/(?:^|,)\s*(?:\*|127\.0\.0\.1|localhost)/.test(exceptions)) {
    return ['ok', `${set.join(', ')} set, and local addresses are in NO_PROXY`];
  }
  return ['warn', `${set.join(', ')} set: add 127.0.0.1 and localhost to NO_PROXY`];
}
