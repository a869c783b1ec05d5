import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/evidence.md`, 'utf8');

test('the example of the page prints the story that stands below it', async () => {
  const [, code = '', promised] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(page) ?? [];
  mkdirSync(`${root}.scratch/docs`, { recursive: true });
  writeFileSync(`${root}.scratch/docs/evidence.mjs`, code);

  const { stdout } = await run(process.execPath, [`${root}.scratch/docs/evidence.mjs`]);

  expect(stdout).toBe(promised);
});
