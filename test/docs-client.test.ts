import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createClient, retryDelayMs } from '../src/client/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/client.md`, 'utf8');

test.each(
  [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ''], index) => [index + 1, code]),
)('example %d prints what it says', async (number, code) => {
  mkdirSync(`${root}.scratch/docs`, { recursive: true });
  const file = `${root}.scratch/docs/client-${number}.mjs`;
  writeFileSync(file, String(code));

  const { stdout } = await run(process.execPath, [file]);

  const promised = [...String(code).matchAll(/^\/\/ => (.*)$/gm)].map(([, line]) => line);
  expect(promised).not.toEqual([]);
  expect(stdout.trimEnd().split('\n')).toEqual(promised);
});

const rows = [...page.matchAll(/^\| `(\w+)`(?: (\d+))? \| (\w+) \| (\w+) \| (\w+) \|$/gm)];

test.each(rows.map(([, code = '', status, ...said]) => ({ code, status, said })))(
  'what the page says of retries after $code is so',
  ({ code, status, said }) => {
    const failure = { code, status: status === undefined ? undefined : Number(status) };
    const kinds = [
      { method: 'get', isIdempotent: false },
      { method: 'post', isIdempotent: true },
      { method: 'post', isIdempotent: false },
    ];

    const delays = kinds.map((kind) =>
      retryDelayMs(failure, { ...kind, attempt: 0, maxRetries: 2 }, 1),
    );

    expect(delays.map((delay) => (delay === undefined ? 'no' : 'again'))).toEqual(said);
  },
);

test('every call is on the page', () => {
  const paths = (value: object, name: string): string[] =>
    Object.entries(value).flatMap(([key, each]) =>
      typeof each === 'function' ? [`${name} ${key}`] : paths(each, name ? `${name}.${key}` : key),
    );
  const table = [...page.matchAll(/^\| `([\w.]+)` \| ((?:`\w+` ?)+)\|/gm)];
  const told = table.flatMap(([, group, calls = '']) =>
    [...calls.matchAll(/`(\w+)`/g)].map(([, call]) => `${group} ${call}`),
  );

  expect(told.sort()).toEqual(paths(createClient(), '').sort());
});
