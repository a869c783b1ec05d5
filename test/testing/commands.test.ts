import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { completionScript } from '../../src/cli/completion.ts';
import { examine } from '../../src/cli/doctor.ts';
import { createProgram } from '../../src/cli/program.ts';
import { test } from '../support/fake.ts';
import { hasTool } from '../support/tools.ts';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

async function stateOf(check: string, env: NodeJS.ProcessEnv): Promise<string> {
  const findings = await examine({ timeout: 5_000 }, env);
  const found = findings.find((one) => one.check === check);
  return `${found?.state}: ${found?.message}`;
}

describe('doctor', () => {
  test('is content with a fake and its key', async ({ fake }) => {
    const env = { RIVYA_BASE_URL: fake.url, RIVYA_API_KEY: 'rvya_sk_test_shop' };

    const findings = await examine({ timeout: 5_000 }, env);

    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(findings).toContainEqual({
      check: 'control plane',
      state: 'ok',
      message: 'open, with the clock "manual"',
    });
  });

  test('takes no other server that speaks JSON for a fake', async () => {
    const server = createServer((_req, res) => res.end('{"status":"ok"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const state = await stateOf('fake', { RIVYA_BASE_URL: `http://127.0.0.1:${port}` });

    expect(state).toBe(
      `fail: http://127.0.0.1:${port} answers, but is no fake: check the base URL`,
    );
    server.close();
  });

  test('names where a wrong address comes from', async () => {
    const byFlag = await examine({ timeout: 5_000, baseUrl: 'nonsense' }, {});

    expect(byFlag.find(({ check }) => check === 'base URL')?.message).toMatch(/^--base-url is no/);
    expect(await stateOf('base URL', { RIVYA_BASE_URL: 'nonsense' })).toMatch(
      /^fail: RIVYA_BASE_URL is no/,
    );
  });

  const FAKE = 'http://127.0.0.1:9';
  const REAL = 'https://rivya.ai';
  test.each([
    ['base URL', { RIVYA_BASE_URL: 'localhost' }, /^fail: .*no http or https URL/],
    ['base URL', { RIVYA_BASE_URL: `${FAKE}/api/v1` }, /^fail: .*take that away/],
    ['base URL', {}, /^warn: RIVYA_BASE_URL is not set/],
    ['API key', {}, /^warn: RIVYA_API_KEY is not set/],
    ['API key', { RIVYA_API_KEY: 'secret' }, /^fail: RIVYA_API_KEY is no key/],
    ['API key', { RIVYA_API_KEY: 'rvya_sk_live1', RIVYA_BASE_URL: FAKE }, /^fail: a real key is/],
    ['API key', { RIVYA_API_KEY: 'rvya_sk_test_a', RIVYA_BASE_URL: REAL }, /^fail: a key of the f/],
    ['API key', { RIVYA_API_KEY: 'rvya_sk_live1', RIVYA_BASE_URL: REAL }, /^ok: a real key/],
    ['fake', { RIVYA_BASE_URL: FAKE }, /^fail: .*npx rivya-testkit serve --port 9/],
    ['fake', { RIVYA_BASE_URL: REAL }, /^warn: .*it is not asked/],
    ['proxies', { HTTPS_PROXY: 'http://proxy' }, /^warn: HTTPS_PROXY set: add 127.0.0.1/],
    ['proxies', { HTTPS_PROXY: 'http://proxy', NO_PROXY: 'localhost' }, /^ok: /],
  ])('says of %s with %j what to do', async (check, env, said) => {
    expect(await stateOf(check, env)).toMatch(said);
  });

  test('never shows a key', async () => {
    const findings = await examine({ timeout: 1 }, { RIVYA_API_KEY: 'rvya_sk_live1' });

    expect(JSON.stringify(findings)).not.toContain('live1');
  });

  test('exits with 2 if something is wrong, and with 0 if not', async ({ fake }) => {
    const flags = ['doctor', '--json', '--api-key', 'rvya_sk_test_a', '--base-url'];

    const good = await run(process.execPath, [bin, ...flags, fake.url]);
    const bad = run(process.execPath, [bin, ...flags, 'http://127.0.0.1:9']);

    expect(JSON.parse(good.stdout).findings).toHaveLength(8);
    await expect(bad).rejects.toMatchObject({ code: 2 });
  });
});

describe('completion', () => {
  const commands = createProgram()
    .createHelp()
    .visibleCommands(createProgram())
    .filter((command) => command.name() !== 'help');
  const names = commands.map((command) => command.name());
  const hasBash = spawnSync('bash', ['--version']).error === undefined;

  test.each(['bash', 'zsh', 'fish'] as const)('of %s knows every command and option', (shell) => {
    const script = completionScript(createProgram(), shell);

    for (const command of commands) {
      expect(script).toContain(command.name());
      for (const { long } of command.options) {
        expect(script).toContain(shell === 'fish' ? `-l ${long?.slice(2)}` : long);
      }
    }
  });

  test.runIf(hasBash).each([
    ['', [...names, 'help', '--help', '--version']],
    ['serve --cl', ['--clock']],
    ['serve --clock m', ['manual']],
    ['completion ', ['--help', 'bash', 'zsh', 'fish']],
  ])('completes "rivya-testkit %s" in bash', async (typed, expected) => {
    const words = `rivya-testkit ${typed}`.split(' ');
    const script = `${completionScript(createProgram(), 'bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_rivya_testkit; printf '%s\\n' "\${COMPREPLY[@]}"`;

    const { stdout } = await run('bash', ['-euc', script]);

    expect(stdout.trim().split('\n')).toEqual(expected);
  });

  test.runIf(hasTool('fish', '--version', 'fish')).each([
    ['', [...names].sort()],
    ['serve --clo', ['--clock']],
    ['serve --clock m', ['manual']],
    ['completion ', ['bash', 'fish', 'zsh']],
  ])('completes "rivya-testkit %s" in fish', async (typed, expected) => {
    const home = mkdtempSync(join(tmpdir(), 'rivya-fish-'));
    const script = `${completionScript(createProgram(), 'fish')}
complete -C 'rivya-testkit ${typed}'`;

    const env = { ...process.env, HOME: home };
    const { stdout, stderr } = await run('fish', ['--no-config', '-c', script], { env });

    rmSync(home, { recursive: true, force: true });
    const offered = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    expect([stderr, offered.sort()]).toEqual(['', expected]);
  });

  // The two functions of zsh that show what is offered are replaced by such as print it.
  test.runIf(hasTool('zsh', '--version', 'zsh')).each([
    ['', names.map((name) => new RegExp(`^${name}:`, 'm'))],
    ['serve --clo', [/^--clock\[.*:\(realtime manual per-request\)$/m, /^--help/m]],
    ['completion ', [/^1:value:\(bash zsh fish\)$/m]],
  ])('completes "rivya-testkit %s" in zsh', async (typed, expected) => {
    const words = `rivya-testkit ${typed}`.split(' ');
    const script = `compdef() { :; }
${completionScript(createProgram(), 'zsh')}
_describe() { print -rl -- "\${(@P)2}"; }; _arguments() { print -rl -- "$@"; }
words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _rivya_testkit`;

    const { stdout, stderr } = await run('zsh', ['-f', '-c', script]);

    expect(stderr).toBe('');
    for (const offer of expected) expect(stdout).toMatch(offer);
  });
});

describe.runIf(hasTool('script', '--version', 'bsdutils'))('init at a terminal', () => {
  const CONTROL_C = '\u0003';
  const CONTROL_D = '\u0004';

  test.each([
    ['y\n', true, 0, 'Next: '],
    ['\n', true, 0, 'Next: '],
    ['n\n', false, 0, 'Nothing was written'],
    [CONTROL_D, false, 2, 'error: Cannot go on without an answer: nothing was written'],
    [CONTROL_C, false, 2, 'error: Cannot go on without an answer: nothing was written'],
  ])('asks before it writes, and is answered %j', async (answer, isWritten, code, ending) => {
    const folder = mkdtempSync(join(tmpdir(), 'rivya-init-'));
    writeFileSync(join(folder, 'package.json'), '{"name":"app","version":"1.0.0"}');
    const command = `${process.execPath} ${bin} init`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder });
    let said = '';
    let isAnswered = false;
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (isAnswered || !said.includes('? [Y/n] ')) return;
      isAnswered = true;
      child.stdin.write(answer);
    });

    const [exitCode] = await once(child, 'close');

    const isThere = existsSync(join(folder, 'test/rivya.test.mjs'));
    rmSync(folder, { recursive: true, force: true });
    expect(said).toContain('test/rivya.test.mjs');
    expect(said).toContain(ending);
    expect([isThere, exitCode]).toEqual([isWritten, code]);
  });
});

describe('serve behind a proxy', () => {
  const args = ['serve', '--port', '0', '--public-url', 'https://fake.example'];

  test.each([[['--workers', '1']], [['--workers', '2']]])(
    'with %j tells the address at which it listens itself',
    async (more) => {
      const child = spawn(process.execPath, [bin, ...args, ...more, '--json']);
      const [line] = await once(child.stdout, 'data');
      const { url, address } = JSON.parse(String(line));

      const health = await fetch(`${address}/__rivya/health`);

      child.kill('SIGTERM');
      await once(child, 'exit');
      expect(url).toBe('https://fake.example');
      expect(health.status).toBe(200);
    },
  );

  test('tells it to people, too', async () => {
    const child = spawn(process.execPath, [bin, ...args]);

    const [banner] = await once(child.stdout, 'data');

    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(String(banner)).toMatch(
      /URL {2}https:\/\/fake\.example\n {2}Listens on {2}http:\/\/127\.0\.0\.1:\d+\n/,
    );
  });
});

describe('--json', () => {
  const NOBODY = ['--base-url', 'http://127.0.0.1:9', '--api-key', 'rvya_sk_test_a'];

  test.each([
    ['serve', '--port', '99999'],
    ['serve', '--scenario', '/no/such/file.json'],
    ['story', 'task_x', ...NOBODY],
    ['coverage', '/no/such/file.json'],
    ['proxy', '--target', 'nonsense'],
    ['init'],
  ])('leaves errors on the standard error: %s %s', async (...args) => {
    const folder = mkdtempSync(join(tmpdir(), 'rivya-json-'));

    const failed = run(process.execPath, [bin, ...args, '--json'], { cwd: folder });

    await expect(failed).rejects.toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(/^error: /),
    });
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['conformance', ...NOBODY],
    ['drift', ...NOBODY],
    ['doctor', ...NOBODY],
  ])('is the only thing that %s prints, also if it fails', async (...args) => {
    const failed = run(process.execPath, [bin, ...args, '--json']);

    const { stdout, code } = await failed.catch((error) => error);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  });
});

test('output is coloured at a terminal, or where FORCE_COLOR says so', async () => {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const look = async (more: NodeJS.ProcessEnv) => {
    const args = [bin, 'doctor', '--base-url', 'http://127.0.0.1:9'];
    const { stdout } = await run(process.execPath, args, { env: { ...env, ...more } }).catch(
      (error) => error,
    );
    return stdout.includes('\u001b[');
  };

  expect(await look({})).toBe(false);
  expect(await look({ FORCE_COLOR: '1' })).toBe(true);
});
