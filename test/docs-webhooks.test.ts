import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { WEBHOOK_FAULTS } from '../src/contracts/control-webhooks.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/webhooks.md`, 'utf8');
const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');

describe('docs/webhooks.md', () => {
  test('has three examples', () => {
    expect(blocks).toHaveLength(3);
  });

  test.each([0, 1, 2])('example %i prints what it says', async (index) => {
    const code = blocks[index] ?? '';
    mkdirSync(`${root}.scratch/docs`, { recursive: true });
    const file = `${root}.scratch/docs/webhooks-${index}.mts`;
    writeFileSync(
      file,
      code
        .replaceAll("'rivya-testkit'", `'${root}src/index.ts'`)
        .replaceAll("'rivya-testkit/client'", `'${root}src/client/index.ts'`),
    );

    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root });

    expect(stdout).toBe(`${/^\/\/ (.*)$/m.exec(code)?.[1]}\n`);
  });

  test.each(Object.keys(WEBHOOK_FAULTS))('tells of the fault %s', (kind) => {
    expect(page).toContain(`\n| \`${kind}\` `);
  });
});
