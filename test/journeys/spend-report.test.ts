import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createCaller } from '../support/caller.ts';
import { VIDEO } from '../support/examples.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spend-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Serves one generation of 90 credits, stops, and tells how that ended. */
async function serveOne(...flags: string[]) {
  const args = ['serve', '--port', '0', '--json', '--clock', 'per-request', ...flags];
  const child = spawn(process.execPath, [main, ...args]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [line] = await once(child.stdout, 'data');
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const { url, apiKey } = JSON.parse(String(line));
  await createCaller(url, apiKey).post('/api/v1/generations', VIDEO);
  child.kill('SIGTERM');
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

test('what was spent is written at the end, as JSON, as text, or printed', async () => {
  const json = join(folder, 'spend.json');
  const text = join(folder, 'spend.txt');

  const ended = await serveOne('--spend-report', json);
  await serveOne('--spend-report', text);
  const printed = await serveOne('--spend-report', '-');

  expect(ended).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ held: 90, settled: 0 });
  expect(readFileSync(text, 'utf8')).toMatch(/^0 credits settled, 90 held, 0 released/);
  expect(printed.stdout).toBe(readFileSync(text, 'utf8'));
});

test('more than --max-credits is exit code 1, which says how much it was', async () => {
  const enough = await serveOne('--max-credits', '90');
  const over = await serveOne('--max-credits', '89');

  expect(enough.status).toBe(0);
  expect(over.status).toBe(1);
  expect(over.stderr).toBe('error: 90 credits were spent or are held, over --max-credits 89\n');
});

test('a report that cannot be written is exit code 2', async () => {
  const { status, stderr } = await serveOne('--spend-report', '/nowhere/spend.json');

  expect(stderr).toBe('error: Cannot write /nowhere/spend.json: ENOENT\n');
  expect(status).toBe(2);
});

test('several processes are refused, as each knows only its own worlds', async () => {
  const child = spawn(process.execPath, [main, 'serve', '--workers', '2', '--max-credits', '9']);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });

  const [status] = await once(child, 'close');

  expect({ status, stderr }).toEqual({
    status: 64,
    stderr: expect.stringContaining('leave out --workers'),
  });
});
