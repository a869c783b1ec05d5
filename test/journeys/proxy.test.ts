import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRecording } from '../../src/drift/index.ts';
import { createCaller } from '../support/caller.ts';
import { liar } from '../support/liar.ts';
import { startProxyCommand } from '../support/proxy-command.ts';
import { test as base } from '../support/target.ts';

const bin = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const test = base.extend<{ folder: string; start: typeof startProxyCommand }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  start: async ({}, use) => {
    await use(startProxyCommand);
  },
});

test('The command tells what passes, reports at the end, and exits with 0 where all is well', async ({
  fake,
  folder,
  start,
  expect,
}) => {
  const record = join(folder, 'calls.jsonl');
  const proxy = await start(['--target', fake.url, '--record', record]);

  await createCaller(proxy.url, fake.apiKey).get('/api/v1/credits');
  const { output, code } = await proxy.stop();

  expect(output).toContain(`Set RIVYA_BASE_URL=${proxy.url}`);
  expect(output).toContain('200 GET /api/v1/credits\n');
  expect(output).toContain(`proxy of ${fake.url}`);
  expect(code).toBe(0);
  expect(parseRecording(readFileSync(record, 'utf8'))).toHaveLength(1);
});

test('Drift is told as it passes, stands in the report, and makes the exit code 1', async ({
  fake,
  target,
  folder,
  start,
  expect,
}) => {
  const out = join(folder, 'report.json');
  const moved = await target(liar(fake.url, () => ({ body: { credits: 5 } })));
  const proxy = await start(['--target', moved, '--report', 'json', '--out', out]);

  await createCaller(proxy.url, fake.apiKey).get('/api/v1/credits');
  const { output, code } = await proxy.stop();

  expect(output).toContain(
    '    breaking: retrieveCredits reply.body: seen current_credits is required: expected a number\n',
  );
  expect(readFileSync(out, 'utf8')).toContain('current_credits is required');
  expect(code).toBe(1);
});

test('A proxy through which nothing passed has checked nothing: exit code 2', async ({
  fake,
  start,
  expect,
}) => {
  const proxy = await start(['--target', fake.url, '--json']);

  const { output, code } = await proxy.stop();

  expect(output).toContain('No request of the API has passed the proxy');
  expect(code).toBe(2);
});

test.for([
  [['--target', 'ftp://rivya.ai'], 'the target must be an http or https URL'],
  [['--target', 'http://127.0.0.1', '--assume-file', 'gone.json'], 'there is no such file'],
  [[], "required option '--target <url>' not specified"],
] as const)(
  'Wrong options are named, with exit code 64: %j',
  async ([flags, message], { expect }) => {
    const child = spawn(process.execPath, [bin, 'proxy', ...flags]);
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });

    const [code] = await once(child, 'close');

    expect(errors).toContain(message);
    expect(code).toBe(64);
  },
);

test('A recording that is there already is left as it is, unless --force says otherwise', async ({
  fake,
  folder,
  start,
  expect,
}) => {
  const record = join(folder, 'calls.jsonl');
  writeFileSync(record, 'a day of work');
  const flags = ['--target', fake.url, '--record', record];

  const refused = spawnSync(process.execPath, [bin, 'proxy', '--port', '0', ...flags], {
    encoding: 'utf8',
  });
  const kept = readFileSync(record, 'utf8');
  const forced = await start([...flags, '--force']);
  await forced.stop();

  expect(refused).toMatchObject({
    status: 64,
    stderr: `error: ${record} is there already: add --force to write over it\n`,
  });
  expect(kept).toBe('a day of work');
  expect(readFileSync(record, 'utf8')).not.toContain('a day of work');
});

test('What keeps it from starting is said with what to do', ({ fake, expect }) => {
  const { port } = new URL(fake.url);
  const begin = (...flags: string[]) =>
    spawnSync(process.execPath, [bin, 'proxy', '--target', fake.url, ...flags], {
      encoding: 'utf8',
    });

  const taken = begin('--port', port);
  const nowhere = begin('--port', '0', '--record', '/nowhere/calls.jsonl');

  expect(taken.stderr).toBe(
    `error: Cannot listen on 127.0.0.1:${port}: the port is in use; choose another with --port, or a free one with --port 0\n`,
  );
  expect(nowhere.stderr).toBe('error: Cannot write /nowhere/calls.jsonl: ENOENT\n');
  expect([taken.status, nowhere.status]).toEqual([2, 2]);
});
