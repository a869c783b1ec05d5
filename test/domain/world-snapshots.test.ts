import { describe, expect, test } from 'vitest';
import type { WorldSnapshot } from '../../src/contracts/snapshot.ts';
import { snapshotGeneration } from '../../src/server/domain/generation-snapshots.ts';
import { parseSnapshot } from '../../src/server/domain/parse-snapshot.ts';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';
import {
  ALL_FILES,
  NO_FILES,
  restoreWorld,
  snapshotWorld,
} from '../../src/server/domain/world-snapshots.ts';
import { worldOf, worldSettings } from './worlds.ts';

const BOAT = { model: 'kling-3-0', prompt: 'A paper boat', params: {} } as const;

/** A world at 2,000 ms with a generation that is being processed as planned, and one that has ended. */
async function living() {
  const world = worldOf('w1');
  const account = world.accounts.get('main');
  world.generations.plan({ queuedMs: 0, processingMs: 1_000 });
  const ended = await world.generations.start(account, BOAT);
  world.generations.plan({ processingMs: 7_000, outcome: 'failed' });
  await world.clock.advance(1_000);
  const running = await world.generations.start(account, BOAT);
  await world.clock.advance(1_000);
  return { world, ended, running, snapshot: snapshotWorld(world, NO_FILES) };
}

const restored = (snapshot: WorldSnapshot, more?: { lateMs: number }) =>
  restoreWorld('w1', worldSettings(), snapshot, more);

describe('a restored world', () => {
  test('has the same snapshot', async () => {
    const { snapshot } = await living();

    expect(snapshotWorld(restored(snapshot), NO_FILES)).toEqual(snapshot);
  });

  test('goes on with what was running, and leaves what has ended', async () => {
    const { snapshot, ended, running } = await living();
    const copy = restored(snapshot);
    const [done, life] = [ended, running].map(({ id }) => copy.generations.find(id));
    expect([done?.status, life?.status]).toEqual(['succeeded', 'processing']);
    expect(done?.outputs).toEqual([`/media/w1/${ended.id}/0.mp4`]);

    await copy.clock.advance(6_999);
    expect(life?.status).toBe('processing');
    await copy.clock.advance(1);

    expect([life?.status, life?.error?.code]).toEqual(['failed', 'generation_failed']);
    const { available, reserved, settled } = copy.accounts.get('main').ledger;
    expect([available, reserved, settled]).toEqual([910, 0, 90]);
  });

  test('goes on with what was queued without a plan', async () => {
    const world = worldOf('w1');
    const { id } = await world.generations.start(world.accounts.get('main'), BOAT);
    const snapshot = snapshotWorld(world, NO_FILES);
    expect(snapshot.generations.records[0]?.life?.plan).toBeNull();
    const copy = restored(snapshot);

    await copy.clock.advance(5_000);

    expect(copy.generations.find(id)?.status).toBe('succeeded');
  });

  test('knows why a generation has failed, and of others that they have no error', async () => {
    const { world, ended, running } = await living();
    await world.clock.runUntilIdle();

    const copy = restored(snapshotWorld(world, NO_FILES));

    expect(copy.generations.find(running.id)?.error?.code).toBe('generation_failed');
    expect(copy.generations.find(ended.id)).toHaveProperty('error', undefined);
  });

  test('has the references of a generation, but not their duration tokens', async () => {
    const { ended } = await living();
    const item = { url: 'https://example.com/boat.mp4', kind: 'video' };
    const params = { referenceMediaItems: [{ ...item, durationToken: 'secret' }], duration: '5' };

    const snapshot = snapshotGeneration({ ...ended, params }, undefined);

    expect(snapshot.params).toEqual({ referenceMediaItems: [item], duration: '5' });
    expect(params.referenceMediaItems[0]).toHaveProperty('durationToken', 'secret');
  });

  test('makes the ids that the first world makes', async () => {
    const { world, snapshot } = await living();
    const copy = restored(snapshot);
    const account = copy.accounts.get('main');

    const next = await copy.generations.start(account, BOAT);
    const first = await world.generations.start(world.accounts.get('main'), BOAT);

    expect(next.id).toBe(first.id);
    expect(copy.requestId()).toBe(world.requestId());
    const key = { account: 'main', scopes: new Set<never>(), state: 'active' } as const;
    expect(copy.createKey(key)).toBe(world.createKey(key));
  });

  test('begins late where time went on meanwhile', async () => {
    const { snapshot, running } = await living();

    const copy = restored(snapshot, { lateMs: 500 });

    expect(copy.clock.now()).toBe(2_500);
    expect(copy.generations.find(running.id)?.status).toBe('processing');
  });

  test('keeps a limit of its own, and has none that was not chosen', async () => {
    const { world, snapshot } = await living();
    world.rateLimits.choose(7);

    expect(snapshot).not.toHaveProperty('rateLimit');
    expect(restored(snapshot).rateLimits.chosen).toBeUndefined();
    expect(restored(snapshotWorld(world, ALL_FILES)).rateLimits.chosen).toBe(7);
  });

  test('holds no credits for a chat turn, which cannot go on', async () => {
    const { world } = await living();
    world.accounts.get('main').ledger.reserve('turn_a', 10);

    const { ledger } = restored(snapshotWorld(world, NO_FILES)).accounts.get('main');

    expect([ledger.available, ledger.reserved]).toEqual([820, 90]);
  });
});

describe('a snapshot is refused', () => {
  type Draft = { -readonly [Name in keyof WorldSnapshot]: WorldSnapshot[Name] };
  const generation = (draft: Draft, index: number) => draft.generations.records[index]!;

  test.each<[string, (draft: Draft) => void, string]>([
    [
      'with credits that are held for what does not run',
      (draft) => draft.generations.records.splice(1, 1),
      'accounts[0].entries must be without credits that are held for what does not run: received "task_',
    ],
    [
      'with a generation of nobody',
      (draft) => Object.assign(generation(draft, 0), { account: 'ghost' }),
      'generations.records[0].account must be the name of an account of the snapshot: received "ghost"',
    ],
    [
      'with a generation of tomorrow',
      (draft) => Object.assign(generation(draft, 0), { createdAtMs: 2_001, updatedAtMs: 2_001 }),
      'generations.records[0].createdAtMs must be at most clock.nowMs, 2000: received 2001',
    ],
    [
      'with a generation that changed before it was made',
      (draft) => Object.assign(generation(draft, 1), { updatedAtMs: 999 }),
      'generations.records[1].updatedAtMs must be from createdAtMs, 1000, to clock.nowMs, 2000: received 999',
    ],
    [
      'with a life that is over',
      (draft) => Object.assign(generation(draft, 1), { life: null }),
      'generations.records[1].life must be what comes next, as the generation is processing: received null',
    ],
    [
      'with a life after its end',
      (draft) => Object.assign(generation(draft, 0), { life: generation(draft, 1).life }),
      'generations.records[0].life must be null, as the generation is succeeded: received {',
    ],
    [
      'with another price than is held',
      (draft) => Object.assign(generation(draft, 1), { reservedCredits: 89 }),
      'generations.records[1].reservedCredits must be the 90 credits that its account holds for it: received 89',
    ],
    [
      'with a price that nothing holds',
      (draft) => draft.accounts[0]!.entries.splice(-1, 1) && fitSums(draft),
      'generations.records[1].reservedCredits must be the no credits that its account holds for it: received 90',
    ],
    [
      'with a plan that makes no sense',
      (draft) => Object.assign(generation(draft, 1).life!, { plan: { times: 0 } }),
      'generations.records[1].life.plan is not allowed: Cannot plan generations: times is 0, expected a whole number from 1',
    ],
  ])('%s', async (_what, spoil, reason) => {
    const { snapshot } = await living();
    const draft = structuredClone(snapshot);
    spoil(draft);

    expect(() => restored(draft)).toThrow(SnapshotRefused);
    expect(() => restored(draft)).toThrow(`Cannot restore the world: ${reason}`);
  });

  function fitSums({ accounts }: Draft): void {
    Object.assign(accounts[0]!, { available: 910, reserved: 0 });
  }

  test.each<[unknown, string]>([
    [null, 'the snapshot must be an object: received null'],
    [{ format: 'x', version: 2 }, 'format must be "rivya-testkit/world": received "x"'],
    [{ format: 'rivya-testkit/world', version: 1 }, 'version must be 2: received 1'],
    [{ format: 'rivya-testkit/world', version: 2 }, 'world is required: expected a string'],
  ])('by its shape: %j', (value, reason) => {
    expect(() => parseSnapshot(value)).toThrow(SnapshotRefused);
    expect(() => parseSnapshot(value)).toThrow(`Cannot restore the world: ${reason}`);
  });

  test('by its version alone, as the parts of another version are not worth checking', () => {
    const old = { format: 'rivya-testkit/world', version: 1 };

    expect(() => parseSnapshot(old)).toThrow(
      /^Cannot restore the world: version must be 2: received 1$/,
    );
  });

  test('by the name of where it stands', () => {
    expect(() => parseSnapshot(7, 'worlds[0]')).toThrow('worlds[0] must be an object: received 7');
  });
});

test('parseSnapshot() gives what was written as JSON', async () => {
  const { snapshot } = await living();

  expect(parseSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
});
