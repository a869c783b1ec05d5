import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/state.md`, 'utf8');

test('the example of docs/state.md prints what it says', async () => {
  const code = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  mkdirSync(`${root}.scratch/docs`, { recursive: true });
  const file = `${root}.scratch/docs/state.mts`;
  writeFileSync(
    file,
    code
      .replaceAll("'rivya-testkit'", `'${root}src/index.ts'`)
      .replaceAll("'rivya-testkit/client'", `'${root}src/client/index.ts'`),
  );

  const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root });

  expect(stdout).toBe(`${/^\/\/ (.*)$/m.exec(code)?.[1]}\n`);
});
