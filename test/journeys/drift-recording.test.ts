import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const HAR = `${root}test/fixtures/recordings/browser.har`;

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'drift-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
});

/** The real command. */
function drift(...flags: string[]) {
  return spawnSync(process.execPath, [`${root}dist/cli/main.js`, 'drift', ...flags], {
    encoding: 'utf8',
  });
}

test('A recording is looked at in place of the API, in several forms at once', ({
  folder,
  expect,
}) => {
  const json = join(folder, 'report.json');
  const issue = join(folder, 'issue.md');

  const { status, stdout } = drift(
    '--recording',
    HAR,
    '--also',
    `json=${json}`,
    '--also',
    `issue=${issue}`,
  );

  expect(status).toBe(0);
  expect(stdout).toContain('retrieveCredits');
  expect(readFileSync(json, 'utf8')).toContain('"reply.body"');
  expect(readFileSync(issue, 'utf8')).toMatch(/^# The Rivya API is as its contract says/);
});

test('What it finds makes the exit code 1, and 0 where it does not concern the caller', ({
  folder,
  expect,
}) => {
  const har = join(folder, 'moved.har');
  writeFileSync(har, readFileSync(HAR, 'utf8').replaceAll('current_credits', 'credits'));

  const all = drift('--recording', har);
  const only = drift('--recording', har, '--only', 'createGeneration');

  expect(all.status).toBe(1);
  expect(all.stdout).toContain('current_credits is required');
  expect(only.status).toBe(0);
});

test('A recording that holds nothing of the API is exit code 2', ({ folder, expect }) => {
  const file = join(folder, 'empty.jsonl');
  writeFileSync(file, '{"format":"rivya-testkit-recording","version":1}\n');

  const { status, stdout } = drift('--recording', file);

  expect(status).toBe(2);
  expect(stdout).toContain('The recording holds no request of the API');
});

test('A file that is none is exit code 2 and says so', ({ folder, expect }) => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'hello');

  const { status, stderr } = drift('--recording', file);

  expect(status).toBe(2);
  expect(stderr).toContain('Cannot read the recording: line 1 is not JSON');
});

test.for([
  [[], 'give either --base-url or --recording'],
  [['--recording', HAR, '--base-url', 'https://rivya.ai'], 'give either --base-url or --recording'],
  [['--recording', HAR, '--also', 'pdf=a'], 'Expected format=file with one of text, junit, json'],
] as const)('A wrong command line is exit code 64: %j', ([flags, message], { expect }) => {
  const { status, stderr } = drift(...flags);

  expect(status).toBe(64);
  expect(stderr).toContain(message);
});
