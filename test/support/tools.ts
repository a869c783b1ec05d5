import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a tool can be run here; what is skipped without it is said aloud. */
export function hasTool(name: string, versionFlag: string, debianPackage: string): boolean {
  try {
    execFileSync(name, [versionFlag], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(
      `SKIPPED: there is no ${name} here; install it with apt-get install ${debianPackage}`,
    );
    return false;
  }
}

/** What ffprobe says of a file at a URL, which it downloads in parts. */
export async function probe(url: string) {
  const show = ['-show_entries', 'format=format_name,duration,size:format_tags:stream'];
  const { stdout, stderr } = await run('ffprobe', ['-v', 'error', ...show, '-of', 'json', url]);
  const { format, streams } = JSON.parse(stdout);
  return {
    complaints: stderr,
    format: String(format.format_name),
    seconds: format.duration === undefined ? null : Number(format.duration),
    bytes: Number(format.size),
    tags: { ...format.tags } as Record<string, string>,
    codecs: streams.map((stream: { codec_name: string }) => stream.codec_name) as string[],
    width: streams[0].width as number | undefined,
    height: streams[0].height as number | undefined,
    sampleRate: Number(streams.at(-1).sample_rate),
  };
}

/** Every error that ffmpeg meets when it decodes a file at a URL to its end. */
export async function decodingErrors(url: string): Promise<string> {
  return (await run('ffmpeg', ['-v', 'error', '-i', url, '-f', 'null', '-'])).stderr;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** Opens a page in Chromium and resolves with what its script hands to `report(value)`. */
export async function inChromium(html: string): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const report =
    '<script>const report = (value) => fetch("/report", { method: "POST", body: JSON.stringify(value) });</script>';
  let tell = (_text: string) => {};
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const server = createServer((req, res) => {
    if (req.url !== '/report')
      return void res.setHeader('Content-Type', 'text/html').end(report + html);
    let text = '';
    req.on('data', (chunk) => {
      text += chunk;
    });
    req.on('end', () => {
      res.end();
      tell(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const page = `http://127.0.0.1:${port}/`;
  const browser = spawn('chromium', [...FLAGS, `--user-data-dir=${profile}`, page], {
    stdio: 'ignore',
    detached: true,
  });
  try {
    return JSON.parse(await told);
  } finally {
    const gone = new Promise((resolve) => browser.once('exit', resolve));
    // Its helpers write to the profile until they are gone, too.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await gone;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
