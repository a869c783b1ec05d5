import { describe, expect, test } from 'vitest';
import { pictureSize, videoSize } from '../../src/server/domain/output-sizes.ts';

function request(params: Record<string, unknown>) {
  return { model: 'kling-3-0', prompt: 'A paper boat', params } as const;
}

describe('pictureSize()', () => {
  test.each([
    [{}, 1_024, 1_024],
    [{ aspect_ratio: '16:9' }, 1_360, 765],
    [{ aspectRatio: '2:3' }, 836, 1_254],
    [{ size: '3:2' }, 1_254, 836],
    [{ imageSize: '4:3' }, 1_184, 888],
    [{ image_size: 'square' }, 512, 512],
    [{ image_size: 'square_hd' }, 1_024, 1_024],
    [{ image_size: 'landscape' }, 1_360, 765],
    [{ image_size: 'landscape_4_3' }, 1_184, 888],
    [{ image_size: 'landscape_9_16' }, 1_360, 765],
    [{ image_size: 'landscape_16_9' }, 1_360, 765],
    [{ image_size: 'portrait' }, 765, 1_360],
    [{ image_size: 'portrait_4_3' }, 888, 1_184],
    [{ image_size: 'portrait_9_16' }, 765, 1_360],
    [{ image_size: 'landscape_4' }, 1_024, 1_024],
    [{ image_size: 'a landscape' }, 1_024, 1_024],
    [{ aspect_ratio: 'auto' }, 1_024, 1_024],
    [{ aspect_ratio: 'about 16:9' }, 1_024, 1_024],
    [{ aspect_ratio: '16:9 or so' }, 1_024, 1_024],
    [{ aspect_ratio: 'auto', size: '16:9' }, 1_360, 765],
    [{ resolution: '2K' }, 2_048, 2_048],
    [{ quality: '4K' }, 4_096, 4_096],
    [{ image_resolution: '2K', aspect_ratio: '1:4' }, 1_024, 4_096],
    [{ resolution: '1K', image_size: 'square' }, 1_024, 1_024],
    [{ quality: 'high' }, 1_024, 1_024],
    [{ aspect_ratio: '9000000:1' }, 9_000_000, 1],
  ])('of %j is %d by %d', (params, width, height) => {
    expect(pictureSize(request(params))).toEqual({ width, height });
  });
});

describe('videoSize()', () => {
  test.each([
    [{}, 1_280, 720],
    [{ aspect_ratio: '9:16' }, 720, 1_280],
    [{ aspect_ratio: '1:1' }, 720, 720],
    [{ image_size: 'square' }, 720, 720],
    [{ image_size: 'square_hd' }, 720, 720],
    [{ image_size: 'portrait_16_9' }, 720, 1_280],
    [{ aspect_ratio: '21:9' }, 1_680, 720],
    [{ resolution: '1080p' }, 1_920, 1_080],
    [{ resolution: '480P' }, 854, 480],
    [{ quality: '360p', aspect_ratio: '3:4' }, 360, 480],
    [{ resolution: 'about 480p' }, 1_280, 720],
    [{ resolution: '480px' }, 1_280, 720],
    [{ resolution: 'high', quality: '480p' }, 854, 480],
  ])('of %j is %d by %d', (params, width, height) => {
    expect(videoSize(request(params))).toEqual({ width, height });
  });

  const image = { kind: 'image', url: 'https://example.com/boat.png' };
  const video = { kind: 'video', url: 'https://example.com/boat.mp4' };

  test.each([
    [600, 800, 720, 960],
    [1_024, 1_023, 720, 720],
    [4_000, 1_000, 2_160, 720],
    [1, 1_000_000, 720, 2_160],
  ])('follows an image of %d by %d, with sides of %d by %d', (width, height, across, down) => {
    const params = { aspect_ratio: '16:9', referenceMediaItems: [image] };

    const size = videoSize({
      ...request(params),
      model: 'wan-2-7-video',
      frame: { width, height },
    });

    expect(size).toEqual({ width: across, height: down });
  });

  test.each([
    ['there is also a video', 'wan-2-7-video', [image, video]],
    ['there is none', 'wan-2-7-video', []],
    ['the model takes no shape from it', 'kling-3-0', [image]],
  ] as const)('follows no image where %s', (_why, model, referenceMediaItems) => {
    const params = { aspect_ratio: '1:1', referenceMediaItems };

    const size = videoSize({ ...request(params), model, frame: { width: 600, height: 800 } });

    expect(size).toEqual({ width: 720, height: 720 });
  });
});
