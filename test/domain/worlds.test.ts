import { describe, expect, test } from 'vitest';
import { NO_FILES, snapshotWorld } from '../../src/server/domain/world-snapshots.ts';
import { Worlds } from '../../src/server/domain/worlds.ts';
import { worldOf, worldSettings } from './worlds.ts';

const worldsOf = (max: number) => new Worlds(worldSettings(), max);
const request = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;

describe('a world', () => {
  test('opens when its name is first heard, and is the same afterwards', () => {
    const worlds = worldsOf(10);

    const first = worlds.visit('w1');

    expect(worlds.visit('w1')).toBe(first);
    expect(worlds.size).toBe(1);
    expect([first.name, first.apiKey]).toEqual(['w1', 'rvya_sk_test_w1']);
  });

  test('shares no time, credits, generations or idempotency keys with another', async () => {
    const worlds = worldsOf(10);
    const [one, two] = [worlds.visit('one'), worlds.visit('two')];
    const account = two.accounts.get('main');
    const use = { scope: 'main', key: 'a', body: {} };

    const { id } = await one.generations.start(one.accounts.get('main'), request);
    await one.idempotency.run(use, () => 'reply');
    await one.clock.advance(9_000);

    expect([one.clock.now(), two.clock.now()]).toEqual([9_000, 0]);
    expect(account.ledger.available).toBe(1_000);
    expect(() => two.generations.get(account, id)).toThrow('Cannot find the generation');
    expect((await two.idempotency.run(use, () => 'reply')).replayed).toBe(false);
  });

  test('counts the requests of its keys for itself', () => {
    const worlds = new Worlds(worldSettings({ rateLimit: 1 }), 10);
    worlds.visit('one').rateLimits.count('');

    expect(worlds.visit('two').rateLimits.count('')?.remaining).toBe(0);
  });

  test('makes the same ids as its twin, and other ids than worlds of other names and seeds', () => {
    const ids = [worldOf('w1'), worldOf('w1'), worldOf('w2'), worldOf('w1', { seed: '2' })].map(
      (world) => world.requestId(),
    );

    expect(ids[0]).toMatch(/^req_[a-z0-9]{24}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  test('does not change the ids of generations by making request ids or keys', async () => {
    const [quiet, busy] = [worldOf('w1'), worldOf('w1')];
    busy.requestId();
    busy.createKey({ account: 'main', scopes: new Set(), state: 'active' });

    const one = await quiet.generations.start(quiet.accounts.get('main'), request);
    const two = await busy.generations.start(busy.accounts.get('main'), request);

    expect(two.id).toBe(one.id);
  });
});

describe('reset()', () => {
  test('puts a new world in the place of the old one, which starts the same way', async () => {
    const worlds = worldsOf(10);
    const old = worlds.visit('w1');
    const firstId = old.requestId();
    old.accounts.get('main').ledger.setBalance(5);
    await old.clock.advance(1_000);

    const fresh = worlds.reset('w1');

    expect(worlds.visit('w1')).toBe(fresh);
    expect(fresh).not.toBe(old);
    expect(fresh.clock.now()).toBe(0);
    expect(fresh.accounts.get('main').ledger.available).toBe(1_000);
    expect(fresh.requestId()).toBe(firstId);
    expect(worlds.size).toBe(1);
  });

  test('stops what the old world had in motion', async () => {
    const ended: string[] = [];
    const onGenerationEnd = () => ended.push('ended');
    const worlds = new Worlds(worldSettings({ onGenerationEnd }), 10);
    const old = worlds.visit('w1');
    await old.generations.start(old.accounts.get('main'), request);

    worlds.reset('w1');
    await old.clock.advance(60_000);

    expect(ended).toEqual([]);
    expect(old.clock.pending).toBe(0);
  });

  test('stops it also while a task of the old world is running', async () => {
    const worlds = worldsOf(10);
    const old = worlds.visit('w1');
    const late: number[] = [];
    old.clock.schedule(1_000, () => {
      worlds.reset('w1');
      old.clock.schedule(1_000, () => late.push(old.clock.now()));
    });

    await old.clock.advance(60_000);

    expect(late).toEqual([]);
  });

  test('does not touch other worlds, and opens one that is unknown', () => {
    const worlds = worldsOf(10);
    const other = worlds.visit('other');

    worlds.reset('new');

    expect(worlds.visit('other')).toBe(other);
    expect(worlds.size).toBe(2);
  });
});

describe('restore()', () => {
  /** A world in which an image is under way, and its snapshot at 2,000 ms. */
  async function busy() {
    const worlds = worldsOf(10);
    const old = worlds.visit('w1');
    const { id } = await old.generations.start(old.accounts.get('main'), request);
    await old.clock.advance(2_000);
    return { worlds, old, id, snapshot: snapshotWorld(old, NO_FILES) };
  }

  test('puts a world in the place of the old one, whose time stops', async () => {
    const { worlds, old, id, snapshot } = await busy();

    const restored = worlds.restore('w1', snapshot);

    expect(worlds.visit('w1')).toBe(restored);
    expect([old.clock.pending, restored.clock.pending]).toEqual([0, 1]);
    expect(restored.generations.find(id)?.status).toBe('processing');
    expect(worlds.size).toBe(1);
  });

  test('opens a world that is unknown, as late as it is told', async () => {
    const { worlds, snapshot } = await busy();

    const restored = worlds.restore('w2', snapshot, { lateMs: 500 });

    expect(worlds.all().map(({ name }) => name)).toEqual(['w1', 'w2']);
    expect([restored.name, restored.clock.now()]).toEqual(['w2', 2_500]);
  });

  test('leaves the old world as it is where the snapshot is refused', async () => {
    const { worlds, old, snapshot } = await busy();
    snapshot.generations.records.push(...snapshot.generations.records);

    expect(() => worlds.restore('w1', snapshot)).toThrow('Cannot restore the world');

    expect(worlds.visit('w1')).toBe(old);
    expect(old.clock.pending).toBe(1);
  });

  test('counts no credits twice', async () => {
    const { worlds, old, snapshot } = await busy();
    await old.clock.runUntilIdle();

    worlds.restore('w1', snapshot);

    expect(worlds.spend()).toMatchObject({ settled: 0, held: 1 });
  });
});

describe('spend()', () => {
  test('is what the work of all worlds has cost, also of those that are gone', async () => {
    const worlds = worldsOf(2);
    for (const name of ['evicted', 'reset', 'kept']) {
      const world = worlds.visit(name);
      await world.generations.start(world.accounts.get('main'), request);
      await world.clock.runUntilIdle();
    }
    worlds.reset('reset');

    const spend = worlds.spend();

    expect(spend).toMatchObject({ settled: 3, held: 0 });
    expect(spend.worlds.map(({ world }) => world)).toEqual(['evicted', 'kept', 'reset']);
    expect(spend.text).toContain('z-image');
  });
});

test('every world that begins from nothing is prepared, and no restored one', () => {
  const prepared: string[] = [];
  const worlds = new Worlds(worldSettings(), 10, ({ name }) => prepared.push(name));
  const snapshot = snapshotWorld(worlds.visit('w1'), NO_FILES);
  worlds.visit('w1');
  worlds.reset('w1');

  worlds.restore('w1', snapshot);

  expect(prepared).toEqual(['w1', 'w1']);
});

test('find() looks for a world, and is no visit', () => {
  const worlds = worldsOf(2);
  const [first, second] = [worlds.visit('first'), worlds.visit('second')];

  expect([worlds.find('first'), worlds.find('none')]).toEqual([first, undefined]);
  worlds.visit('third');

  expect([worlds.find('first'), worlds.find('second')]).toEqual([undefined, second]);
});

test('a visit is taken note of as something that may have changed a world', () => {
  const worlds = worldsOf(2);
  const { changes } = worlds.visit('w1');

  expect(worlds.visit('w1').changes).toBeGreaterThan(changes);
});

describe('the number of worlds is bounded', () => {
  test('beyond it the world that was idle longest is forgotten, and its time stops', () => {
    const worlds = worldsOf(3);
    const [first, second, third] = ['first', 'second', 'third'].map((name) => worlds.visit(name));
    second?.clock.schedule(1_000, () => {});
    worlds.visit('first');

    worlds.visit('fourth');

    expect(worlds.size).toBe(3);
    expect(worlds.visit('first')).toBe(first);
    expect(worlds.visit('third')).toBe(third);
    expect(second?.clock.pending).toBe(0);
    expect(worlds.visit('second')).not.toBe(second);
  });

  test('a world that is held stays, however long it is idle', () => {
    const worlds = worldsOf(2);
    const held = worlds.hold('held');
    for (const name of ['a', 'b', 'c']) worlds.visit(name);

    expect(worlds.visit('held')).toBe(held);
    expect(worlds.size).toBe(2);
  });

  test('a held world stays held over a reset', () => {
    const worlds = worldsOf(2);
    worlds.hold('held');
    const fresh = worlds.reset('held');
    for (const name of ['a', 'b', 'c']) worlds.visit(name);

    expect(worlds.visit('held')).toBe(fresh);
  });

  test('when all are held, the one that was idle longest makes room', () => {
    const worlds = worldsOf(2);
    const [one, two] = [worlds.hold('one'), worlds.hold('two')];
    worlds.visit('one');

    worlds.visit('three');

    expect(worlds.size).toBe(2);
    expect(worlds.visit('one')).toBe(one);
    expect(worlds.hold('two')).not.toBe(two);
  });
});

test.each(['', 'W1', 'a.b', 'x'.repeat(41), 7, undefined])('hold(%j) is refused', (name) => {
  const worlds = worldsOf(10);

  const hold = () => worlds.hold(name as string);

  expect(hold).toThrow(RangeError);
  expect(hold).toThrow(
    `Cannot open the world ${JSON.stringify(name)}: expected 1 to 40 of a-z, 0-9 and -`,
  );
  expect(worlds.size).toBe(0);
});

test('stop() stops the time of all worlds', () => {
  const worlds = worldsOf(10);
  const clocks = ['one', 'two'].map((name) => worlds.visit(name).clock);
  for (const clock of clocks) clock.schedule(1_000, () => {});

  worlds.stop();

  expect(clocks.map(({ pending }) => pending)).toEqual([0, 0]);
});
