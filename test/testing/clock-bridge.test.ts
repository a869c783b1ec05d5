import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import FakeTimers from '@sinonjs/fake-timers';
import { afterEach, describe, vi } from 'vitest';
import { bridgeClocks, connectWorld, expect, test } from '../../src/testing/vitest.ts';
import { makeVideo } from './naive-sdk.ts';

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
}) => {
  const app = createServer((_req, res) => void setTimeout(() => res.end(), 500));
  await new Promise<void>((resolve) => void app.listen(0, '127.0.0.1', resolve));
  const { port } = app.address() as AddressInfo;
  await rivya.webhooks.create({ name: 'app', url: `http://127.0.0.1:${port}/` });

  await clocks.until(makeVideo(fake.url, world.apiKey));
  await clocks.advance(1_000);
  app.close();

  expect(world).toHaveReceivedWebhook('generation.succeeded', { times: 1 });
});

test.override({ fakeOptions: { allowLocalWebhooks: true } });
