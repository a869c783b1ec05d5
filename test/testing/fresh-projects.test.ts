import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'rivya-fresh-'));
const page = readFileSync(join(root, 'docs/testing.md'), 'utf8');
const env = { ...process.env, NO_COLOR: '1', VITEST: undefined, JEST_WORKER_ID: undefined };

const RUNNERS = [
  ['vitest', ['vitest'], 'rivya.test.ts'],
  ['jest', ['jest', '@jest/globals'], 'rivya.test.mjs'],
  ['node-test', [], 'rivya.test.mjs'],
] as const;

type Runner = (typeof RUNNERS)[number][0];

beforeAll(async () => {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', home];
  const { stdout } = await run('npm', pack, { cwd: root });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
  await run('npm', ['install', ...flags, join(home, filename)], { cwd: home });
}, 180_000);

afterAll(() => rmSync(home, { recursive: true, force: true }), 60_000);

/** A project as `npm init -y` and an installation leave it behind. */
function makeProject(name: string, packages: readonly string[]): string {
  const folder = join(home, name);
  cpSync(join(home, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
  for (const one of packages) {
    const target = join(folder, 'node_modules', one);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, 'node_modules', one), target, 'dir');
  }
  const devDependencies = Object.fromEntries(
    ['rivya-testkit', ...packages, 'typescript'].map((one) => [one, '*']),
  );
  const scripts = { test: 'echo "Error: no test specified" && exit 1' };
  const manifest = { name: 'app', type: 'commonjs', scripts, devDependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

function init(folder: string, ...args: string[]) {
  const bin = join(folder, 'node_modules/rivya-testkit/dist/cli/main.js');
  return run(process.execPath, [bin, 'init', ...args], { cwd: folder, env });
}

async function npmTest(folder: string): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await run('npm', ['test'], { cwd: folder, env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

/** The code blocks of one section of docs/testing.md. */
function blocksOf(runner: Runner): string[] {
  const section = page.split(`<!-- ${runner} -->`)[1]?.split(/^## /m)[0] ?? '';
  return [...section.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');
}

describe.each(RUNNERS)('a fresh project with %s', (runner, packages, file) => {
  test('is green after init, and tells the story of a failure', { timeout: 90_000 }, async () => {
    const folder = makeProject(runner, packages);

    const { stdout } = await init(folder, '--yes');
    const green = await npmTest(folder);

    expect(stdout).toContain(`wrote test/${file}`);
    expect(stdout).toContain('Next: npm test');
    expect(green).toMatchObject({ code: 0 });
    const written = readFileSync(join(folder, 'test', file), 'utf8');
    const planted = written.replace(/(toHaveSpent\(|assertSpent\(world, )90/, '$191');
    writeFileSync(join(folder, 'test', file), planted);
    const red = await npmTest(folder);
    expect(red.code).not.toBe(0);
    expect(red.output).toContain('to have spent 91 credits: it has spent 90');
    expect(red.output).toContain('settle 90 for task_');
    expect(red.output).not.toContain('rvya_sk_test');
  });

  test('runs every example of its section of docs/testing.md', { timeout: 90_000 }, async () => {
    const folder = makeProject(`${runner}-docs`, packages);
    await init(folder, '--yes');
    const blocks = blocksOf(runner);
    for (const [index, code] of blocks.entries()) {
      const name = /^\/\/ (\S+\.mjs)$/m.exec(code)?.[1] ?? `test/example-${index}.test.mjs`;
      writeFileSync(join(folder, name), code);
    }

    const result = await npmTest(folder);

    expect(blocks.length).toBeGreaterThanOrEqual(3);
    expect(result).toMatchObject({ code: 0 });
  });
});

test('init overwrites nothing, unless it is told to', { timeout: 30_000 }, async () => {
  const folder = makeProject('twice', []);
  const first = await init(folder, '--json');

  const second = init(folder, '--yes');

  expect(JSON.parse(first.stdout)).toEqual({
    runner: 'node-test',
    written: ['test/rivya.test.mjs'],
    script: 'node --test',
    next: 'npm test',
  });
  await expect(second).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Cannot write "test/rivya.test.mjs": it exists; pass --force'),
  });
  expect((await init(folder, '--yes', '--force')).stdout).toContain('wrote test/rivya.test.mjs');
});
