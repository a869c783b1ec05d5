import { describe, expect, test } from 'vitest';
import { BoxReader, readMp4 } from '../../src/server/domain/mp4-reader.ts';
import { big, box, letters, repeated, track } from '../support/media-bytes.ts';

const MANY = 250_000;

function boxesOf(...parts: Buffer[]) {
  const reader = new BoxReader();
  const boxes = reader.boxes(Buffer.concat(parts));
  return { boxes: boxes.map(({ type, body }) => [type, body.toString()]), flaw: reader.flaw };
}

const FREE = box('free', letters('room'));

describe('boxes()', () => {
  test('gives what lies next to each other', () => {
    const { boxes, flaw } = boxesOf(FREE, box('mdat', letters('sound')), box('wide'));

    expect(flaw).toBeUndefined();
    expect(boxes).toEqual([
      ['free', 'room'],
      ['mdat', 'sound'],
      ['wide', ''],
    ]);
  });

  test('reads a size in eight bytes', () => {
    const long = (size: number, body: string) =>
      Buffer.concat([big(1), letters('mdat'), big(0), big(size), letters(body)]);

    expect(boxesOf(long(21, 'sound'), FREE, long(16, ''))).toEqual({
      boxes: [
        ['mdat', 'sound'],
        ['free', 'room'],
        ['mdat', ''],
      ],
      flaw: undefined,
    });
  });

  test('lets a box of size 0 reach to the end', () => {
    const { boxes, flaw } = boxesOf(FREE, big(0), letters('mdat'), letters('sound'), FREE);

    expect(flaw).toBeUndefined();
    expect(boxes[1]).toEqual(['mdat', `sound${FREE}`]);
  });

  test.each([
    ['smaller than its head', Buffer.concat([big(7), letters('mdat')])],
    ['smaller than its long head', Buffer.concat([big(1), letters('mdat'), big(0), big(15)])],
    ['long, and cut off in its head', Buffer.concat([big(1), letters('mdat'), big(0)])],
    ['half a head', letters('half')],
  ])('ends before a box that is %s', (_what, bytes) => {
    expect(boxesOf(FREE, bytes)).toEqual({ boxes: [['free', 'room']], flaw: undefined });
  });

  test('finds a box truncated that reaches beyond the bytes', () => {
    const { boxes, flaw } = boxesOf(FREE, FREE.subarray(0, -1));

    expect(flaw).toBe('truncated');
    expect(boxes[1]).toEqual(['free', 'roo']);
  });

  test('reads 250,000 boxes of a file in all, and no more', () => {
    const reader = new BoxReader();

    expect(reader.boxes(repeated(MANY - 1, box('free')))).toHaveLength(MANY - 1);
    expect(reader.boxes(box('free'))).toHaveLength(1);
    expect(reader.flaw).toBeUndefined();
    expect(reader.boxes(box('free'))).toEqual([]);
    expect(reader.flaw).toBe('crowded');
  });
});

describe('find()', () => {
  const file = Buffer.concat([FREE, box('moov', FREE, box('udta', letters('a boat')))]);

  test('gives what is in a box within boxes', () => {
    expect(new BoxReader().find(file, 'moov', 'udta').toString()).toBe('a boat');
  });

  test('gives nothing where a box of the path is missing', () => {
    expect(new BoxReader().find(file, 'meta', 'free')).toHaveLength(0);
    expect(new BoxReader().find(file, 'moov', 'mvhd')).toHaveLength(0);
  });
});

describe('readMp4()', () => {
  const type = box('ftyp', letters('isom'));
  const mp4 = (...index: Buffer[]) => Buffer.concat([type, box('moov', ...index)]);

  test.each([
    ['a picture', mp4(track('vide')), ['vide']],
    ['a sound', mp4(box('mvhd'), track('soun')), ['soun']],
    [
      'both beside a subtitle',
      mp4(track('text'), track('soun'), track('vide')),
      ['text', 'soun', 'vide'],
    ],
  ])('finds the tracks of %s', (_what, bytes, tracks) => {
    expect(readMp4(bytes)).toEqual({ flaw: undefined, tracks });
  });

  test.each([
    ['no index', type],
    ['half an index', mp4(track('vide')).subarray(0, -1)],
    ['an index and half of its data', Buffer.concat([mp4(track('vide')), FREE.subarray(0, 9)])],
  ])('finds a file with %s truncated', (_what, bytes) => {
    expect(readMp4(bytes)).toEqual({ flaw: 'truncated', tracks: [] });
  });

  test('finds a file broken that has neither picture nor sound', () => {
    expect(readMp4(mp4(track('text')))).toEqual({ flaw: 'broken', tracks: ['text'] });
  });

  test('forgives a box in the index that reaches beyond it', () => {
    const bytes = mp4(track('vide'), FREE.subarray(0, -1));

    expect(readMp4(bytes)).toEqual({ flaw: undefined, tracks: ['vide'] });
  });

  test('takes an index of 8 MiB, and no larger one', () => {
    const room = 8 * 1_024 * 1_024 - track('vide').length - 8;

    expect(readMp4(mp4(track('vide'), box('free', Buffer.alloc(room)))).flaw).toBeUndefined();
    expect(readMp4(mp4(track('vide'), box('free', Buffer.alloc(room + 1)))).flaw).toBe('crowded');
  });

  test('finds an index crowded that has more boxes than may be read', () => {
    expect(readMp4(mp4(track('vide'), repeated(MANY, box('free')))).flaw).toBe('crowded');
  });
});
