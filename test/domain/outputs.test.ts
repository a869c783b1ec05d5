import { describe, expect, test } from 'vitest';
import { MEDIA_MODEL_IDS, modelRow } from '../../src/contracts/models/index.ts';
import { outputPaths, outputsOf } from '../../src/server/domain/outputs.ts';
import { makeMedia } from '../../src/server/media/make.ts';

const ORIGIN = { taskId: 'task_1', model: 'kling-3-0', prompt: 'A paper boat', index: 0 };

describe('outputsOf()', () => {
  test.each(MEDIA_MODEL_IDS)('%s has an output of its category', (model) => {
    const [output] = outputsOf({ model, prompt: 'A paper boat', params: {} });

    expect(output.kind).toBe(modelRow(model).category);
  });

  test.each([
    ['16:9', 1_360, 765],
    ['9:16', 765, 1_360],
    ['8:1', 2_896, 362],
    ['1:1', 1_024, 1_024],
    ['auto', 1_024, 1_024],
  ])('an image of %s has %i by %i pixels', (ratio, width, height) => {
    const params = { aspect_ratio: ratio };

    const [output] = outputsOf({ model: 'nano-banana-2', prompt: 'x', params });

    expect(output).toMatchObject({ width, height });
  });

  test('speech lasts as long as its text, and less where it is fast', () => {
    const speech = (params: object) =>
      outputsOf({ model: 'elevenlabs-turbo-2-5', prompt: 'x'.repeat(300), params: { ...params } });

    expect(speech({})[0]).toMatchObject({ seconds: 20 });
    expect(speech({ speed: 1.25 })[0]).toMatchObject({ seconds: 16 });
  });
});

describe('The length of a video', () => {
  test.each([
    [80, 5],
    [24, 1.5],
    [1_000_000, 600],
    [1e300, 600],
    [0, 5],
    [0.5, 5],
    [-16, 5],
  ])('of %d frames is %d seconds', (frames, seconds) => {
    const params = { num_frames: frames };

    const [video] = outputsOf({ model: 'wan-2-2-a14b-turbo', prompt: 'x', params });

    expect(video).toMatchObject({ seconds });
  });
});

describe('outputPaths()', () => {
  test('carry world, task and number', () => {
    const request = { model: 'seedream-4-0', prompt: 'x', params: { max_images: 2 } } as const;

    expect(outputPaths('w1', 'task_1', request)).toEqual([
      '/media/w1/task_1/0.png',
      '/media/w1/task_1/1.png',
    ]);
  });
});

describe('makeMedia()', () => {
  const longest = {
    kind: 'video',
    width: 1_920,
    height: 1_080,
    seconds: 15,
    hasSound: true,
  } as const;

  test('gives the same bytes for the same request', () => {
    expect(makeMedia(longest, ORIGIN)).toEqual(makeMedia(longest, ORIGIN));
  });

  test('gives other bytes for another task', () => {
    const other = makeMedia(longest, { ...ORIGIN, taskId: 'task_2' });

    expect(makeMedia(longest, ORIGIN)).not.toEqual(other);
  });

  test('keeps 15 seconds of video well under a megabyte, however long the prompt', () => {
    const { length } = makeMedia(longest, { ...ORIGIN, prompt: 'W'.repeat(20_000) });

    expect(length).toBeLessThan(500_000);
  });

  test('makes the longest video that there is', () => {
    const { length } = makeMedia({ ...longest, seconds: 600 }, ORIGIN);

    expect(length).toBeGreaterThan(2_000_000);
  });

  test('keeps the largest picture small', () => {
    const sizes = (['png', 'jpeg', 'webp'] as const).map((format) => {
      const picture = { kind: 'image', format, width: 4_096, height: 4_096 } as const;
      return makeMedia(picture, ORIGIN).length;
    });

    expect(Math.max(...sizes)).toBeLessThan(300_000);
  });
});
