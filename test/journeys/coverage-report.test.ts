import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CoverageReport, startFake } from '../../src/index.ts';
import type { Report } from '../../src/report/report.ts';
import { createCaller } from '../support/caller.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args]);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, stdout, stderr };
}

/** Serves one generation, and tells what was written at the end. */
async function serveOne(file: string, generation: object): Promise<string> {
  const child = spawn(process.execPath, [
    main,
    'serve',
    '--port',
    '0',
    '--json',
    '--coverage',
    file,
  ]);
  const closed = once(child, 'close');
  const [line] = await once(child.stdout, 'data');
  const { url, apiKey } = JSON.parse(String(line));
  await createCaller(url, apiKey).post('/api/v1/generations', generation);
  child.kill('SIGTERM');
  expect(await closed).toEqual([0, null]);
  return readFileSync(file, 'utf8');
}

const names = ({ models }: CoverageReport) =>
  models.filter(({ count }) => count > 0).map(({ model }) => model);

describe('a run writes what it has exercised, and runs are put together', () => {
  const video = join(folder, 'video.json');
  const image = join(folder, 'image.json');
  beforeAll(async () => {
    await serveOne(video, VIDEO);
    await serveOne(image, IMAGE);
  });

  test('serve --coverage writes JSON or text', async () => {
    const written = JSON.parse(readFileSync(video, 'utf8')) as CoverageReport;
    const told = await serveOne(join(folder, 'coverage.txt'), VIDEO);

    expect(names(written)).toEqual(['kling-3-0']);
    expect(told).toBe(`${written.text}\n`);
  });

  test('coverage FILE... puts the files of several runs together', async () => {
    const { stdout, status } = await run('coverage', '--json', video, image, video);

    const merged = JSON.parse(stdout) as CoverageReport;
    const create = merged.operations.find(({ operation }) => operation === 'createGeneration');
    expect(status).toBe(0);
    expect(names(merged).sort()).toEqual(['kling-3-0', 'z-image']);
    expect(create?.requests).toBe(3);
    expect(merged.summary[0]).toEqual({ part: 'operations', exercised: 1, total: 20 });
  });

  test('the same is written to a file, as text or JSON by its name', async () => {
    const out = join(folder, 'merged.txt');

    const quiet = await run('coverage', video, '--out', out);

    expect(quiet).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(out, 'utf8')).toMatch(/^operations {2}1 of 20\n/);
  });

  test('drift --only looks at another API for nothing but what the run used', async () => {
    const other = await startFake();
    const flags = ['--base-url', other.url, '--no-probes', '--report', 'json'];

    const all = JSON.parse((await run('drift', ...flags)).stdout) as Report;
    const only = await run('drift', ...flags, '--only', video);
    await other.close();

    const { checks } = JSON.parse(only.stdout) as Report;
    const models = (of: Report['checks']) =>
      of.filter(({ outcome }) => outcome === 'passed').flatMap(({ models = [] }) => models);
    expect(only.status).toBe(0);
    expect(models(all.checks).length).toBeGreaterThan(50);
    expect(models(checks)).toEqual(['kling-3-0']);
  });

  test('--fail-under is exit code 1, which says how much it was', async () => {
    const { status, stderr } = await run('coverage', video, '--fail-under', '50');

    expect(stderr).toMatch(/^error: \d+\.\d % was exercised, under --fail-under 50\n$/);
    expect(status).toBe(1);
  });
});

test.each([
  ['a file that is not there', undefined, 'ENOENT'],
  ['text', 'operations  1 of 20', 'it is no JSON; name the file of serve --coverage .json'],
  ['other JSON', '{"version":2}', 'it is no coverage of a run: version must be 1'],
])('%s is refused with its name', async (_what, content, reason) => {
  const file = join(folder, 'wrong.json');
  rmSync(file, { force: true });
  if (content !== undefined) writeFileSync(file, content);

  const { status, stdout, stderr } = await run('coverage', file);

  expect(stderr).toContain(`Cannot read ${file}: ${reason}`);
  expect([status, stdout]).toEqual([2, '']);
});

test('a file without a row covers nothing, which is under any percentage but 0', async () => {
  const parts = ['operations', 'models', 'statuses', 'errors', 'faults', 'directives', 'switches'];
  const file = join(folder, 'empty.json');
  const rows = Object.fromEntries(parts.map((part) => [part, []]));
  writeFileSync(file, JSON.stringify({ version: 1, ...rows }));

  const told = await run('coverage', file);
  const judged = await run('coverage', file, '--fail-under', '1');

  expect(told).toMatchObject({ status: 0, stderr: '' });
  expect(judged).toMatchObject({
    status: 1,
    stderr: 'error: 0.0 % was exercised, under --fail-under 1\n',
  });
});

test('several processes are refused, as each counts by itself', async () => {
  const { status, stderr } = await run('serve', '--workers', '2', '--coverage', '-');

  expect(stderr).toContain('--coverage counts in one process: leave out --workers');
  expect(status).toBe(64);
});
