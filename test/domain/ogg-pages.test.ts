import { describe, expect, test } from 'vitest';
import { readOgg } from '../../src/server/domain/ogg-pages.ts';
import { hex, letters, repeated } from '../support/media-bytes.ts';

const MANY = 250_000;

/** A page with some packets, each of less than 255 bytes. */
function page(...packets: Buffer[]): Buffer {
  const laces = Buffer.from([packets.length, ...packets.map(({ length }) => length)]);
  return Buffer.concat([letters('OggS'), Buffer.alloc(22), laces, ...packets]);
}

/** The first packet of a codec, in which some bytes stand at a place. */
function packet(name: string, place = 0, digits = ''): Buffer {
  const bytes = Buffer.alloc(60);
  bytes.write(name, 'latin1');
  hex(digits).copy(bytes, place);
  return bytes;
}

const OPUS = page(packet('OpusHead'));

describe('readOgg()', () => {
  test.each([
    ['Opus', packet('OpusHead')],
    ['Vorbis', packet('\x01vorbis', 12, '44 ac 00 00')],
    ['Speex', packet('Speex   ', 36, '40 1f 00 00')],
    ['FLAC', packet('\x7fFLAC', 27, '01 f4 00')],
  ])('finds nothing wrong with %s', (_codec, first) => {
    expect(readOgg(Buffer.concat([page(first), page(letters('a'), letters('b'))]))).toEqual({
      flaw: undefined,
    });
  });

  test.each([
    ['Vorbis', packet('\x01vorbis')],
    ['Speex', packet('Speex   ')],
    ['FLAC', packet('\x7fFLAC')],
    ['FLAC, with channels alone', packet('\x7fFLAC', 27, '00 00 0f')],
  ])('finds %s broken that has no samples in a second', (_codec, first) => {
    expect(readOgg(page(first))).toEqual({ flaw: 'broken' });
  });

  test('does not know another codec', () => {
    expect(readOgg(page(packet('\x80theora')))).toBeUndefined();
  });

  test('does not look for a codec far behind the beginning', () => {
    expect(readOgg(page(Buffer.alloc(200), packet('OpusHead')))).toBeUndefined();
  });

  test('takes a packet of 40 bytes to the end of the file, and no shorter one', () => {
    const begun = (length: number) => page(packet('OpusHead').subarray(0, length));

    expect(readOgg(begun(40))).toEqual({ flaw: undefined });
    expect(readOgg(begun(39))).toEqual({ flaw: 'truncated' });
  });

  test.each([
    ['a page without its last byte', OPUS.subarray(0, -1)],
    ['half the head of a page', OPUS.subarray(0, 20)],
  ])('finds a file truncated that ends in %s', (_what, last) => {
    expect(readOgg(Buffer.concat([OPUS, last]))).toEqual({ flaw: 'truncated' });
  });

  test('finds a file broken in which no page follows a page', () => {
    expect(readOgg(Buffer.concat([OPUS, letters('a paper boat'.repeat(3))]))).toEqual({
      flaw: 'broken',
    });
  });

  test('takes 250,000 pages, and no more', () => {
    const empty = page();

    expect(readOgg(Buffer.concat([OPUS, repeated(MANY - 1, empty)]))?.flaw).toBeUndefined();
    expect(readOgg(Buffer.concat([OPUS, repeated(MANY, empty)]))?.flaw).toBe('crowded');
  });
});
