import { describe, expect, test } from 'vitest';
import { isSameType, recognize } from '../../src/server/domain/file-types.ts';
import { box, element, fixture, hex, letters, track } from '../support/media-bytes.ts';

function mp4(brand: string, ...tracks: string[]): Buffer {
  return Buffer.concat([box('ftyp', letters(brand)), box('moov', ...tracks.map(track))]);
}

function matroska(docType: string, trackType: string): Buffer {
  const header = element('1a45dfa3', element('4282', letters(docType)));
  const tracks = element('1654ae6b', element('ae', element('83', hex(trackType))));
  return Buffer.concat([header, tracks]);
}

describe('recognize()', () => {
  test.each([
    ['boat.png', 'image/png'],
    ['boat.jpg', 'image/jpeg'],
    ['boat.webp', 'image/webp'],
    ['boat.mp4', 'video/mp4'],
    ['boat.mov', 'video/quicktime'],
    ['boat.webm', 'video/webm'],
    ['boat.mkv', 'video/x-matroska'],
    ['sound-only.webm', 'audio/webm'],
    ['boat.mp3', 'audio/mpeg'],
    ['boat.m4a', 'audio/mp4'],
    ['boat.wav', 'audio/wav'],
    ['boat.aac', 'audio/aac'],
    ['boat.ogg', 'audio/ogg'],
  ])('knows %s', (name, mimeType) => {
    expect(recognize(fixture(name))).toEqual({ mimeType, flaw: undefined });
  });

  test.each([
    ['a picture', mp4('isom', 'vide'), 'video/mp4'],
    ['a picture and a sound', mp4('isom', 'soun', 'vide'), 'video/mp4'],
    ['a sound', mp4('isom', 'soun'), 'audio/mp4'],
    ['the brand of music, beside a cover', mp4('M4A ', 'soun', 'vide'), 'audio/mp4'],
    ['the brand of books, beside a cover', mp4('M4B ', 'soun', 'vide'), 'audio/mp4'],
    ['the brand of QuickTime', mp4('qt  ', 'soun'), 'video/quicktime'],
    [
      'no brand, as QuickTime once had none',
      Buffer.concat([box('wide'), box('mdat', letters('pixels')), box('moov', track('vide'))]),
      'video/quicktime',
    ],
    ['no brand, and its index first', box('moov', track('vide')), 'video/quicktime'],
    [
      'no brand, and room first',
      Buffer.concat([box('free'), box('moov', track('vide'))]),
      'video/quicktime',
    ],
    [
      'no brand, and room to skip first',
      Buffer.concat([box('skip'), box('moov', track('vide'))]),
      'video/quicktime',
    ],
    [
      'no brand, and its data first',
      Buffer.concat([box('mdat'), box('moov', track('vide'))]),
      'video/quicktime',
    ],
  ])('knows boxes with %s', (_what, bytes, mimeType) => {
    expect(recognize(bytes)).toEqual({ mimeType, flaw: undefined });
  });

  test.each([
    ['a Matroska sound', matroska('matroska', '02'), 'audio/x-matroska'],
    ['a WebM video', matroska('webm', '01'), 'video/webm'],
  ])('knows %s', (_what, bytes, mimeType) => {
    expect(recognize(bytes)).toEqual({ mimeType, flaw: undefined });
  });

  test.each([
    ['a PNG', fixture('boat.png').subarray(0, 40), 'image/png'],
    ['a JPEG', fixture('boat.jpg').subarray(0, 40), 'image/jpeg'],
    ['a WebP', fixture('boat.webp').subarray(0, 40), 'image/webp'],
    ['a WAV', fixture('boat.wav').subarray(0, 12), 'audio/wav'],
    ['an Ogg', fixture('boat.ogg').subarray(0, 100), 'audio/ogg'],
    ['an MP4', mp4('isom', 'vide').subarray(0, 12), 'video/mp4'],
    ['a WebM, which may have been a video', matroska('webm', '02').subarray(0, 20), 'video/webm'],
    ['an MP3', fixture('boat.mp3').subarray(0, -1), 'audio/mpeg'],
    ['an AAC', fixture('boat.aac').subarray(0, -1), 'audio/aac'],
  ])('knows %s by its beginning', (_what, bytes, mimeType) => {
    expect(recognize(bytes)).toEqual({ mimeType, flaw: 'truncated' });
  });

  test.each(['avif', 'avis', 'heic', 'heif', 'heis', 'heix', 'hevc', 'mif1', 'msf1'])(
    'takes the picture of the brand %s for no video',
    (brand) => {
      expect(recognize(mp4(brand, 'vide'))).toBeUndefined();
    },
  );

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', letters('A paper boat on a quiet pond')],
    ['a text that begins like a box of QuickTime', letters('The wide sea, and a paper boat')],
    ['a text that names a brand later on', letters('It is of the brand heic, and ftyp')],
    ['the mark of a PNG alone', hex('89504e470d0a1a0a')],
    ['the mark of a JPEG alone', hex('ffd8ff')],
    ['the mark of an Ogg alone', letters('OggS')],
    ['the mark of a WebM alone', hex('1a45dfa3')],
    ['the head of a RIFF alone', letters('RIFF\0\0\0\0WAV')],
    ['a text that has a form of RIFF at its place', letters('A small WAVE on a quiet pond')],
    ['a text that names a codec', letters('A paper boat that is named vorbis')],
    ['an AVI', letters('RIFF\x04\0\0\0AVI ')],
    ['an Ogg of pictures', letters(`OggS${'\0'.repeat(24)}theora`)],
    ['the first box alone, without its brand', letters('\0\0\0\x0cftypqt ')],
  ])('does not know %s', (_what, bytes) => {
    expect(recognize(bytes)).toBeUndefined();
  });
});

describe('isSameType()', () => {
  test.each([
    ['audio/wav', 'audio/x-wav', true],
    ['audio/x-wav', 'audio/wav', true],
    ['image/png', 'image/png', true],
    ['image/png', 'image/jpeg', false],
  ])('%s and %s: %s', (one, other, isSame) => {
    expect(isSameType(one, other)).toBe(isSame);
  });
});
