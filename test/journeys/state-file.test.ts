import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { startFake } from '../../src/index.ts';
import { Random } from '../../src/server/domain/random.ts';
import { createCaller } from '../support/caller.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';

const folder = mkdtempSync(join(tmpdir(), 'state-'));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string) => join(folder, `${name}.json`);

/** Starts the real command and resolves with its address once it is ready. */
async function serve(...more: string[]): Promise<{ child: ChildProcess; url: string }> {
  const args = ['serve', '--port', '0', '--json', '--clock', 'manual', ...more];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout!, 'data');
  return { child, url: JSON.parse(String(line)).url };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('worlds are there again after the fake was closed', async () => {
  const state = fileOf('closed');
  const first = await startFake({ state });
  const call = createCaller(first.url, first.apiKey);
  const task = await call.post('/api/v1/generations', VIDEO);
  await createCaller(first.url, 'rvya_sk_test_other').post('/api/v1/generations', IMAGE);
  await first.clock.advance(2_000);
  await first.close();

  const second = await startFake({ state });

  const again = createCaller(second.url, second.apiKey);
  const { body } = await again.get(`/api/v1/generations/${task.body.id}`);
  expect(body.status).toBe('processing');
  expect([second.ledger.reserved, second.world('other').ledger.reserved]).toEqual([90, 1]);
  await second.clock.advance(3_000);
  expect((await again.get(`/api/v1/generations/${task.body.id}`)).body.status).toBe('succeeded');
  await second.close();
});

test('with the clock realtime, the time in between passes for the worlds, too', async () => {
  const state = fileOf('realtime');
  const first = await startFake({ state, clock: 'realtime' });
  await createCaller(first.url, first.apiKey).post('/api/v1/generations', VIDEO);
  await first.close();
  const saved = JSON.parse(readFileSync(state, 'utf8'));
  for (const world of saved.worlds) world.takenAtMs -= 3_600_000;
  writeFileSync(state, JSON.stringify(saved));

  const second = await startFake({ state, clock: 'realtime' });

  const nowMs = saved.worlds[0].snapshot.clock.nowMs;
  expect(second.clock.now()).toBeGreaterThanOrEqual(nowMs + 3_600_000);
  const status = () => second.snapshot().generations.records[0]?.status;
  await expect.poll(status, { interval: 5 }).toBe('processing');
  await second.close();
});

describe('A file that is no state file', () => {
  const sample = '{"format":"rivya-testkit/state","version":1,"worlds":[{"takenAtMs":1';
  test.each([
    ['', 'it is empty'],
    [sample, 'it is no JSON'],
    ['[]', 'the file must be an object: received []'],
    ['{"name":"package"}', 'format is required: expected "rivya-testkit/state"'],
    ['{"format":"rivya-testkit/state","version":2,"worlds":[]}', 'version must be 1: received 2'],
    [`${sample},"snapshot":{}}]}`, 'worlds[0]: Cannot restore the world: format is required'],
  ])('%j is refused and left as it is', async (text, reason) => {
    const state = fileOf('foreign');
    writeFileSync(state, text);

    await expect(startFake({ state })).rejects.toThrow(reason);

    expect(readFileSync(state, 'utf8')).toBe(text);
    expect(existsSync(`${state}.lock`)).toBe(false);
  });
});

describe('A file that is in use', () => {
  test('is refused to a second fake', async () => {
    const state = fileOf('used');
    const fake = await startFake({ state });

    await expect(startFake({ state })).rejects.toThrow(`process ${process.pid} uses it`);

    await fake.close();
  });

  test('is taken over where its process is no more', async () => {
    const state = fileOf('stale');
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(ended, 'exit');
    writeFileSync(`${state}.lock`, `${ended.pid}\n`);

    const fake = await startFake({ state });

    expect(readFileSync(`${state}.lock`, 'utf8')).toBe(`${process.pid}\n`);
    await fake.close();
  });
});

test('after kill -9, everything is there that was answered a second before', {
  timeout: 30_000,
}, async () => {
  const state = fileOf('killed');
  const random = new Random('moments');
  const acknowledged: { id: string; atMs: number }[] = [];
  for (let round = 0; round < 4; round++) {
    const { child, url } = await serve('--state', state, '--credits', '1000000');
    const call = createCaller(url, 'rvya_sk_test_default');
    const untilMs = performance.now() + 1_200 + random.float() * 700;
    while (performance.now() < untilMs) {
      const { status, body } = await call.post('/api/v1/generations', IMAGE);
      expect(status).toBe(200);
      acknowledged.push({ id: body.id, atMs: performance.now() });
      if (existsSync(state)) JSON.parse(readFileSync(state, 'utf8'));
    }
    await kill(child);
    const killedAtMs = performance.now();

    const fake = await startFake({ state });

    const kept = fake.snapshot().generations.records.map(({ id }) => id);
    const due = acknowledged.filter(({ atMs }) => atMs < killedAtMs - 1_000);
    expect(due.length).toBeGreaterThan(0);
    expect(due.filter(({ id }) => !kept.includes(id))).toEqual([]);
    const { granted, available, reserved, settled } = fake.ledger;
    expect(available + reserved + settled).toBe(granted);
    await fake.close();
    acknowledged.splice(0);
  }
});
