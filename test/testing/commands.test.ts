import { execFile, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { completionScript } from '../../src/cli/completion.ts';
import { examine } from '../../src/cli/doctor.ts';
import { createProgram } from '../../src/cli/program.ts';
import { test } from '../support/fake.ts';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

async function stateOf(check: string, env: NodeJS.ProcessEnv): Promise<string> {
  const findings = await examine({ timeout: 1_000 }, env);
  const found = findings.find((one) => one.check === check);
  return `${found?.state}: ${found?.message}`;
}

describe('doctor', () => {
  test('is content with a fake and its key', async ({ fake }) => {
    const env = { RIVYA_BASE_URL: fake.url, RIVYA_API_KEY: 'rvya_sk_test_shop' };

    const findings = await examine({ timeout: 1_000 }, env);

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
    const byFlag = await examine({ timeout: 1_000, baseUrl: 'nonsense' }, {});

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
});
