import { describe, expect, test } from 'vitest';
import { SpendBook } from '../../src/server/domain/spend.ts';
import type { World } from '../../src/server/domain/world.ts';
import { worldOf } from './worlds.ts';

const BOAT = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;
const FILM = {
  model: 'kling-3-0',
  prompt: 'A cat surfs',
  params: { mode: 'std', duration: '5', sound: 'false' },
} as const;

type Request = Parameters<World['generations']['start']>[1];

function start(world: World, request: Request, account = 'main') {
  return world.generations.start(world.accounts.get(account), request);
}

function wasteOf(world: World) {
  return new SpendBook().all([world]).worlds.flatMap(({ wasted }) => wasted);
}

describe('the spend of a world', () => {
  test('has its models by name, however they were called', async () => {
    const world = worldOf('w1');
    await start(world, BOAT);
    await start(world, FILM);
    await start(world, BOAT);

    const [spend] = new SpendBook().all([world]).worlds;

    expect(spend?.models.map(({ model, count }) => [model, count])).toEqual([
      ['kling-3-0', 1],
      ['z-image', 2],
    ]);
  });

  test('is what running work holds, until that is settled', async () => {
    const world = worldOf('w1');
    await start(world, BOAT);
    const before = new SpendBook().all([world]);

    await world.clock.runUntilIdle();

    expect(before).toMatchObject({ settled: 0, held: 1, released: 0 });
    expect(new SpendBook().all([world])).toMatchObject({ settled: 1, held: 0, released: 0 });
  });

  test('is none where credits were only given', () => {
    const world = worldOf('w1');
    world.accounts.get('main');

    expect(new SpendBook().all([world]).worlds).toEqual([]);
  });

  test('has work under "unknown" of which the world knows no model', () => {
    const world = worldOf('w1');
    world.accounts.get('main').ledger.reserve('session_x', 3);

    expect(new SpendBook().all([world]).models).toEqual([
      { model: 'unknown', count: 1, settled: 0, held: 3, released: 0 },
    ]);
  });
});

describe('worlds', () => {
  test('are told in the order of their names, also those that are gone', async () => {
    const book = new SpendBook();
    const worlds = ['c', 'a', 'b', 'd'].map((name) => worldOf(name));
    for (const world of worlds) await start(world, BOAT);
    const [c, ...rest] = worlds as [World, ...World[]];
    book.close(c);

    const { worlds: told } = book.all(rest);

    expect(told.map(({ world }) => world)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('that are thrown away release what they held', async () => {
    const book = new SpendBook();
    const world = worldOf('w1');
    await start(world, BOAT);
    await world.clock.runUntilIdle();
    await start(world, { ...BOAT, prompt: 'Another' });
    book.close(world);

    const { settled, held, released, models } = book.all([]);

    expect({ settled, held, released }).toEqual({ settled: 1, held: 0, released: 1 });
    expect(models).toEqual([{ model: 'z-image', count: 2, settled: 1, held: 0, released: 1 }]);
  });

  test('are added to those of the same name before them', async () => {
    const book = new SpendBook();
    for (let life = 0; life < 2; life++) {
      const world = worldOf('w1');
      await start(world, BOAT);
      await world.clock.runUntilIdle();
      book.close(world);
    }
    const living = worldOf('w1');
    await start(living, BOAT);

    const { worlds, settled, held } = book.all([living]);

    expect({ settled, held }).toEqual({ settled: 2, held: 1 });
    expect(worlds.map(({ world, wasted }) => [world, wasted.length])).toEqual([['w1', 2]]);
  });

  test('share their models, by name, and what was wasted', async () => {
    const [first, second] = [worldOf('w1'), worldOf('w2')];
    await start(first, BOAT);
    await start(first, FILM);
    await start(second, BOAT);
    for (const { clock } of [first, second]) await clock.runUntilIdle();
    const price = new SpendBook().all([first]).models[0]?.settled ?? Number.NaN;

    const { models, wastedCredits } = new SpendBook().all([second, first]);

    expect(models.map(({ model, count, settled }) => [model, count, settled])).toEqual([
      ['kling-3-0', 1, price],
      ['z-image', 2, 2],
    ]);
    expect(wastedCredits).toBe(price + 2);
  });

  test('that have cost nothing are not remembered', () => {
    const book = new SpendBook();

    book.close(worldOf('w1'));

    expect(book.all([]).worlds).toEqual([]);
  });
});

describe('credits are wasted', () => {
  test('on what repeats a generation that still runs, whether it is queued or processing', async () => {
    const world = worldOf('w1');
    const first = await start(world, BOAT);
    const second = await start(world, BOAT);
    await world.clock.advance(2_000);
    const third = await start(world, BOAT);
    await world.clock.runUntilIdle();
    for (const { id } of [first, second, third]) world.trails.noteFetched(id);

    expect(wasteOf(world)).toEqual([
      { reason: 'duplicate', id: second.id, of: first.id, model: 'z-image', credits: 1 },
      { reason: 'duplicate', id: third.id, of: second.id, model: 'z-image', credits: 1 },
    ]);
  });

  test.each([
    ['queued', { queuedMs: 1e9 }],
    ['processing', { processingMs: 1e9 }],
  ] as const)('on what repeats a generation that is %s until now', async (status, plan) => {
    const world = worldOf('w1');
    world.generations.plans.add(plan);
    const first = await start(world, BOAT);
    const { id } = await start(world, BOAT);
    await world.clock.advance(60_000);

    expect(first.status).toBe(status);
    expect(wasteOf(world)).toMatchObject([{ reason: 'duplicate', id, of: first.id }]);
  });

  test('on no repetition by another account or after the first has ended', async () => {
    const world = worldOf('w1');
    const ids = [(await start(world, BOAT)).id, (await start(world, BOAT, 'other')).id];
    await world.clock.runUntilIdle();
    ids.push((await start(world, BOAT)).id);
    await world.clock.runUntilIdle();
    for (const id of ids) world.trails.noteFetched(id);

    expect(wasteOf(world)).toEqual([]);
  });

  test('on a result that nobody has downloaded, and on nothing that failed', async () => {
    const world = worldOf('w1');
    const { id } = await start(world, BOAT);
    world.generations.plans.add({ outcome: 'failed' });
    await start(world, { ...BOAT, prompt: 'Another' });
    await world.clock.runUntilIdle();

    expect(wasteOf(world)).toEqual([
      { reason: 'never-fetched', id, of: undefined, model: 'z-image', credits: 1 },
    ]);
  });
});
