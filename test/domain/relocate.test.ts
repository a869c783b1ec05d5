import { expect, test } from 'vitest';
import { relocate } from '../../src/server/domain/relocate.ts';
import { ALL_FILES, snapshotWorld } from '../../src/server/domain/world-snapshots.ts';
import { worldOf } from './worlds.ts';

const HERE = 'http://127.0.0.1:4010';
const THERE = { origin: 'https://fake.example.com', world: 'w2' };

/** A snapshot of w1 in which a generation has ended that was told by URL and in words. */
async function snapshot() {
  const world = worldOf('w1');
  const params = { image: `${HERE}/media/w1/f/0.png`, other: `${HERE}/media/w11/f/0.png`, n: 7 };
  const generation = await world.generations.start(world.accounts.get('main'), {
    model: 'z-image',
    prompt: `Like ${HERE}/media/w1/f/0.png`,
    params: params as never,
  });
  await world.clock.runUntilIdle();
  const reply = { urls: [`${HERE}/media/w1/f/0.png`, null], text: `see ${HERE}/media/w1/a.` };
  await world.idempotency.run({ scope: 'main', key: 'a', body: {} }, () => reply);
  return { id: generation.id, snapshot: snapshotWorld(world, ALL_FILES) };
}

test('a snapshot that stays where it was stays what it was', async () => {
  const { snapshot: before } = await snapshot();

  expect(relocate(before, { origin: HERE, world: 'w1' })).toBe(before);
});

test.each([
  ['another name', { origin: HERE, world: 'w2' }],
  ['another address', { origin: THERE.origin, world: 'w1' }],
  ['both', THERE],
])('media lead to the new place: %s', async (_what, to) => {
  const { id, snapshot: before } = await snapshot();

  const { world, origin, generations, idempotency } = relocate(before, to);

  const [record] = generations.records;
  expect({ world, origin }).toEqual(to);
  expect(record?.outputs).toEqual([`/media/${to.world}/${id}/0.png`]);
  expect(record?.params).toMatchObject({
    image: `${to.origin}/media/${to.world}/f/0.png`,
    other: `${HERE}/media/w11/f/0.png`,
    n: 7,
  });
  expect(idempotency[0]?.reply).toEqual({
    urls: [`${to.origin}/media/${to.world}/f/0.png`, null],
    text: `see ${to.origin}/media/${to.world}/a.`,
  });
});

test('what people wrote stays as they wrote it, and so does the snapshot', async () => {
  const { snapshot: before } = await snapshot();
  const text = JSON.stringify(before);

  const moved = relocate(before, THERE);

  expect(moved.generations.records[0]?.prompt).toBe(`Like ${HERE}/media/w1/f/0.png`);
  expect(moved.accounts).toBe(before.accounts);
  expect(JSON.stringify(before)).toBe(text);
});
