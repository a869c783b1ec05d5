import { describe, expect, test } from 'vitest';
import { parseKey } from '../../src/server/domain/keys.ts';
import { World } from '../../src/server/domain/world.ts';
import { worldOf, worldSettings } from './worlds.ts';

const BOAT = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;

describe('what a world changes with', () => {
  test('is what touches it', () => {
    const world = worldOf('w1');
    const before = world.changes;

    world.touch();

    expect(world.changes).toBe(before + 1);
  });

  test('is also what its clock does', async () => {
    const world = worldOf('w1');
    world.clock.schedule(1_000, () => {});
    const before = world.changes;

    await world.clock.advance(1_000);

    expect(world.changes).toBeGreaterThan(before);
  });

  test('is not looking at it', () => {
    const world = worldOf('w1');
    const before = world.changes;

    world.accounts.find('main');

    expect(world.changes).toBe(before);
  });
});

describe('a world', () => {
  test('hands out URLs from where its fake is reached, also when that is known later', () => {
    let origin = 'http://127.0.0.1:1';
    const world = worldOf('w1', { origin: () => origin });

    origin = 'http://127.0.0.1:4010';

    expect(world.origin).toBe('http://127.0.0.1:4010');
  });

  test('knows the account of a key', () => {
    const world = worldOf('w1');

    expect(world.accountOf(world.keys.get('other'))).toBe(world.accounts.get('other'));
    expect(world.accountOf(world.keys.get('readonly'))).toBe(world.accounts.get('main'));
  });

  test('makes keys that name it and lead to what they were made for', () => {
    const world = worldOf('w1');

    const key = world.createKey({ account: 'team', scopes: new Set(), state: 'expired' });

    const { world: name, variant } = parseKey(key);
    expect([name, variant.slice(0, 2)]).toEqual(['w1', 'k-']);
    expect(world.keys.get(variant)).toMatchObject({ account: 'team', state: 'expired' });
  });

  test('starts as another one stood: its seed, its time and the order of its timers', () => {
    const start = { seed: 'one/w1', startMs: 9_000, order: 7 };

    const world = new World('w2', worldSettings(), start);

    expect(world.clock.snapshot()).toEqual({ nowMs: 9_000, order: 7 });
    expect(world.seed).toBe('one/w1');
    expect(world.requestId()).toBe(worldOf('w1', { seed: 'one' }).requestId());
  });
});

describe('the parts of a world hear of each other', () => {
  test('the end of a generation is told with its world', async () => {
    const ends: unknown[] = [];
    const world = worldOf('w1', { onGenerationEnd: (...end) => ends.push(end) });
    const generation = await world.generations.start(world.accounts.get('main'), BOAT);

    await world.clock.runUntilIdle();

    expect(ends).toEqual([[generation, world]]);
  });

  test('a generation whose reference nobody knows is refused by the account it is for', () => {
    const world = worldOf('w1', { credits: 100_000 });
    const url = 'http://127.0.0.1:4010/media/w1/task_unknown/0.png';
    const request = {
      model: 'kling-3-0',
      prompt: 'A paper boat',
      params: { referenceMediaItems: [{ url, kind: 'image' }] },
    } as const;

    expect(() => world.generations.start(world.accounts.get('main'), request)).toThrow(
      expect.objectContaining({ name: 'ApiError' }),
    );
  });

  test('plans are of the world they were made in', () => {
    const [one, two] = [worldOf('one'), worldOf('two')];

    one.generations.plan({ outcome: 'failed' });

    expect(one.generations.snapshot().plans.waiting).toHaveLength(1);
    expect(two.generations.snapshot().plans.waiting).toHaveLength(0);
  });
});
