import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { STREAM_FAULT_NAMES } from '../src/contracts/stream-faults.ts';
import { startFake } from '../src/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/chat.md`, 'utf8');

function blocks(language: string): string[] {
  const fences = page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...fences].filter(([, name]) => name === language).map(([, , code]) => code ?? '');
}

test.each(blocks('ts').map((code, index) => [index + 1, code] as const))(
  'example %d prints what it says',
  async (number, code) => {
    mkdirSync(`${root}.scratch/docs`, { recursive: true });
    const file = `${root}.scratch/docs/chat-${number}.mjs`;
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

  expect(stdout).toContain('"left":2');
  expect(stdout).toContain('"content":"A fold, a sail"');
  await fake.close();
});

test('every fault is on the page', () => {
  const named = [...page.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

  expect(named).toEqual(expect.arrayContaining([...STREAM_FAULT_NAMES]));
});
