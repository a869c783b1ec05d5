import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { SETTLED_IDS } from '../src/drift/probes.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/proxy-and-recordings.md`, 'utf8');
const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');
const commands = [...page.matchAll(/^npx rivya-testkit (\S+) (.*)$/gm)].map(([, name, rest]) => ({
  name,
  flags: rest?.match(/--[\w-]+/g) ?? [],
}));

/** The code of the page, with this project in place of the package. */
function runnable(code: string): string {
  return code
    .replaceAll("'rivya-testkit'", `'${root}src/index.ts'`)
    .replaceAll("'rivya-testkit/client'", `'${root}src/client/index.ts'`)
    .replaceAll("'rivya-testkit/drift'", `'${root}src/drift/index.ts'`);
}

describe('docs/proxy-and-recordings.md', () => {
  test('has two examples and two commands', () => {
    expect(blocks).toHaveLength(2);
    expect(commands).toHaveLength(2);
  });

  test.each([0, 1])('example %i prints what it says', async (index) => {
    const code = blocks[index] ?? '';
    mkdirSync(`${root}.scratch/docs`, { recursive: true });
    const file = `${root}.scratch/docs/proxy-${index}.mts`;
    writeFileSync(file, runnable(code));

    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root });

    expect(stdout).toBe(`${/^\/\/ (.*)$/m.exec(code)?.[1]}\n`);
  });

  test.each(commands)('the command $name has the flags $flags', ({ name, flags }) => {
    const command = createProgram().commands.find((one) => one.name() === name);

    expect(command?.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
  });

  test('lists exactly the entries of the register that a probe settles', () => {
    const listed = [...page.matchAll(/^\| `([\w.]+)` \| .* \| .* \|$/gm)].map(([, id]) => id);

    expect(listed.filter((id) => id !== 'request' && id !== 'reply' && id !== 'ended')).toEqual(
      SETTLED_IDS,
    );
  });
});
