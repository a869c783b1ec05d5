import { describe, expect, test } from 'vitest';
import { setSwitches } from '../../src/contracts/switches.ts';
import { findOutput, locateMedia } from '../../src/server/domain/locate-media.ts';
import type { WorldSettings } from '../../src/server/domain/world.ts';
import { fixture } from '../support/media-bytes.ts';
import { worldOf } from './worlds.ts';

const ORIGIN = 'http://127.0.0.1:4010';
const DAY_MS = 24 * 3_600 * 1_000;
const BOATS = { model: 'seedream-4-0', prompt: 'Paper boats', params: { max_images: 2 } } as const;

/** A world with an upload, and a generation of two images that has ended at 5,000 ms. */
async function scene(settings: Partial<WorldSettings> = {}) {
  const world = worldOf('w1', settings);
  const [main, other] = [world.accounts.get('main'), world.accounts.get('other')];
  const part = { name: 'boat.png', bytes: fixture('boat.png'), declaredType: '' };
  const file = await world.files.add(main, { kind: 'image', file: part });
  const generation = await world.generations.start(main, BOATS);
  await world.clock.advance(5_000);
  const locate = (url: string, account = main) => locateMedia(world, account, url);
  return { world, other, file, generation, locate };
}

function pixelsOf(media: ReturnType<typeof locateMedia>) {
  return typeof media === 'object' ? media.imageSize() : 'nothing';
}

describe('findOutput()', () => {
  test('finds each output of a generation', async () => {
    const { world, generation } = await scene();
    const path = `/media/w1/${generation.id}/1.png`;

    expect(findOutput(world, generation.id, path)).toEqual({
      generation,
      output: { kind: 'image', format: 'png', width: 1_024, height: 1_024 },
      index: 1,
    });
  });

  test.each([
    ['there is no generation', () => ['task_1', '/media/w1/task_1/0.png']],
    ['the generation has no such output', (id: string) => [id, `/media/w1/${id}/2.png`]],
  ] as const)('finds nothing where %s', async (_why, place) => {
    const { world, generation } = await scene();
    const [id = '', path = ''] = place(generation.id);

    expect(findOutput(world, id, path)).toBeUndefined();
  });

  test('finds nothing before the generation has succeeded', async () => {
    const { world } = await scene();
    const { id } = await world.generations.start(world.accounts.get('main'), BOATS);

    expect(findOutput(world, id, `/media/w1/${id}/0.png`)).toBeUndefined();
  });

  test('finds an output for ever, unless URLs have a lifetime', async () => {
    const { world, generation } = await scene();
    await world.clock.advance(100 * DAY_MS);

    expect(findOutput(world, generation.id, generation.outputs?.[0] ?? '')).toBeDefined();
  });

  test('finds an output for a day where URLs have that lifetime', async () => {
    const { world, generation } = await scene({
      switches: setSwitches({ 'result.urlLifetime': '24h' }),
    });
    const find = () => findOutput(world, generation.id, generation.outputs?.[0] ?? '');

    await world.clock.advance(DAY_MS - 1);
    expect(find()).toBeDefined();
    await world.clock.advance(1);

    expect(find()).toBeUndefined();
  });
});

describe('locateMedia()', () => {
  test('knows an upload of the account', async () => {
    const { file, locate } = await scene();

    const media = locate(ORIGIN + file.path);

    expect(media).toMatchObject({ kind: 'image', mimeType: 'image/png', file });
    expect(pixelsOf(media)).toEqual({ width: 16, height: 16 });
  });

  test('does not know the pixels of an upload whose bytes have made room for others', async () => {
    const { file, locate } = await scene({ maxStoredBytes: 0 });

    expect(pixelsOf(locate(ORIGIN + file.path))).toBeUndefined();
  });

  test('knows a result of the account', async () => {
    const { generation, locate } = await scene();

    const media = locate(`${ORIGIN}${generation.outputs?.[1]}`);

    expect(media).toMatchObject({ kind: 'image', mimeType: 'image/png', file: undefined });
    expect(pixelsOf(media)).toEqual({ width: 1_024, height: 1_024 });
  });

  test('does not know the pixels of a video', async () => {
    const { world, locate } = await scene();
    const boats = { model: 'kling-3-0', prompt: 'Paper boats', params: {} } as const;
    const video = await world.generations.start(world.accounts.get('main'), boats);
    await world.clock.runUntilIdle();

    expect(pixelsOf(locate(`${ORIGIN}${video.outputs?.[0]}`))).toBeUndefined();
  });

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])(
    'knows this machine as %s',
    async (name) => {
      const { file, locate } = await scene();

      expect(locate(`http://${name}:4010${file.path}`)).toMatchObject({ file });
    },
  );

  test('knows its origin by any name that it was given', async () => {
    const { file, locate } = await scene({ origin: () => 'https://fake.example.com' });

    expect(locate(`https://fake.example.com${file.path}`)).toMatchObject({ file });
  });

  test.each([
    'https://cdn.example.com/boat.png',
    'http://127.0.0.1:4011/media/w1/file_1/boat.png',
    'http://cdn.example.com:4010/media/w1/file_1/boat.png',
    'http://localhost.example.com:4010/boat.png',
    'http://not-localhost:4010/boat.png',
    'http://10.127.0.1:4010/boat.png',
  ])('says of %s that it is foreign', async (url) => {
    const { locate } = await scene();

    expect(locate(url)).toBe('foreign');
  });

  test.each([
    ['nobody has uploaded', () => '/media/w1/file_1/boat.png'],
    ['has no id', () => '/media/w1'],
    ['lies in another world', (path: string) => path.replace('w1', 'w2')],
    ['lies beside the media', (path: string) => path.replace('media', 'api')],
    ['has another name than the upload', (path: string) => path.replace('boat', 'ship')],
  ])('does not find what %s', async (_what, pathFrom) => {
    const { file, locate } = await scene();

    expect(locate(ORIGIN + pathFrom(file.path))).toBeUndefined();
  });

  test('does not find what belongs to another account', async () => {
    const { other, file, generation, locate } = await scene();

    expect(locate(ORIGIN + file.path, other)).toBeUndefined();
    expect(locate(`${ORIGIN}${generation.outputs?.[0]}`, other)).toBeUndefined();
  });
});
