import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { startFake } from '../src/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = `${root}.scratch/readme`;
const readme = readFileSync(`${root}README.md`, 'utf8');

/** The code blocks of README.md in one language, in order. */
function blocks(language: string): string[] {
  const fences = readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...fences].filter(([, name]) => name === language).map(([, , code]) => code ?? '');
}

async function writeScript(name: string, code: string): Promise<string> {
  const { code: javascript } = await transform(code, { loader: 'ts', format: 'esm' });
  mkdirSync(scratch, { recursive: true });
  writeFileSync(`${scratch}/${name}`, javascript);
  return `${scratch}/${name}`;
}

test('has a runnable block for each promise', () => {
  expect([blocks('ts').length, blocks('sh').length, blocks('text').length]).toEqual([2, 4, 2]);
});

test('the two commands are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

  expect(blocks('sh').slice(0, 2)).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
});

test('the example in process prints what it says', async () => {
  const example = blocks('ts')[0] ?? '';
  const file = await writeScript('example.mjs', example);

  const { stdout } = await run(process.execPath, [file]);

  const promised = /^\/\/ (.*)$/m.exec(example)?.[1];
  expect(stdout).toBe(`${promised}\n`);
});

test('the vitest example passes', async () => {
  await writeScript('example.test.mjs', blocks('ts')[1] ?? '');
  await writeScript('vitest.config.mjs', 'export default {};');

  const { stdout } = await run('npx', ['vitest', 'run', '--root', scratch], {
    env: { ...process.env, NO_COLOR: '1' },
  });

  expect(stdout).toContain('1 passed');
});

const curlIsMissing = spawnSync('curl', ['--version']).error !== undefined;
if (curlIsMissing) console.warn('Skipped: the example with curl, as this machine has no curl');

test.skipIf(curlIsMissing)('the example with curl works as it is', async () => {
  const fake = await startFake();
  const script = (blocks('sh')[3] ?? '').replaceAll('http://127.0.0.1:4010', fake.url);

  const { stdout } = await run('bash', ['-euc', script]);

  expect(stdout).toContain('{"current_credits":1000}');
  expect(stdout).toContain('"status":"succeeded"');
  await fake.close();
});

describe('the command line of the example', () => {
  test('is one that the program takes', () => {
    const [, , command = ''] = blocks('sh');
    const args = command.trim().split(' ').slice(2);
    const serve = createProgram().commands.find((each) => each.name() === args[0]);

    expect(command).toContain('npx rivya-testkit serve');
    expect(serve?.parseOptions(args.slice(1)).unknown).toEqual([]);
  });
});
