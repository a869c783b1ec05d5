import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VERSION } from '../src/version.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'rivya-testkit-'));
const bin = join(project, 'node_modules', '.bin', 'rivya-testkit');

beforeAll(async () => {
  // Without scripts, as packing builds, and other tests use what is built here.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const { stdout } = await run('npm', pack, { cwd: root });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
  await run('npm', ['install', ...flags, join(project, filename)], { cwd: project });
}, 180_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('the version in the code is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  expect(VERSION).toBe(version);
});

test('the installed command starts, answers and stops cleanly on SIGTERM', async () => {
  const child = spawn(bin, ['serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { url, apiKey } = JSON.parse(String(line));

  const response = await fetch(`${url}/api/v1/credits`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');

  expect(apiKey).toBe('rvya_sk_test_default');
  expect(await response.json()).toEqual({ current_credits: 1000 });
  expect(code).toBe(0);
});

test('the example suite runs against the installed fake as it is', async () => {
  cpSync(join(root, 'examples', 'suite'), join(project, 'suite'), { recursive: true });
  const child = spawn(bin, ['serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { url, apiKey } = JSON.parse(String(line));

  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap'], {
    cwd: join(project, 'suite'),
    env: { ...process.env, RIVYA_BASE_URL: url, RIVYA_API_KEY: apiKey },
  });
  child.kill('SIGTERM');
  await once(child, 'exit');

  expect(stdout).toMatch(/^# pass 6$/m);
  expect(stdout).toMatch(/^# skipped 0$/m);
});

test('the installed package is used in process', async () => {
  const script = `
    import { startFake } from 'rivya-testkit';
    import { createClient } from 'rivya-testkit/client';
    import { MODEL_IDS } from 'rivya-testkit/contracts';
    import document from 'rivya-testkit/openapi.json' with { type: 'json' };
    const fake = await startFake();
    const sleep = (ms) => fake.clock.advance(ms);
    const rivya = createClient({ baseUrl: fake.url, apiKey: fake.apiKey, sleep });
    const task = await rivya.generations.create({ model: 'z-image', prompt: 'A paper boat' });
    const done = await rivya.generations.wait(task.id);
    console.log(done.status, MODEL_IDS.length, document.openapi);
    await fake.close();`;
  writeFileSync(join(project, 'use.js'), script);

  const { stdout } = await run(process.execPath, ['use.js'], {
    cwd: project,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });

  expect(stdout).toMatch(/^succeeded 60 3\.1/);
});

test.each([
  [['--version'], 0, VERSION],
  [['serve', '--port', 'many'], 64, ''],
  [['serve', '--credits', '-1'], 64, ''],
  [['serve', '--assume', 'http.createStatus=418'], 64, ''],
  [['no-such-command'], 64, ''],
  [['openapi', '--format', 'toml'], 64, ''],
  [['openapi', '--out', '/no-such-folder/file.json'], 2, ''],
])('rivya-testkit %j exits with %i', async (args, code, output) => {
  const child = spawn(bin, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });

  const [exitCode] = await once(child, 'close');

  expect([exitCode, stdout.trim()]).toEqual([code, output]);
});

test('openapi prints the committed documents', async () => {
  const json = await run(bin, ['openapi'], { maxBuffer: 1e7 });
  const yaml = await run(bin, ['openapi', '--format', 'yaml'], { maxBuffer: 1e7 });

  expect(json.stdout).toBe(readFileSync(join(root, 'openapi/rivya-v1.json'), 'utf8'));
  expect(yaml.stdout).toBe(readFileSync(join(root, 'openapi/rivya-v1.yaml'), 'utf8'));
});

test('a port in use is said so, with exit code 2', async () => {
  const first = spawn(bin, ['serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(first.stdout, 'data');
  const { port } = new URL(JSON.parse(String(line)).url);

  const second = run(bin, ['serve', '--port', port]);

  await expect(second).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`port ${port} is in use`),
  });
  first.kill('SIGINT');
  expect(await once(first, 'exit')).toEqual([0, null]);
});
