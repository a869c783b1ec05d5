import { describe, expect, test } from 'vitest';
import { readMatroska } from '../../src/server/domain/matroska.ts';
import { element, hex, letters, repeated } from '../support/media-bytes.ts';

const [HEADER, DOC_TYPE, SEGMENT, TRACKS, TRACK, TYPE, VOID] = [
  '1a45dfa3',
  '4282',
  '18538067',
  '1654ae6b',
  'ae',
  '83',
  'ec',
];
const MANY = 250_000;

const header = element(HEADER, element(DOC_TYPE, letters('webm')));
const track = (type: string) => element(TRACK, element('d7', hex('01')), element(TYPE, hex(type)));
const [video, sound] = [track('01'), track('02')];

function read(...parts: Buffer[]) {
  return readMatroska(Buffer.concat(parts));
}

describe('readMatroska()', () => {
  test.each([
    ['of a video', [video], true],
    ['of a sound', [sound], false],
    ['of a sound and a video', [sound, video], true],
    ['of a video and a sound', [video, sound], true],
    ['whose type has leading zeros', [track('00 01')], true],
  ])('reads a file %s', (_what, tracks, hasVideo) => {
    expect(read(header, element(SEGMENT, element(TRACKS, ...tracks)))).toEqual({
      flaw: undefined,
      docType: 'webm',
      hasVideo,
    });
  });

  test('reads the type of the document without what fills it up', () => {
    const padded = element(
      HEADER,
      element('4286', hex('01')),
      element(DOC_TYPE, letters('matroska\0\0')),
    );

    expect(read(padded).docType).toBe('matroska');
  });

  test.each([
    ['one byte', 'ff'],
    ['two bytes', '7fff'],
    ['eight bytes', '01ff ffff ffff ffff'],
  ])('reads on in a segment whose size was left open in %s', (_what, size) => {
    const tracks = element(TRACKS, video);

    expect(read(header, hex(SEGMENT), hex(size), tracks)).toMatchObject({
      flaw: undefined,
      hasVideo: true,
    });
  });

  test.each([
    ['two bytes', '40ff', 0xff],
    ['two bytes that are nearly open', '7ffe', 0x3ffe],
    ['eight bytes', '0100 0000 0000 0100', 0x100],
  ])('skips an element that says its size in %s', (_what, size, length) => {
    const skipped = Buffer.concat([hex(VOID), hex(size), Buffer.alloc(length)]);

    expect(read(header, skipped, element(TRACKS, video))).toMatchObject({
      flaw: undefined,
      hasVideo: true,
    });
  });

  test('takes nothing from within an element that is skipped', () => {
    expect(read(header, element(VOID, element(TRACKS, video)))).toMatchObject({
      flaw: 'truncated',
      hasVideo: false,
    });
  });

  test.each([
    ['without tracks', element(SEGMENT, element(VOID))],
    ['whose segment reaches beyond it', element(SEGMENT, element(TRACKS, video)).subarray(0, -1)],
    [
      'whose last element is cut off behind its tracks',
      Buffer.concat([element(TRACKS, video), element(VOID, letters('room')).subarray(0, -1)]),
    ],
  ])('finds a file truncated %s', (_what, bytes) => {
    expect(read(header, bytes).flaw).toBe('truncated');
  });

  test.each([
    ['an id that is too long', '08 00 00 00 00 80'],
    ['a size that is too long', 'ec 00 00 00 00 00 00 00 00 00'],
  ])('ends at %s', (_what, digits) => {
    expect(read(header, element(TRACKS), hex(digits), element(TRACKS, video))).toMatchObject({
      flaw: undefined,
      hasVideo: false,
    });
  });

  test('forgives half the head of an element at its end', () => {
    expect(read(header, element(TRACKS), hex('ec 40')).flaw).toBeUndefined();
  });

  test('takes 250,000 elements, and no more', () => {
    const tracks = element(TRACKS);

    expect(read(repeated(MANY - 1, element(VOID)), tracks).flaw).toBeUndefined();
    expect(read(tracks, repeated(MANY, element(VOID))).flaw).toBe('crowded');
  });
});
