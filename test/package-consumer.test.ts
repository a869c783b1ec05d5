import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'rivya-consumer-'));
const source = mkdtempSync(join(tmpdir(), 'rivya-source-'));
const npm = (...args: string[]) => run('npm', args, { cwd: project, maxBuffer: 1e8 });
const FLAGS = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
const SOURCES = [
  'src',
  'scripts',
  'openapi',
  'tsconfig.json',
  'tsconfig.build.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'test',
  'docs',
  'examples',
];
const COMPILERS = { 'TypeScript 5.6': '5.6', 'TypeScript 5.9': '5.9', 'the newest': 'latest' };

writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
// A copy is packed, as packing builds, and other tests use what is built here.
for (const name of [...SOURCES, 'package.json'])
  cpSync(join(root, name), join(source, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
const packed = await run('npm', ['pack', '--json', '--pack-destination', project], {
  cwd: source,
  maxBuffer: 1e8,
});
const [tarball] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));
await npm('install', ...FLAGS, join(project, tarball.filename));
const installed = Object.entries(
  JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages,
) as [string, { hasInstallScript?: boolean }][];

const aliases = Object.values(COMPILERS).map((tag) => `ts-${tag}@npm:typescript@${tag}`);
const reason = await npm('install', ...FLAGS, '@types/node@20', ...aliases).then(
  () => undefined,
  (error: Error) => error.message.split('\n')[0],
);
if (reason !== undefined) console.warn(`Skipped: types under other compilers, as ${reason}`);
for (const peer of ['vitest', '@jest', 'expect'])
  symlinkSync(join(root, 'node_modules', peer), join(project, 'node_modules', peer));

afterAll(() => {
  for (const folder of [project, source]) rmSync(folder, { recursive: true, force: true });
});

const entries = Object.keys(manifest.exports).map((entry) => entry.replace('.', manifest.name));

test('the tarball is small, holds no test and no example, and depends on two packages', () => {
  const { size, unpackedSize, files } = tarball;
  const strangers = files.filter(({ path }: { path: string }) =>
    /^(test|examples|src|scripts|docs|decisions)\//.test(path),
  );

  expect(strangers).toEqual([]);
  expect(size).toBeLessThan(900_000);
  expect(unpackedSize).toBeLessThan(5_500_000);
  expect(installed.length - 2).toBe(2);
});

test('nothing that is installed with it has an install script', () => {
  expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
});

test('the first example of the README prints what it says', async () => {
  const readme = readFileSync(join(project, 'node_modules/rivya-testkit/README.md'), 'utf8');
  const example = /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
  const { code } = await transform(example, { loader: 'ts', format: 'esm' });
  writeFileSync(join(project, 'first.js'), code);

  const { stdout } = await run(process.execPath, ['first.js'], { cwd: project });

  expect(stdout).toBe(`${/^\/\/ (.*)$/m.exec(example)?.[1]}\n`);
});

/** The helpers as tests use them: fixtures and matchers are typed, and wrong use does not compile. */
const HELPERS = `
import { expect, sharedTest, test } from 'rivya-testkit/testing/vitest';
import { assertSpent, withRivya as withNode } from 'rivya-testkit/testing/node-test';
import { expect as jestExpect } from '@jest/globals';
import { withRivya } from 'rivya-testkit/testing/jest';

test('vitest', async ({ clocks, env, fake, rivya, world }) => {
  const task = await rivya.generations.create({ model: 'kling-3-0', prompt: 'A paper boat' });
  await clocks.until(rivya.generations.wait(task.id));
  expect(world).toHaveSpent(90);
  expect(fake).toHaveReceivedWebhook('generation.succeeded', { taskId: task.id, times: 1 });
  expect(world).not.toHaveSettledOnce(env.RIVYA_API_KEY);
  expect(task).toMatchContract('Generation');
  // @ts-expect-error credits are a number
  expect(world).toHaveSpent('90');
  // @ts-expect-error there is no such fixture
  world.credits();
});
sharedTest('shared', async ({ world }) => {
  await expect(world).toHaveNoHeldCredits();
});
withRivya(async ({ world }) => {
  jestExpect(world).toHaveSpent(90);
  // @ts-expect-error credits are a number
  jestExpect(world).toHaveSpent('90');
});
withNode(async ({ world }) => {
  assertSpent(world, 90);
  // @ts-expect-error credits are a number
  assertSpent(world, '90');
});
`;

const SETTINGS = {
  nodenext: ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
};
const cases = Object.entries(COMPILERS).flatMap(([name, tag]) =>
  Object.keys(SETTINGS).map(
    (resolution) => [name, resolution as keyof typeof SETTINGS, tag] as const,
  ),
);

test.skipIf(reason !== undefined).each(cases)(
  'every entry has its types for %s with %s',
  async (_, resolution, tag) => {
    const lines = entries.map((entry, index) =>
      entry.endsWith('.json')
        ? `import e${index} from '${entry}' with { type: 'json' };\ne${index} satisfies object;`
        : `import * as e${index} from '${entry}';\ne${index} satisfies object;`,
    );
    const misuse = `import { startFake } from 'rivya-testkit';\n// @ts-expect-error: options are typed\nstartFake({ credits: 'many' });`;
    writeFileSync(join(project, 'use.ts'), [...lines, misuse].join('\n'));
    writeFileSync(join(project, 'helpers.ts'), HELPERS);
    const flags = [
      '--noEmit',
      '--resolveJsonModule',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2023',
      '--types',
      'node',
    ];
    const compiler = join(project, 'node_modules', `ts-${tag}`, 'bin', 'tsc');

    const { stdout } = await run(
      process.execPath,
      [compiler, ...flags, ...SETTINGS[resolution], 'use.ts', 'helpers.ts'],
      { cwd: project },
    ).catch((error) => error);

    expect(stdout).toBe('');
  },
  60_000,
);
