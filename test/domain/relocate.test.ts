import { expect, test } from 'vitest';
import { relocate } from '../../src/server/domain/relocate.ts';
import { ALL_FILES, snapshotWorld } from '../../src/server/domain/world-snapshots.ts';
import { PNG } from '../support/examples.ts';
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

test('an upload is found at the new place, and nothing else of it changes', async () => {
  const world = worldOf('w1');
  const file = { name: 'boat.png', declaredType: 'image/png', bytes: PNG };
  const { id } = await world.files.add(world.accounts.get('main'), { kind: 'image', file });
  const before = snapshotWorld(world, ALL_FILES);

  const { files } = relocate(before, THERE);

  const [upload] = before.files.records;
  const path = upload?.path.replace('/media/w1/', '/media/w2/');
  expect(path).toContain(`/media/w2/${id}/`);
  expect(files).toEqual({ ...before.files, records: [{ ...upload, path }] });
});

test('events lead to the new place, and what was sent of them stays as it was signed', async () => {
  const world = worldOf('w1');
  const account = world.accounts.get('main');
  const url = 'https://example.com/hook';
  world.webhooks.endpoints.create(account, {
    name: 'hook',
    url,
    eventTypes: ['generation.succeeded'],
  });
  const request = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;
  const { id } = await world.generations.start(account, request);
  await world.clock.runUntilIdle();
  const before = snapshotWorld(world, ALL_FILES);

  const { webhooks } = relocate(before, THERE);

  const sent = JSON.stringify(before.webhooks.events[0]?.payload);
  expect(sent).toContain(`${HERE}/media/w1/${id}/0.png`);
  expect(webhooks.events).toEqual([
    {
      ...before.webhooks.events[0],
      payload: JSON.parse(sent.replaceAll(`${HERE}/media/w1/`, `${THERE.origin}/media/w2/`)),
    },
  ]);
  const [delivery] = before.webhooks.deliveries;
  expect(webhooks.deliveries).toEqual([
    { ...delivery, attempts: [{ ...delivery?.attempts[0], body: sent }] },
  ]);
  expect(webhooks.endpoints).toBe(before.webhooks.endpoints);
});

test('what was sent otherwise than its event tells stays as it was', async () => {
  const world = worldOf('w1');
  const before = snapshotWorld(world, ALL_FILES);
  const attempts = [{ body: 'as it was' }, { body: null }];
  const deliveries = [{ event: 'evt_gone', attempts }] as never;

  const { webhooks } = relocate({ ...before, webhooks: { ...before.webhooks, deliveries } }, THERE);

  expect(webhooks.deliveries).toEqual([{ event: 'evt_gone', attempts }]);
});
