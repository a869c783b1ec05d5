import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ASSUMPTIONS } from '../src/contracts/assumptions.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/files-and-media.md`, 'utf8');

test('the example prints what it says', async () => {
  const code = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  mkdirSync(`${root}.scratch/docs-files`, { recursive: true });
  const file = `${root}.scratch/docs-files/example.mjs`;
  writeFileSync(file, code);

  const { stdout } = await run(process.execPath, [file]);

  const promised = [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line);
  expect(stdout.trimEnd().split('\n')).toEqual(promised);
});

test('every entry of the register that it names exists', () => {
  const named = [...page.matchAll(/`((?:result|reference|file)\.\w+)`/g)].map(([, id]) => id);

  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((id) => !(id! in ASSUMPTIONS))).toEqual([]);
});
