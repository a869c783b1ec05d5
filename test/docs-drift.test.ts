import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { SWITCH_IDS } from '../src/contracts/switches.ts';
import { parseBaseline } from '../src/drift/index.ts';
import { SETTLED_IDS } from '../src/drift/probes.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/drift.md`, 'utf8');

test('the example prints what it says', async () => {
  const code = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  mkdirSync(`${root}.scratch/docs-drift`, { recursive: true });
  const file = `${root}.scratch/docs-drift/example.mjs`;
  writeFileSync(file, code);

  const { stdout } = await run(process.execPath, [file]);

  const promised = [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line);
  expect(stdout.trimEnd().split('\n')).toEqual(promised);
});

test('the baseline that it shows is one', async () => {
  const text = /^```yaml\n(accepted:[\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

  expect(await parseBaseline(text)).toHaveLength(1);
});

test('every option of its command lines exists', () => {
  const command = createProgram().commands.find((one) => one.name() === 'drift');
  const known = command?.options.map(({ long }) => long);
  const lines = [...page.matchAll(/^npx rivya-testkit drift (.*)$/gm)].map(([, line]) => line!);
  const named = lines.flatMap((line) => [...line.matchAll(/--[a-z-]+/g)].map(([option]) => option));

  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((option) => !known?.includes(option))).toEqual([]);
});

test('the switches that no probe settles are those of its table', () => {
  const open = SWITCH_IDS.filter((id) => !SETTLED_IDS.includes(id));

  const rows = [...page.matchAll(/^\| `(\w+\.\w+)` \|/gm)].map(([, id]) => id);
  expect(rows).toEqual(open);
});
