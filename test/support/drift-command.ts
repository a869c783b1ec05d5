import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a command has left: its exit code, and its streams, apart and in the order of arrival. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly output: string;
}

/** Tests of the real command `drift`, as it is shipped. */
export const test = base.extend<{
  /** Runs the command with some flags, and with no key of the environment. */
  drift: (...flags: string[]) => Promise<Ended>;
  folder: string;
  /** A file for accepted differences, that does not exist yet. */
  baseline: string;
  /** The address of a server that answers as told. */
  listen: (listener: RequestListener) => Promise<string>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  drift: async ({}, use) => {
    const children: ChildProcess[] = [];
    await use(async (...flags) => {
      const { RIVYA_API_KEY: _, ...env } = process.env;
      const child = spawn(process.execPath, [main, 'drift', ...flags], { env });
      children.push(child);
      const said = { stdout: '', output: '' };
      child.stdout.on('data', (chunk) => {
        said.stdout += chunk;
        said.output += chunk;
      });
      child.stderr.on('data', (chunk) => {
        said.output += chunk;
      });
      const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { status, ...said };
    });
    for (const child of children) child.kill('SIGKILL');
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'drift-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  baseline: async ({ folder }, use) => use(join(folder, 'baseline.json')),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  listen: async ({}, use) => {
    const servers: ReturnType<typeof createServer>[] = [];
    await use(async (listener) => {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  },
});
