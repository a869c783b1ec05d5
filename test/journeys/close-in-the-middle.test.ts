import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../support/close-in-the-middle.mjs', import.meta.url));
const index = new URL('../../dist/index.js', import.meta.url).href;

test.for(['manual', 'realtime'])(
  'after close() nothing is left of calls, streams, uploads and webhooks under way, clock %s',
  async (clock) => {
    const { stdout } = await run(process.execPath, [script, index, clock], { timeout: 15_000 });

    expect(JSON.parse(stdout)).toEqual({ left: [], timers: [] });
  },
);
