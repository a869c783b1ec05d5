import { describe, expect, test } from 'vitest';
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

test('find() makes no account', () => {
  const { accounts } = worldOf('w1');

  expect(accounts.find('team')).toBeUndefined();

  const team = accounts.get('team');
  expect(accounts.find('team')).toBe(team);
});

describe('snapshot() and restore()', () => {
  /** Accounts with 600 of 1,000 credits for the team, 400 held, and none for broke. */
  function used() {
    const { accounts } = worldOf('w1');
    accounts.get('team').ledger.reserve('task_a', 400);
    accounts.get('broke');
    return accounts;
  }

  test('bring back every account that was used, with its credits and holds', () => {
    const { accounts } = worldOf('w2', { credits: 7 });

    accounts.restore(used().snapshot(() => true));

    const [team, broke] = [accounts.find('team'), accounts.find('broke')];
    expect([team?.name, team?.ledger.available, team?.ledger.reserved]).toEqual(['team', 600, 400]);
    expect([broke?.name, broke?.ledger.available]).toEqual(['broke', 0]);
    expect(accounts.find('main')).toBeUndefined();
    expect(accounts.get('main').ledger.available).toBe(7);
  });

  test('give back what is held for work that cannot go on', () => {
    const { accounts } = worldOf('w2');

    accounts.restore(used().snapshot(() => false));

    const { available, reserved } = accounts.get('team').ledger;
    expect([available, reserved]).toEqual([1_000, 0]);
  });

  test('a restored ledger goes on in the time of its own world', async () => {
    const { accounts, clock } = worldOf('w2');
    accounts.restore(used().snapshot(() => true));
    await clock.advance(7_000);

    accounts.get('team').ledger.release('task_a');

    expect(accounts.get('team').ledger.entries.at(-1)?.atMs).toBe(7_000);
  });

  test('an account that is there twice is refused', () => {
    const [team] = used().snapshot(() => true);
    const other = { ...team!, name: 'other' };

    expect(() => worldOf('w2').accounts.restore([other, team!, team!])).toThrow(
      'Cannot restore the world: accounts[2].name must be the only account of that name: received "team"',
    );
  });

  test('sums that do not add up are refused by the account they are of', () => {
    const [team, broke] = used().snapshot(() => true);
    const rich = { ...broke!, available: 5 };

    expect(() => worldOf('w2').accounts.restore([team!, rich])).toThrow(
      'Cannot restore the world: accounts[1].available must be 0, as its entries add up to: received 5',
    );
  });
});
