import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ERRORS } from '../src/contracts/errors.ts';
import { startFake } from '../src/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/misfortune.md`, 'utf8');

function blocks(language: string): string[] {
  const fences = page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...fences].filter(([, name]) => name === language).map(([, , code]) => code ?? '');
}

test.each(blocks('ts').map((code, index) => [index + 1, code] as const))(
  'example %d prints what it says',
  async (number, code) => {
    mkdirSync(`${root}.scratch/docs`, { recursive: true });
    const file = `${root}.scratch/docs/misfortune-${number}.mjs`;
    writeFileSync(file, code);

    const { stdout } = await run(process.execPath, [file]);

    const promised = [...code.matchAll(/^\/\/ => (.*)$/gm)].map(([, line]) => line);
    expect(promised).not.toEqual([]);
    expect(stdout.trimEnd().split('\n')).toEqual(promised);
  },
);

const curlIsMissing = spawnSync('curl', ['--version']).error !== undefined;

test.skipIf(curlIsMissing)('the example with curl works as it is', async () => {
  const fake = await startFake();
  const script = (blocks('sh')[0] ?? '').replaceAll('http://127.0.0.1:4010', fake.url);

  const { stdout } = await run('bash', ['-euc', script]);

  expect(JSON.parse(stdout)).toMatchObject({ id: 'fault_1', left: 2, plan: { nth: 3 } });
  await fake.close();
});

test('the scenario in YAML can be loaded', async () => {
  const { parse } = await import('yaml');
  const fake = await startFake({ scenario: parse(blocks('yaml')[0] ?? '') });

  expect(fake.ledger.available).toBe(91);
  expect(fake.faults.list()).toMatchObject([{ plan: { kind: 'reply-lost', nth: 2 } }]);
  await fake.close();
});

test('every error code is on the page, in each of its ways', () => {
  const rows = Object.keys(ERRORS).map(
    (code) =>
      `| \`{ kind: 'error', code: '${code}' }\` | \`rvya_sk_test_<world>.${code}\` | \`[[rivya: error=${code}]]\` |`,
  );

  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});
