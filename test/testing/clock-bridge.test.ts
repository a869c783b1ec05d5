import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers';
import FakeTimers from '@sinonjs/fake-timers';
import { afterEach, describe, vi } from 'vitest';
import { test as base, bridgeClocks, connectWorld, expect } from '../../src/testing/vitest.ts';
import { makeVideo } from './naive-sdk.ts';

/** A server of this process, beside the fake. */
interface Door {
  url: string;
  connections: number;
  answer(res: ServerResponse): unknown;
}

const test = base.extend<{ door: Door }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures here
  door: async ({}, use) => {
    const door: Door = { url: '', connections: 0, answer: (res) => res.end() };
    const server = createServer((_req, res) => void door.answer(res));
    server.on('connection', () => {
      door.connections += 1;
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await use(door);
    server.closeAllConnections();
    server.close();
  },
});

const HALF_AN_HOUR_MS = 1_800_000;

afterEach(() => {
  vi.useRealTimers();
  mock.timers.reset();
});

describe('an SDK that polls every 6 s by setTimeout', () => {
  test('waits for a task of 30 minutes in no real time', async ({ fake, world, clocks }) => {
    world.generations.plan({ processingMs: HALF_AN_HOUR_MS });
    const beganMs = world.clock.now();

    const status = await clocks.until(makeVideo(fake.url, world.apiKey));

    const tookMs = world.clock.now() - beganMs;
    expect(status).toBe('succeeded');
    expect(tookMs).toBeGreaterThanOrEqual(HALF_AN_HOUR_MS);
    expect(tookMs).toBeLessThan(HALF_AN_HOUR_MS + 12_000);
    expect(Date.now()).toBe(world.clock.now());
    expect(world).toHaveSpent(90);
  });

  test('does so on the timers of node:test', async ({ fake, world }) => {
    const clocks = await bridgeClocks(mock.timers, world);

    const status = await clocks.until(makeVideo(fake.url, world.apiKey));
    clocks.close();

    expect(status).toBe('succeeded');
  });

  test('does so on a clock of sinon', async ({ fake, world }) => {
    const clock = FakeTimers.install({ toNotFake: ['nextTick', 'queueMicrotask'] });
    const clocks = await bridgeClocks(clock, world);

    const status = await clocks.until(makeVideo(fake.url, world.apiKey));
    clocks.close();
    clock.uninstall();

    expect(status).toBe('succeeded');
  });

  test('does so in a world that is held over the control plane', async ({ fake, world }) => {
    const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });
    const clocks = await bridgeClocks(vi, remote);

    const status = await clocks.until(makeVideo(fake.url, world.apiKey));
    clocks.close();

    expect(status).toBe('succeeded');
    await expect(remote).toHaveSpent(90);
  });
});

test('says who still waits when the time runs out', async ({ fake, world, clocks }) => {
  world.generations.plan({ processingMs: HALF_AN_HOUR_MS });

  const video = clocks.until(makeVideo(fake.url, world.apiKey), { withinMs: 60_000 });

  await expect(video).rejects.toThrow(
    /^Cannot bring the promise to its end within "60000" ms of world time: still waiting are\n {2}setTimeout of 6000 ms .*naive-sdk/,
  );
});

test('says that nothing is left to wait for', async ({ clocks }) => {
  const stuck = clocks.until(new Promise(() => {}));

  await expect(stuck).rejects.toThrow('no timer, request or event of the world is left');
});

test('hands on the error of the promise', async ({ clocks }) => {
  const failing = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('out of paper')), 1_000);
  });

  await expect(clocks.until(failing)).rejects.toThrow('out of paper');
});

test('lets no time pass while a server of this process works', async ({ clocks, door }) => {
  let isLate = false;
  setTimeout(() => {
    isLate = true;
  }, 1_000);
  door.answer = async (res) => {
    for (let turn = 0; turn < 25; turn += 1) await new Promise((done) => setImmediate(done));
    res.end(String(isLate));
  };

  const said = await clocks.until(fetch(door.url).then((reply) => reply.text()));

  expect(said).toBe('false');
});

test('leaves the sockets of fetch open over the time that it skips', async ({ clocks, door }) => {
  const poll = async () => {
    for (let count = 0; count < 5; count += 1) {
      await (await fetch(door.url)).text();
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
  };

  await clocks.until(poll());

  expect(door.connections).toBe(1);
});

test('lets promises come between two timers of one moment', async ({ clocks }) => {
  const fired: string[] = [];
  const first = new Promise<void>((resolve) => void setTimeout(resolve, 1_000));
  const second = setTimeout(() => fired.push('second'), 1_000);

  await clocks.until(first.then(() => clearTimeout(second)));
  await clocks.advance(1_000);

  expect(fired).toEqual([]);
});

test('lets promises come between timers that began before it, too', async ({ world }) => {
  vi.useFakeTimers();
  const fired: string[] = [];
  const first = new Promise<void>((resolve) => void setTimeout(resolve, 1_000));
  const second = setTimeout(() => fired.push('second'), 1_000);
  const clocks = await bridgeClocks(vi, world);

  first.then(() => clearTimeout(second));
  await clocks.advance(2_000);
  clocks.close();

  expect(fired).toEqual([]);
});

test('lets a client give up on an answer that comes too late', async ({ fake, world, clocks }) => {
  world.faults.inject({ kind: 'latency', ms: 60_000 });
  const giveUp = new AbortController();
  const call = async () => {
    const timer = setTimeout(() => giveUp.abort(new Error('gave up')), 30_000);
    const headers = { authorization: `Bearer ${world.apiKey}` };
    await fetch(`${fake.url}/api/v1/credits`, { headers, signal: giveUp.signal });
    clearTimeout(timer);
  };
  const beganMs = world.clock.now();

  await expect(clocks.until(call())).rejects.toThrow('gave up');

  expect(world.clock.now() - beganMs).toBe(30_000);
});

test('stops at each timer on the way', async ({ clocks, world }) => {
  const seen: number[] = [];
  const beganMs = world.clock.now();
  const every = setInterval(() => seen.push(world.clock.now() - beganMs), 400);

  await clocks.advance(1_000);
  clearInterval(every);

  expect(seen).toEqual([400, 800]);
  expect(world.clock.now() - beganMs).toBe(1_000);
});

test('lets a receiver of webhooks wait on the fake timers', async ({
  fake,
  world,
  clocks,
  rivya,
  door,
}) => {
  door.answer = (res) => setTimeout(() => res.end(), 500);
  await rivya.webhooks.create({ name: 'app', url: door.url });

  await clocks.until(makeVideo(fake.url, world.apiKey));
  await clocks.advance(1_000);

  expect(world).toHaveReceivedWebhook('generation.succeeded', { times: 1 });
});

test.override({ fakeOptions: { allowLocalWebhooks: true } });
