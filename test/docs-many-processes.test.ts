import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createClient } from '../src/client/index.ts';
import { hasTool } from './support/tools.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/many-processes.md`, 'utf8');
const hasNginx = hasTool('nginx', '-v', 'nginx-light');

/** Ports that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => Number(Object(server.address()).port));
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** The configuration of the page, with other ports. */
function configuration([front = 0, ...behind]: readonly number[], folder: string): string {
  const [, block = ''] = /```nginx\n([\s\S]*?)```/.exec(page) ?? [];
  const http = block
    .replace('127.0.0.1:4010', `127.0.0.1:${front}`)
    .replace('127.0.0.1:4011', `127.0.0.1:${behind[0]}`)
    .replace('127.0.0.1:4012', `127.0.0.1:${behind[1]}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 512; }
http { access_log off; ${temporary.join(' ')} ${http} }`;
}

async function ready(child: ChildProcess): Promise<void> {
  await once(child.stdout as NodeJS.ReadableStream, 'data');
}

test.skipIf(!hasNginx)('two processes behind nginx serve worlds as one does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'many-processes-'));
  const ports = await freePorts(3);
  const url = `http://127.0.0.1:${ports[0]}`;
  writeFileSync(`${folder}/nginx.conf`, configuration(ports, folder));
  const fakes = ports.slice(1).map((port) => {
    const flags = ['--port', `${port}`, '--public-url', url, '--clock', 'manual', '--json'];
    return spawn(process.execPath, [`${root}dist/cli/main.js`, 'serve', ...flags]);
  });
  await Promise.all(fakes.map(ready));
  const nginx = spawn('nginx', ['-p', folder, '-c', `${folder}/nginx.conf`], { stdio: 'ignore' });
  await expect
    .poll(() => fetch(`${url}/__rivya/health`).then((reply) => reply.status, String))
    .toBe(200);
  const names = Array.from({ length: 12 }, (_, index) => `world-${index}`);

  const seen = await Promise.all(names.map((name) => journey(url, name)));

  expect(seen).toEqual(names.map(() => ['succeeded', 910, true, 'text/event-stream']));
  const counts = await Promise.all(ports.slice(1).map(worldsAt));
  expect(Math.min(...counts)).toBeGreaterThan(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(names.length + 2);
  nginx.kill('SIGTERM');
  for (const fake of fakes) fake.kill('SIGTERM');
  await Promise.all([nginx, ...fakes].map((child) => once(child, 'exit')));
  rmSync(folder, { recursive: true });
});

async function worldsAt(port: number): Promise<number> {
  const reply = await fetch(`http://127.0.0.1:${port}/__rivya/health`);
  return Object((await reply.json()) as object).worlds;
}

/** A generation, its download, and a stream of one world. */
async function journey(url: string, name: string) {
  const apiKey = `rvya_sk_test_${name}`;
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  const advance = (ms: number) =>
    fetch(`${url}/__rivya/clock/advance`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ms }),
    });
  const sleep = async (ms: number) => void (await (await advance(ms)).arrayBuffer());
  const rivya = createClient({ baseUrl: url, apiKey, sleep });
  const task = await rivya.generations.create({ model: 'kling-3-0', prompt: 'A paper boat' });
  const done = await rivya.generations.wait(task.id);
  const [video] = await rivya.generations.download(done);
  const { current_credits } = await rivya.credits.retrieve();
  const stream = await fetch(`${url}/api/v1/chat/completions/stream`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'gpt-5-2-chat', message: 'A haiku' }),
  });
  await stream.text();
  const type = stream.headers.get('content-type')?.split(';', 1)[0];
  return [done.status, current_credits, (video?.bytes.length ?? 0) > 1_000, type];
}
