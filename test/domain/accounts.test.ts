import { expect, test } from 'vitest';
import { worldOf } from './worlds.ts';

test('are made with their credits when they are first used, and stay the same', () => {
  const { accounts } = worldOf('w1');

  const account = accounts.get('team');
  account.ledger.reserve('task_a', 400);

  expect(accounts.get('team')).toBe(account);
  expect(accounts.get('team').ledger.available).toBe(600);
  expect(accounts.get('main').ledger.available).toBe(1_000);
});

test('broke has no credits', () => {
  expect(worldOf('w1').accounts.get('broke').ledger.available).toBe(0);
});

test('their ledger reads the clock of the world', async () => {
  const world = worldOf('w1');
  await world.clock.advance(7_000);

  const { ledger } = world.accounts.get('main');

  expect(ledger.entries.map(({ atMs }) => atMs)).toEqual([7_000]);
});
