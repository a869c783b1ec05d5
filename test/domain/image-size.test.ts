import { describe, expect, test } from 'vitest';
import { readImageSize } from '../../src/server/domain/image-size.ts';
import { makeMedia } from '../../src/server/media/make.ts';
import { fixture, hex } from '../support/media-bytes.ts';

const ORIGIN = { taskId: 'task_1', model: 'kling-3-0', prompt: 'A paper boat', index: 0 };

/** A picture of 600 by 800 pixels. */
function picture(format: 'png' | 'jpeg' | 'webp'): Buffer {
  return makeMedia({ kind: 'image', format, width: 600, height: 800 }, ORIGIN);
}

/** A JPEG that says in its EXIF data how it is turned. */
function turned(orientation: number): Buffer {
  const jpeg = picture('jpeg');
  const tag = `0112 0003 00000001 000${orientation} 0000`;
  const exif = hex(`4578 6966 0000 4d4d 002a 00000008 0001 ${tag} 00000000`);
  const segment = Buffer.concat([hex('ffe1'), hex('0000'), exif]);
  segment.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

describe('readImageSize()', () => {
  test.each(['png', 'jpeg', 'webp'] as const)('tells the pixels of a %s', (format) => {
    expect(readImageSize(`image/${format}`, picture(format))).toEqual({ width: 600, height: 800 });
  });

  test.each([
    ['image/png', 'boat.png'],
    ['image/jpeg', 'boat.jpg'],
    ['image/webp', 'boat.webp'],
  ])('tells the pixels of a file that ffmpeg has written, %s', (mimeType, name) => {
    expect(readImageSize(mimeType, fixture(name))).toEqual({ width: 16, height: 16 });
  });

  test.each([
    [1, { width: 600, height: 800 }],
    [4, { width: 600, height: 800 }],
    [5, { width: 800, height: 600 }],
    [6, { width: 800, height: 600 }],
    [8, { width: 800, height: 600 }],
  ])('tells them as they are seen where EXIF says %d', (orientation, size) => {
    expect(readImageSize('image/jpeg', turned(orientation))).toEqual(size);
  });

  test('knows nothing of files that do not say', () => {
    const empty = picture('png');
    empty.writeUInt32BE(0, 16);

    expect(readImageSize('image/png', empty)).toBeUndefined();
    expect(readImageSize('image/jpeg', hex('ffd8 ffe0 0004 0000 ffd9'))).toBeUndefined();
    expect(readImageSize('video/mp4', fixture('boat.mp4'))).toBeUndefined();
  });

  test('does not look at each byte of a picture that hides its size', () => {
    const endless = Buffer.concat([hex('ffd8'), Buffer.alloc(30_000_000, 1)]);

    expect(readImageSize('image/jpeg', endless)).toBeUndefined();
  });
});
