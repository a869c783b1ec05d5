import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

test.each([
  [['--replay-only'], '--replay-only needs a recording: give one with --replay'],
  [
    ['--workers', '2', '--state', 'state.json'],
    '--state keeps the worlds of one process: leave out --workers',
  ],
])('serve %j is refused with 64', (flags, reason) => {
  const { status, stderr } = spawnSync(process.execPath, [main, 'serve', ...flags], {
    encoding: 'utf8',
    timeout: 10_000,
  });

  expect({ status, stderr }).toEqual({ status: 64, stderr: `error: ${reason}\n` });
});
