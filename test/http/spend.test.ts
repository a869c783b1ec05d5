import { createCaller } from '../support/caller.ts';
import { IMAGE, TURN, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/generations';

test('credits are told by model and by world; what failed, and what a turn did not use, came back', async ({
  fake,
  call,
  expect,
}) => {
  const other = createCaller(fake.url, `${fake.apiKey.replace('default', 'other')}`);
  await call.post(PATH, VIDEO);
  await other.post(PATH, IMAGE);
  await other.post('/api/v1/chat/completions', TURN);
  fake.generations.plan({ outcome: 'failed' });
  await call.post(PATH, { ...VIDEO, prompt: 'Another' });
  await fake.clock.runUntilIdle();

  const { settled, held, released, models, worlds } = fake.spend();

  expect({ settled, held, released }).toEqual({ settled: 91, held: 1, released: 92 });
  expect(models.map(({ model, count }) => [model, count])).toEqual([
    ['gpt-5-2-chat', 1],
    ['kling-3-0', 2],
    ['z-image', 1],
  ]);
  expect(worlds.map(({ world, settled, held }) => [world, settled, held])).toEqual([
    ['default', 90, 0],
    ['other', 1, 1],
  ]);
});

test('a second submission while the first still runs is wasted, and one that comes later is not', async ({
  fake,
  call,
  expect,
}) => {
  const first = (await call.post(PATH, VIDEO)).body;
  const again = (await call.post(PATH, VIDEO)).body;
  await call.post(PATH, { ...VIDEO, prompt: 'Another' });
  await fake.clock.runUntilIdle();
  await call.post(PATH, VIDEO);
  await fake.clock.runUntilIdle();

  const { worlds, wastedCredits } = fake.spend();

  const duplicates = worlds[0]?.wasted.filter(({ reason }) => reason === 'duplicate');
  expect(duplicates).toEqual([
    { reason: 'duplicate', id: again.id, of: first.id, model: 'kling-3-0', credits: 90 },
  ]);
  expect(wastedCredits).toBe(360);
});

test('a retry with its Idempotency-Key is no second submission', async ({ fake, call, expect }) => {
  const headers = { 'Idempotency-Key': 'order-1' };
  await call.post(PATH, VIDEO, { headers });
  await call.post(PATH, VIDEO, { headers });

  expect(fake.spend().models).toEqual([
    { model: 'kling-3-0', count: 1, settled: 0, held: 90, released: 0 },
  ]);
});

test('a success whose results nobody fetched is wasted, until one is downloaded', async ({
  fake,
  call,
  expect,
}) => {
  const { id } = (await call.post(PATH, IMAGE)).body;
  await fake.clock.runUntilIdle();
  const { result } = (await call.get(`${PATH}/${id}`)).body;
  await fetch(result.primary_url, { method: 'HEAD' });
  const before = fake.spend().worlds[0]?.wasted;

  await (await fetch(result.primary_url)).arrayBuffer();

  expect(before).toEqual([
    { reason: 'never-fetched', id, of: undefined, model: 'z-image', credits: 1 },
  ]);
  expect(fake.spend().wastedCredits).toBe(0);
});

test('a reset forgets the world, and not what it has cost; what it held came back', async ({
  fake,
  call,
  expect,
}) => {
  await call.post(PATH, IMAGE);
  await fake.clock.runUntilIdle();
  await call.post(PATH, VIDEO);
  fake.reset();
  await call.post(PATH, IMAGE);
  await fake.clock.runUntilIdle();

  const [world] = fake.spend().worlds;

  expect(world).toMatchObject({ world: 'default', settled: 2, held: 0, released: 90 });
});

test('a restored world has spent what its snapshot says', async ({ fake, call, expect }) => {
  await call.post(PATH, IMAGE);
  await fake.clock.runUntilIdle();
  const snapshot = fake.snapshot();
  await call.post(PATH, { ...IMAGE, prompt: 'Another' });
  await fake.clock.runUntilIdle();

  fake.restore(snapshot);

  expect(fake.spend()).toMatchObject({ settled: 1, held: 0 });
});

test('the control plane tells the same', async ({ fake, call, expect }) => {
  await call.post(PATH, VIDEO);
  await fake.clock.runUntilIdle();
  const { wastedCredits, text, models } = fake.spend();

  const { body } = await call.get('/__rivya/spend');

  expect(body).toMatchObject({ settled: 90, wasted_credits: wastedCredits, text, models });
  expect(text).toMatch(
    /^90 credits settled, 0 held, 0 released, 90 wasted\n\nby model\n {2}kling-3-0/,
  );
});

test('a fake that did nothing has spent nothing', ({ fake, expect }) => {
  expect(fake.spend()).toEqual({
    settled: 0,
    held: 0,
    released: 0,
    models: [],
    worlds: [],
    wastedCredits: 0,
    text: '0 credits settled, 0 held, 0 released, 0 wasted',
  });
});
