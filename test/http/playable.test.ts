import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { makeMedia } from '../../src/server/media/make.ts';
import type { Caller } from '../support/caller.ts';
import { test } from '../support/fake.ts';
import { decodingErrors, hasTool, inChromium, probe } from '../support/tools.ts';

const hasFfmpeg = hasTool('ffprobe', '-version', 'ffmpeg');
const hasChromium = hasTool('chromium', '--version', 'chromium');

const PATH = '/api/v1/generations';
const PROMPT = 'A paper boat on a quiet lake, at dawn';
const VOICE = 'TX3LPaxmHKxFdv7VOQHJ';

async function resultOf(
  fake: Fake,
  call: Caller,
  model: string,
  params: object,
): Promise<string[]> {
  const created = await call.post(PATH, { model, prompt: PROMPT, params });
  await fake.clock.runUntilIdle();
  return (await call.get(`${PATH}/${created.body.id}`)).body.result.urls;
}

describe.skipIf(!hasFfmpeg)('ffprobe agrees with the request for an image', () => {
  test.for([
    ['z-image', {}, 'png', 1_024, 1_024],
    ['z-image', { aspect_ratio: '16:9' }, 'png', 1_360, 765],
    ['4o-image', { size: '2:3' }, 'png', 836, 1_254],
    ['nano-banana-2', { aspect_ratio: '21:9', resolution: '4K' }, 'mjpeg', 6_258, 2_682],
    [
      'nano-banana-pro',
      { aspect_ratio: '4:5', output_format: 'jpg', resolution: '2K' },
      'mjpeg',
      1_832,
      2_290,
    ],
    ['flux-kontext-pro', { outputFormat: 'png' }, 'png', 1_360, 765],
    ['ideogram-v3', { image_size: 'portrait_16_9' }, 'png', 765, 1_360],
    ['ideogram-v3', { image_size: 'square' }, 'png', 512, 512],
    ['nano-banana', { imageSize: '3:4', output_format: 'jpeg' }, 'mjpeg', 888, 1_184],
    ['seedream-4-0', { image_size: 'landscape_21_9' }, 'png', 1_554, 666],
  ] as const)('%s %j', async ([model, params, codec, width, height], { fake, call, expect }) => {
    const [url = ''] = await resultOf(fake, call, model, params);

    const probed = await probe(url);

    expect(probed).toMatchObject({ complaints: '', codecs: [codec], width, height });
    expect(probed.bytes).toBeLessThan(300_000);
    expect(await decodingErrors(url)).toBe('');
  });
});

// No documented model can be asked for WebP yet; the table of formats has it all the same.
const WEBP = makeMedia(
  { kind: 'image', format: 'webp', width: 1_360, height: 765 },
  { taskId: 'task_webp', model: 'z-image', prompt: PROMPT, index: 0 },
);
const WEBP_URL = `data:image/webp;base64,${WEBP.toString('base64')}`;

describe.skipIf(!hasFfmpeg)('ffprobe agrees about a WebP', () => {
  test('of any size', async ({ expect }) => {
    const probed = await probe(WEBP_URL);

    expect(probed).toMatchObject({ codecs: ['webp'], width: 1_360, height: 765 });
    expect(await decodingErrors(WEBP_URL)).toBe('');
  });
});

describe.skipIf(!hasFfmpeg)('ffprobe agrees with the request for a video', () => {
  test.for([
    ['kling-3-0', { duration: '15', sound: 'true' }, ['h264', 'aac'], 1_280, 720, 15],
    ['kling-2-6', { duration: '10' }, ['h264'], 720, 720, 10],
    [
      'seedance-2',
      { aspect_ratio: '21:9', resolution: '480p', duration: 7.5 },
      ['h264', 'aac'],
      1_120,
      480,
      7.5,
    ],
    ['seedance-1-0-lite', { aspect_ratio: '9:21', resolution: '1080p' }, ['h264'], 1_080, 2_520, 5],
    ['happyhorse-1-0', { duration: 3, aspect_ratio: '3:4' }, ['h264'], 1_080, 1_440, 3],
    ['hailuo-standard', {}, ['h264'], 910, 512, 6],
    ['hailuo-pro', {}, ['h264'], 1_280, 720, 5],
    ['sora-2', { aspect_ratio: 'portrait', n_frames: '15' }, ['h264'], 720, 1_280, 15],
    ['runway', { quality: '1080p', aspectRatio: '4:3' }, ['h264'], 1_440, 1_080, 5],
    ['wan-2-2-a14b-turbo', { resolution: '480p', num_frames: 81 }, ['h264'], 854, 480, 5.0625],
    ['veo3-1-fast', { aspectRatio: 'Auto' }, ['h264'], 1_280, 720, 5],
  ] as const)(
    '%s %j',
    async ([model, params, codecs, width, height, seconds], { fake, call, expect }) => {
      const [url = ''] = await resultOf(fake, call, model, params);

      const probed = await probe(url);

      expect(probed).toMatchObject({ complaints: '', codecs, width, height });
      expect(probed.seconds).toBeCloseTo(seconds, 1);
      expect(probed.bytes).toBeLessThan(500_000);
      expect(probed.tags).toMatchObject({
        title: expect.stringMatching(`^${model} task_\\w+ 0$`),
        comment: PROMPT,
      });
      expect(await decodingErrors(url)).toBe('');
    },
  );
});

describe.skipIf(!hasFfmpeg)('ffprobe agrees with the request for sound', () => {
  test.for([
    ['elevenlabs-sound-effect-v2', {}, 'mp3', 'mp3', 44_100, 3],
    [
      'elevenlabs-sound-effect-v2',
      { output_format: 'mp3_22050_32', duration_seconds: 0.5 },
      'mp3',
      'mp3',
      22_050,
      0.5,
    ],
    [
      'elevenlabs-sound-effect-v2',
      { output_format: 'mp3_44100_192', duration_seconds: 22 },
      'mp3',
      'mp3',
      44_100,
      22,
    ],
    ['elevenlabs-sound-effect-v2', { output_format: 'pcm_24000' }, 'wav', 'pcm_s16le', 24_000, 3],
    ['elevenlabs-sound-effect-v2', { output_format: 'ulaw_8000' }, 'wav', 'pcm_mulaw', 8_000, 3],
    ['elevenlabs-sound-effect-v2', { output_format: 'alaw_8000' }, 'wav', 'pcm_alaw', 8_000, 3],
    ['elevenlabs-sound-effect-v2', { output_format: 'opus_48000_32' }, 'ogg', 'opus', 48_000, 3],
    [
      'elevenlabs-sound-effect-v2',
      { output_format: 'opus_48000_192', duration_seconds: 7.5 },
      'ogg',
      'opus',
      48_000,
      7.5,
    ],
    ['elevenlabs-turbo-2-5', { voice: VOICE }, 'mp3', 'mp3', 44_100, 2.5],
    [
      'elevenlabs-dialogue-v3',
      { dialogue: [{ voice: 'Adam', text: 'x'.repeat(150) }] },
      'mp3',
      'mp3',
      44_100,
      10,
    ],
    ['suno-music', {}, 'mp3', 'mp3', 44_100, 30],
    ['suno-sounds', {}, 'mp3', 'mp3', 44_100, 5],
  ] as const)(
    '%s %j',
    async ([model, params, format, codec, rate, seconds], { fake, call, expect }) => {
      const [url = ''] = await resultOf(fake, call, model, params);

      const probed = await probe(url);

      expect(probed).toMatchObject({ complaints: '', format, codecs: [codec], sampleRate: rate });
      expect(probed.seconds).toBeCloseTo(seconds, 1);
      expect(await decodingErrors(url)).toBe('');
    },
  );
});

const PLAYING = `
<video muted autoplay crossorigin="anonymous"></video>
<script>
  const video = document.querySelector('video');
  video.onerror = () => report({ error: video.error.message });
  video.ontimeupdate = () => {
    if (video.currentTime < 0.3) return;
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    const { videoWidth: width, videoHeight: height, duration } = video;
    report({ width, height, duration, isDark: red + green + blue < 400 });
  };
  video.src = SOURCE;
</script>`;

describe.skipIf(!hasChromium)('Chromium', () => {
  test('plays a video with sound', async ({ fake, call, expect }) => {
    const [url = ''] = await resultOf(fake, call, 'kling-3-0', { sound: 'true' });

    const seen = await inChromium(PLAYING.replace('SOURCE', JSON.stringify(url)));

    expect(seen).toEqual({ width: 1_280, height: 720, duration: 5, isDark: true });
  });

  test.for([
    ['z-image', {}],
    ['nano-banana-2', {}],
  ] as const)('shows an image of %s', async ([model, params], { fake, call, expect }) => {
    const [url = ''] = await resultOf(fake, call, model, params);
    const script = `const image = new Image();
      image.onerror = () => report('error');
      image.onload = () => report([image.naturalWidth, image.naturalHeight]);
      image.src = ${JSON.stringify(url)};`;

    expect(await inChromium(`<script>${script}</script>`)).toEqual([1_024, 1_024]);
  });

  test('shows a WebP', async ({ expect }) => {
    const script = `const image = new Image();
      image.onerror = () => report('error');
      image.onload = () => report([image.naturalWidth, image.naturalHeight]);
      image.src = ${JSON.stringify(WEBP_URL)};`;

    expect(await inChromium(`<script>${script}</script>`)).toEqual([1_360, 765]);
  });
});
