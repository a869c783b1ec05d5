import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SCENARIO_NAMES } from '../src/contracts/scenarios.ts';
import { startFake } from '../src/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

function blockOf(name: string, language: string): string {
  const page = readFileSync(`${root}docs/recipes/${name}.md`, 'utf8');
  return new RegExp(String.raw`^\`\`\`${language}\n([\s\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';
}

test('every ready-made scenario has a page, and every page a scenario', () => {
  const pages = readdirSync(`${root}docs/recipes`).map((file) => file.replace(/\.md$/, ''));

  expect(pages.sort()).toEqual([...SCENARIO_NAMES].sort());
});

test.each(SCENARIO_NAMES)('the test of %s prints what it says', async (name) => {
  const code = blockOf(name, 'ts');
  mkdirSync(`${root}.scratch/docs`, { recursive: true });
  const file = `${root}.scratch/docs/recipe-${name}.mjs`;
  writeFileSync(file, code);

  const { stdout } = await run(process.execPath, [file]);

  const promised = [...code.matchAll(/^\/\/ => (.*)$/gm)].map(([, line]) => line);
  expect(code).toContain(`startFake({ scenario: '${name}' })`);
  expect(stdout.trimEnd().split('\n')).toEqual(promised);
});

const curlIsMissing = spawnSync('curl', ['--version']).error !== undefined;

test.skipIf(curlIsMissing).each(SCENARIO_NAMES)('%s is loaded by curl', async (name) => {
  const fake = await startFake();
  const script = blockOf(name, 'sh').replaceAll('http://127.0.0.1:4010', fake.url);

  const { stdout } = await run('bash', ['-euc', script]);

  expect(script).toContain(`"${name}"`);
  expect(JSON.parse(stdout)).toEqual({ loaded: expect.any(Number) });
  await fake.close();
});
