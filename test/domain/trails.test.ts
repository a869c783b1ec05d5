import { expect, test } from 'vitest';
import { worldOf } from './worlds.ts';

test('a generation leaves behind when it began to be processed', async () => {
  const { accounts, generations, clock, trails } = worldOf('w1');
  const { id } = await generations.start(accounts.get('main'), { model: 'z-image', params: {} });
  expect(trails.processingAtMs(id)).toBeUndefined();

  await clock.advance(60_000);

  expect(trails.processingAtMs(id)).toBe(1_000);
});

test('a result is fetched once somebody has downloaded it', () => {
  const { trails } = worldOf('w1');

  trails.noteFetched('task_a');

  expect([trails.isFetched('task_a'), trails.isFetched('task_b')]).toEqual([true, false]);
});
