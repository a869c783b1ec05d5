import { describe, expect, test } from 'vitest';
import {
  aacLength,
  type FrameLength,
  mp3Length,
  readFrames,
} from '../../src/server/domain/sound-frames.ts';
import { hex, letters, repeated } from '../support/media-bytes.ts';

const MANY = 250_000;

describe('mp3Length()', () => {
  test.each([
    ['MPEG 1, 128 kbit/s, 44.1 kHz', 'ff fb 90 00', 417],
    ['MPEG 1, 128 kbit/s, 44.1 kHz, padded', 'ff fb 92 00', 418],
    ['MPEG 1, 128 kbit/s, 48 kHz', 'ff fb 94 00', 384],
    ['MPEG 1, 320 kbit/s, 32 kHz', 'ff fb e8 00', 1_440],
    ['MPEG 1 with a checksum', 'ff fa 90 00', 417],
    ['MPEG 2, 64 kbit/s, 22.05 kHz', 'ff f3 80 00', 208],
    ['MPEG 2.5, 64 kbit/s, 11.025 kHz', 'ff e3 80 00', 417],
  ])('knows %s', (_what, digits, length) => {
    expect(mp3Length(hex(digits), 0)).toBe(length);
    expect(mp3Length(hex(`00 00 ${digits}`), 2)).toBe(length);
  });

  test.each([
    ['other bytes', 'fe fb 90 00'],
    ['half a mark', 'ff 1b 90 00'],
    ['a mark alone', 'ff'],
    ['a reserved version', 'ff eb 90 00'],
    ['layer 2', 'ff fd 90 00'],
    ['a free bit rate', 'ff fb 00 00'],
    ['a bit rate that there is not', 'ff fb f0 00'],
    ['a sample rate that there is not', 'ff fb 9c 00'],
  ])('is undefined for %s', (_what, digits) => {
    expect(mp3Length(hex(digits), 0)).toBeUndefined();
  });
});

describe('aacLength()', () => {
  test.each([
    ['MPEG 4', 'ff f1 50 80 01 1f fc', 8],
    ['MPEG 2 with a checksum', 'ff f8 50 80 01 1f fc', 8],
    ['the longest frame', 'ff f1 50 83 ff ff fc', 8_191],
  ])('knows %s', (_what, digits, length) => {
    expect(aacLength(hex(digits), 0)).toBe(length);
    expect(aacLength(hex(`00 00 ${digits}`), 2)).toBe(length);
  });

  test.each([
    ['other bytes', 'fe f1 50 80 01 1f fc'],
    ['a layer', 'ff f3 50 80 01 1f fc'],
    ['half a head', 'ff f1 50 80 01 1f'],
    ['a frame without content', 'ff f1 50 80 00 ff fc'],
  ])('is undefined for %s', (_what, digits) => {
    expect(aacLength(hex(digits), 0)).toBeUndefined();
  });
});

describe('readFrames()', () => {
  /** Frames are four letters, of which the first is large. */
  const four: FrameLength = (bytes, place) => (/[A-Z]/.test(letter(bytes, place)) ? 4 : undefined);
  const letter = (bytes: Buffer, place: number) => bytes.toString('latin1', place, place + 1);
  const read = (text: string) => readFrames(letters(text), four);

  test.each([
    ['frames to the end', 'SomeMoreLast'],
    ['one frame to the end', 'Some'],
    ['three frames before a tag', 'SomeMoreLast<tag>'],
    ['frames behind a tag', 'ID3\x04\0\0\0\0\0\x05<tag>Some'],
    ['frames behind a long tag', `ID3\x04\0\0\0\0\x01\x02${'-'.repeat(130)}Some`],
    [
      'frames behind the longest tag that four small bytes can say',
      `ID3\x04\0\0\0\x01\0\0${'-'.repeat(16_384)}Some`,
    ],
  ])('hears %s', (_what, text) => {
    expect(read(text)).toEqual({ isSound: true, flaw: undefined });
  });

  test.each([
    ['no frame', 'nothing'],
    ['nothing', ''],
    ['two frames before something else', 'SomeMoreelse'],
    ['a tag alone', 'ID3\x04\0\0\0\0\0\x05<tag>'],
    ['half the head of a tag', 'ID3\x04\0'],
  ])('hears nothing in %s', (_what, text) => {
    expect(read(text).isSound).toBe(false);
  });

  test('finds a sound truncated whose last frame is cut off', () => {
    expect(read('SomeMoreLas')).toEqual({ isSound: true, flaw: 'truncated' });
  });

  test('takes 250,000 frames, and no more', () => {
    const frames = repeated(MANY, letters('Some'));

    expect(readFrames(frames, four)).toEqual({ isSound: true, flaw: undefined });
    expect(readFrames(Buffer.concat([frames, letters('Some')]), four)).toEqual({
      isSound: true,
      flaw: 'crowded',
    });
  });
});
