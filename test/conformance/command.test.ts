import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { startWebhookReceiver } from '../../src/conformance/index.ts';
import { JOURNEYS } from '../../src/conformance/journeys.ts';
import { SWITCH_IDS } from '../../src/contracts/switches.ts';
import { startFake } from '../../src/index.ts';
import { test } from '../support/fake.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}docs/conformance.md`, 'utf8');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const all = { ...process.env, NO_COLOR: '1', RIVYA_API_KEY: '', ...env };
    execFile(process.execPath, args, { cwd: root, env: all }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

const command = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  node(['dist/cli/main.js', 'conformance', ...args], env);

describe('rivya-testkit conformance', () => {
  test('reports on a fake and ends with 0', async ({ fake }) => {
    const env = { RIVYA_BASE_URL: fake.url, RIVYA_API_KEY: fake.apiKey };

    const { code, stdout, stderr } = await command(['--only', 'keys'], env);

    expect(stdout).toContain('  ✓ keys.missing');
    expect(stdout).toMatch(/\n\d+ passed in .*; spent 0 of 0 credits\n$/);
    expect(stderr).toBe('at most 0 of 0 credits: nothing costs anything\n');
    expect(code).toBe(0);
  });

  test.for([
    [['--api-key', ''], 'Cannot run without a key', 64],
    [['--api-key', 'k', '--base-url', 'https://example.com'], 'add --yes if that is meant', 64],
    [['--api-key', 'k', '--base-url', 'http://rivya.ai'], 'Cannot send the key over http', 64],
    [['--api-key', 'k', '--base-url', 'nonsense'], 'must be an http or https URL', 64],
    [['--api-key', 'k', '--base-url', 'http://127.0.0.1:1', '--only', 'x'], 'journeys are', 64],
    [['--api-key', 'k', '--receiver-listen', '8080'], '--receiver-listen needs --receiver-url', 64],
    [['--receiver-listen', 'here:there'], 'Expected a port, or host:port', 64],
    [
      ['--api-key', 'k', '--receiver-url', 'https://a.example', '--receiver-listen', '0'],
      '--receiver-listen needs a port that --receiver-url can lead to: received 0',
      64,
    ],
    [
      ['--api-key', 'rvya_sk_test_a', '--receiver-url', 'you.example/hook'],
      'the receiver URL must be an http or https URL: received "you.example/hook"',
      64,
    ],
    [['--only', ','], 'Expected names, with commas between them', 64],
    [['--max-credits', '-1'], 'Expected a whole number', 64],
    [['--report', 'pdf'], 'Allowed choices are', 64],
  ] as const)('%j is a wrong command line', async ([args, message, exitCode]) => {
    const { code, stderr } = await command(args);

    expect(stderr).toContain(message);
    expect(code).toBe(exitCode);
  });

  test('--json is --report json, and no other report beside it', async ({ fake }) => {
    const args = ['--base-url', fake.url, '--api-key', fake.apiKey, '--only', 'routes', '--json'];

    const { stdout } = await command(args);
    const { code, stderr } = await command([...args, '--report', 'junit']);

    expect(JSON.parse(stdout).exitCode).toBe(0);
    expect(stderr).toContain('--json and --report junit contradict each other');
    expect(code).toBe(64);
  });

  test('--only takes names with commas between them, and may be repeated', async ({ fake }) => {
    const to = ['--base-url', fake.url, '--api-key', fake.apiKey, '--json'];

    const { stdout } = await command([...to, '--only', 'routes,keys', '--only', 'files']);

    const groups = JSON.parse(stdout).checks.map(({ group }: { group: string }) => group);
    expect(new Set(groups)).toEqual(new Set(['routes', 'keys', 'files', 'shapes']));
  });

  test('a server that is not there ends with 2', async () => {
    const { code, stdout } = await command(['--api-key', 'k', '--base-url', 'http://127.0.0.1:1']);

    expect(stdout).toContain('The server cannot be reached');
    expect(code).toBe(2);
  });

  test('webhooks that come to its own receiver are checked', async () => {
    const fake = await startFake({ allowLocalWebhooks: true });
    const { url, close } = await startWebhookReceiver('127.0.0.1', 0);
    await close();
    const { port } = new URL(url);

    const { code, stdout } = await command([
      ...['--base-url', fake.url, '--api-key', fake.apiKey, '--only', 'deliveries'],
      ...['--receiver-listen', port, '--receiver-url', `${url}/hook`],
    ]);

    expect(stdout).toMatch(/✓ deliveries\.gone /);
    expect(fake.webhooks.deliveries()[0]?.attempts[0]?.sentTo).toBe(`${url}/hook`);
    expect(code).toBe(0);
    await fake.close();
  });

  test('an address that is taken is named', async ({ fake }) => {
    const { code, stderr } = await command([
      ...['--base-url', fake.url, '--api-key', fake.apiKey, '--receiver-url', 'https://a.example'],
      ...['--receiver-listen', new URL(fake.url).port],
    ]);

    expect(stderr).toMatch(/^error: Cannot listen for webhooks on 127\.0\.0\.1:\d+: EADDRINUSE\n$/);
    expect(code).toBe(2);
  });

  test('the report can go to a file', async ({ fake }) => {
    const out = `${root}.scratch/conformance.xml`;
    mkdirSync(`${root}.scratch`, { recursive: true });
    const to = ['--base-url', fake.url, '--api-key', fake.apiKey, '--only', 'routes'];

    const { stdout } = await command([...to, '--report', 'junit', '--out', out]);

    expect(stdout).toBe('');
    expect(readFileSync(out, 'utf8')).toContain('<testsuite name="routes"');
  });
});

describe('docs/conformance.md', () => {
  test('the command prints what the page shows', async ({ fake }) => {
    const line = /^rivya-testkit conformance (.*)$/m.exec(page)?.[1] ?? '';
    const args = line
      .replace('http://127.0.0.1:4010', fake.url)
      .replace('rvya_sk_test_default', fake.apiKey)
      .split(' ');

    const { stdout } = await command(args);

    const shown = /^```text\n([\s\S]*?)```$/m.exec(page)?.[1] ?? 'nothing';
    expect(stdout.replaceAll(/ +/g, ' ')).toContain(shown.replaceAll(/ +/g, ' '));
  });

  test('the page has every journey', () => {
    const rows = JOURNEYS.map(({ group, title }) => `| \`${group}\` | ${title} |`);

    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  test('the page says what settles each switch', () => {
    const rows = [...page.matchAll(/^\| `(\w+\.\w+)` \| `([\w-]+)` \| \S/gm)];
    const groups = JOURNEYS.map(({ group }) => group);

    expect(rows.map(([, id]) => id)).toEqual(SWITCH_IDS);
    expect(rows.filter(([, , group = '']) => !groups.includes(group))).toEqual([]);
  });

  test('the example prints what it says', async () => {
    mkdirSync(`${root}.scratch/docs`, { recursive: true });
    const code = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
    const file = `${root}.scratch/docs/conformance.mjs`;
    writeFileSync(file, code);

    const { stdout } = await node([file]);

    expect(stdout).toBe('0 0\n');
  });
});
