import { describe, expect, test } from 'vitest';
import { MEDIA_MODEL_IDS, modelRow } from '../../src/contracts/models/index.ts';
import { type Output, outputPaths, outputsOf, typeOf } from '../../src/server/domain/outputs.ts';
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

describe('An image', () => {
  test.each([
    [{}, 'png'],
    [{ output_format: 'png' }, 'png'],
    [{ output_format: 'jpg' }, 'jpeg'],
    [{ output_format: 'jpeg' }, 'jpeg'],
    [{ outputFormat: 'webp' }, 'webp'],
    [{ outputFormat: 'jpeg' }, 'jpeg'],
    [{ output_format: 'tiff' }, 'png'],
  ])('asked for as %j is a %s', (params, format) => {
    const outputs = outputsOf({ model: 'nano-banana-2', prompt: 'x', params });

    expect(outputs).toEqual([{ kind: 'image', format, width: 1_024, height: 1_024 }]);
  });
});

describe('A video', () => {
  const outputs = (params: object) =>
    outputsOf({ model: 'kling-3-0', prompt: 'x', params: { ...params } });
  const silent = { kind: 'video', width: 1_280, height: 720, seconds: 5, hasSound: false };

  test.each([
    [{}, silent],
    [{ duration: 10 }, { ...silent, seconds: 10 }],
    [{ n_frames: '15' }, { ...silent, seconds: 15 }],
    [{ duration: 700 }, { ...silent, seconds: 600 }],
    [{ duration: 0 }, silent],
    [{ num_frames: 1 }, { ...silent, seconds: 1 / 16 }],
    [{ sound: true }, { ...silent, hasSound: true }],
    [{ generate_audio: 'true' }, { ...silent, hasSound: true }],
    [{ sound: false, generate_audio: 'false' }, silent],
  ])('asked for as %j is %j', (params, video) => {
    expect(outputs(params)).toEqual([video]);
  });

  test('comes with its last picture where that is asked for', () => {
    expect(outputs({ return_last_frame: true })).toEqual([
      silent,
      { kind: 'image', format: 'png', width: 1_280, height: 720 },
    ]);
  });
});

describe('A sound', () => {
  const speech = (params: object, prompt?: string) =>
    outputsOf({ model: 'elevenlabs-turbo-2-5', prompt, params: { ...params } });

  test.each([
    ['suno-music', {}, 30],
    ['suno-sounds', {}, 5],
    ['elevenlabs-sound-effect-v2', { duration_seconds: 2.5 }, 2.5],
    ['elevenlabs-sound-effect-v2', { duration_seconds: 700 }, 600],
    ['suno-sounds', { duration_seconds: 0 }, 5],
  ] as const)('of %s with %j lasts %d seconds', (model, params, seconds) => {
    expect(outputsOf({ model, prompt: 'Waves', params })).toMatchObject([{ seconds }]);
  });

  test.each([
    [{}, { codec: 'mp3', rate: 44_100, kilobits: 32 }],
    [{ output_format: 'mp3_22050_32' }, { codec: 'mp3', rate: 22_050, kilobits: 32 }],
    [{ output_format: 'opus_48000_96' }, { codec: 'opus', rate: 48_000, kilobits: 96 }],
    [{ output_format: 'pcm_16000' }, { codec: 'pcm', rate: 16_000 }],
    [{ output_format: 'not_mp3_44100_128' }, { codec: 'mp3', rate: 44_100, kilobits: 32 }],
    [{ output_format: 'pcm_16000_8_8' }, { codec: 'mp3', rate: 44_100, kilobits: 32 }],
  ])('asked for as %j has the form %j', (params, format) => {
    expect(speech(params, 'Ahoy')).toMatchObject([{ kind: 'audio', ...format }]);
  });

  test('says its prompt, or the lines of its dialogue', () => {
    const dialogue = [{ text: 'Ahoy there' }, { text: 'Who calls?' }];

    expect(speech({ timestamps: true }, 'A paper boat on a quiet pond')).toMatchObject([
      { kind: 'audio', seconds: 1.9 },
      { kind: 'timestamps', text: 'A paper boat on a quiet pond', seconds: 1.9 },
    ]);
    expect(speech({ timestamps: true, dialogue })[1]).toMatchObject({
      text: 'Ahoy there Who calls?',
      seconds: 1.4,
    });
  });

  test('lasts at least a second, also where nothing is said', () => {
    expect(speech({}, 'Ahoy')).toMatchObject([{ seconds: 1 }]);
    expect(speech({ timestamps: true })[1]).toEqual({ kind: 'timestamps', text: '', seconds: 1 });
  });
});

describe('typeOf()', () => {
  const sound = { kind: 'audio', rate: 8_000, kilobits: 32, seconds: 1 } as const;
  const picture = { kind: 'image', width: 1, height: 1 } as const;

  test.each<[Output, string, string]>([
    [{ ...picture, format: 'png' }, 'png', 'image/png'],
    [{ ...picture, format: 'jpeg' }, 'jpg', 'image/jpeg'],
    [{ ...picture, format: 'webp' }, 'webp', 'image/webp'],
    [{ ...picture, kind: 'video', seconds: 1, hasSound: true }, 'mp4', 'video/mp4'],
    [{ ...sound, codec: 'mp3' }, 'mp3', 'audio/mpeg'],
    [{ ...sound, codec: 'opus' }, 'ogg', 'audio/ogg'],
    [{ ...sound, codec: 'pcm' }, 'wav', 'audio/wav'],
    [{ ...sound, codec: 'ulaw' }, 'wav', 'audio/wav'],
    [{ kind: 'timestamps', text: 'Ahoy', seconds: 1 }, 'json', 'application/json'],
  ])('of %j is .%s, %s', (output, extension, mimeType) => {
    expect(typeOf(output)).toEqual({ extension, mimeType });
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
