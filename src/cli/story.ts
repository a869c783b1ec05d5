import { parseUrl } from '../contracts/parse-url.ts';

/** The options of the command `story`. */
export interface StoryOptions {
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly controlToken?: string;
  readonly json?: boolean;
}

const EXIT_USAGE = 64;
/** The fake could not be asked, or knows nothing of the id. */
const EXIT_UNKNOWN = 2;
const PATIENCE_MS = 10_000;

/** Prints what a fake tells of one id. */
export async function story(id: string, options: StoryOptions): Promise<void> {
  const baseUrl = options.baseUrl ?? process.env['RIVYA_BASE_URL'] ?? '';
  const apiKey = options.apiKey ?? process.env['RIVYA_API_KEY'] ?? '';
  if (parseUrl(baseUrl) === undefined) {
    return fail('--base-url or RIVYA_BASE_URL must be a URL', EXIT_USAGE);
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    return fail('--api-key or RIVYA_API_KEY must be the key of the world', EXIT_USAGE);
  }
  try {
    const url = new URL(`/__rivya/stories/${encodeURIComponent(id)}`, baseUrl);
    const reply = await fetch(url, {
      headers: headersOf(apiKey, options),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = Object(await reply.json());
    if (!reply.ok) return fail(String(body.error?.message ?? `status ${reply.status}`));
    process.stdout.write(options.json ? `${JSON.stringify(body)}\n` : `${body.text}\n`);
  } catch {
    fail(`Cannot ask "${new URL(baseUrl).origin}": no fake answers there`);
  }
}

function headersOf(apiKey: string, { controlToken }: StoryOptions): Record<string, string> {
  const token = controlToken === undefined ? {} : { 'X-Rivya-Control-Token': controlToken };
  return { Authorization: `Bearer ${apiKey}`, ...token };
}

function fail(message: string, code = EXIT_UNKNOWN): void {
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = code;
}
