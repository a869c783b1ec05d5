import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const kling = JSON.parse(readFileSync(`${root}test/documented/kling-3-0.json`, 'utf8'));

const curlIsMissing = spawnSync('curl', ['--version']).error !== undefined;
if (curlIsMissing) console.warn('Skipped: the journeys with curl, as this machine has no curl');

/** The real command, and curl with its key; it is stopped when `work` is done. */
async function withServe(
  work: (curl: (path: string, body?: unknown) => Promise<unknown>) => Promise<void>,
): Promise<string> {
  const child = spawn(
    process.execPath,
    [`${root}dist/cli/main.js`, 'serve', '--port', '0', '--clock', 'manual'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await expect.poll(() => output, { interval: 5 }).toContain('Stop with');
  const url = /URL {2}(\S+)/.exec(output)?.[1];

  await work(async (path, body) => {
    const data = body === undefined ? [] : ['-d', JSON.stringify(body)];
    const headers = [
      'Authorization: Bearer rvya_sk_test_default',
      'Content-Type: application/json',
    ];
    const flags = headers.flatMap((header) => ['-H', header]);
    const { stdout } = await run('curl', ['-sS', ...flags, ...data, `${url}${path}`]);
    return JSON.parse(stdout);
  });

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  return output;
}

test.skipIf(curlIsMissing).each(['minimal_request', 'reference_request'])(
  'the %s of the Kling 3.0 page goes through the command by curl, to its end',
  async (name) => {
    const output = await withServe(async (curl) => {
      expect(await curl('/api/v1/credits')).toEqual({ current_credits: 1000 });

      const task = (await curl('/api/v1/generations', kling[name])) as { id: string };
      expect(task).toMatchObject({ status: 'queued', reserved_credits: 90, final_credits: 0 });
      expect(await curl('/api/v1/credits')).toEqual({ current_credits: 910 });

      await curl('/__rivya/clock/advance', { ms: 5_000 });
      const done = await curl(`/api/v1/generations/${task.id}`);
      expect(done).toMatchObject({ status: 'succeeded', final_credits: 90 });
      expect(await curl('/api/v1/credits')).toEqual({ current_credits: 910 });
    });

    expect(output).toMatch(/200 POST \/api\/v1\/generations \[default\] reserved 90 for task_/);
    expect(output).toMatch(/--- task_\w+ succeeded \[default\] settled 90 available 910/);
  },
);

test.skipIf(curlIsMissing)('a planned failure gives the credits back', async () => {
  const output = await withServe(async (curl) => {
    await curl('/__rivya/generations/plan', { model: 'kling-3-0', outcome: 'failed' });

    const task = (await curl('/api/v1/generations', kling.minimal_request)) as { id: string };
    await curl('/__rivya/clock/advance', { ms: 5_000 });

    const error = { code: 'generation_failed', message: 'The generation failed.' };
    expect(await curl(`/api/v1/generations/${task.id}`)).toMatchObject({
      status: 'failed',
      final_credits: 0,
      error,
    });
    expect(await curl('/api/v1/credits')).toEqual({ current_credits: 1000 });
  });

  expect(output).toMatch(/--- task_\w+ failed \[default\] released 90 available 1000/);
});
