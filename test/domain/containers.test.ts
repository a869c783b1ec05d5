import { describe, expect, test } from 'vitest';
import { jpegFlaw, pngFlaw, readRiff, wavFlaw } from '../../src/server/domain/containers.ts';
import { big, hex, letters, little, repeated } from '../support/media-bytes.ts';

const MANY = 250_000;

describe('pngFlaw()', () => {
  const chunk = (type: string, content = '') =>
    Buffer.concat([big(content.length), letters(type), letters(content), hex('00000000')]);
  const png = (...chunks: Buffer[]) => Buffer.concat([hex('89504e470d0a1a0a'), ...chunks]);
  const [head, data, end] = [
    chunk('IHDR', 'thirteen byte'),
    chunk('IDAT', 'pixels'),
    chunk('IEND'),
  ];

  test.each([
    ['a head, data and an end', png(head, data, end)],
    ['data in parts, and a text', png(head, chunk('tEXt', 'A boat'), data, data, end)],
    ['something behind its end', png(head, data, end, letters('something'))],
  ])('finds nothing wrong with %s', (_what, bytes) => {
    expect(pngFlaw(bytes)).toBeUndefined();
  });

  test.each([
    ['no chunk', png()],
    ['no end', png(head, data)],
    ['no data', png(head, end)],
    ['half a chunk', png(head, data.subarray(0, 9))],
    ['half the head of a chunk', png(head, data, end.subarray(0, 6))],
    ['data that reach beyond it', png(head, big(100), letters('IDAT'), hex('00'), end)],
    ['an end that reaches beyond it', png(head, data, big(1), letters('IEND'), hex('00000000'))],
  ])('finds %s truncated', (_what, bytes) => {
    expect(pngFlaw(bytes)).toBe('truncated');
  });

  test('finds one broken that does not begin with its head', () => {
    expect(pngFlaw(png(data, head, end))).toBe('broken');
  });

  test('takes 250,000 chunks, and no more', () => {
    const texts = repeated(MANY - 3, chunk('tEXt'));

    expect(pngFlaw(png(head, texts, data, end))).toBeUndefined();
    expect(pngFlaw(png(head, texts, data, data, end))).toBe('crowded');
  });
});

describe('jpegFlaw()', () => {
  const [start, scan, end] = ['ff d8', 'ff da 00 03 01 aa bb', 'ff d9'];
  const segment = 'ff e0 00 04 01 02';

  test.each([
    ['a scan and an end', `${start} ${scan} ${end}`],
    ['an empty scan', `${start} ff da ${end}`],
    ['segments before the scan', `${start} ${segment} ${segment} ${scan} ${end}`],
    ['bytes that fill up before a marker', `${start} ff ff ${segment} ff ${scan} ${end}`],
    ['something behind the end', `${start} ${scan} ${end} 00 00`],
  ])('finds nothing wrong with %s', (_what, digits) => {
    expect(jpegFlaw(hex(digits))).toBeUndefined();
  });

  test.each([
    ['one that has only begun', start],
    ['half the head of a segment', `${start} ff e0 00`],
    ['no scan', `${start} ${segment}`],
    ['a segment that reaches beyond it', `${start} ff e0 01 00 ${scan} ${end}`],
    ['a scan without an end', `${start} ${scan}`],
    ['an end that is within the picture in a segment', `${start} ff e1 00 04 ${end} ${scan}`],
  ])('finds %s truncated', (_what, digits) => {
    expect(jpegFlaw(hex(digits))).toBe('truncated');
  });

  test('finds one broken in which no marker follows a segment', () => {
    expect(jpegFlaw(hex(`${start} ${segment} 00 ${scan} ${end}`))).toBe('broken');
  });
});

const OPEN = 0xffff_ffff;

function chunk(name: string, content: Buffer, size = content.length): Buffer {
  return Buffer.concat([letters(name), little(size), content, Buffer.alloc(content.length % 2)]);
}

function riff(form: string, ...chunks: Buffer[]): Buffer {
  const content = Buffer.concat([letters(form), ...chunks]);
  return Buffer.concat([letters('RIFF'), little(content.length), content]);
}

describe('readRiff()', () => {
  test('gives the chunks by their names, without what fills them up', () => {
    const bytes = riff(
      'WAVE',
      chunk('fmt ', letters('odd')),
      chunk('data', letters('even')),
      chunk('end ', letters('')),
    );

    const { flaw, chunks } = readRiff(bytes);

    expect(flaw).toBeUndefined();
    expect([...chunks].map(([name, content]) => [name, content.toString()])).toEqual([
      ['fmt', 'odd'],
      ['data', 'even'],
      ['end', ''],
    ]);
  });

  test('takes a chunk whose size was left open to the end of the file', () => {
    const bytes = riff('WAVE', chunk('data', letters('and on'), OPEN), chunk('LIST', letters('')));

    const { flaw, chunks } = readRiff(bytes);

    expect(flaw).toBeUndefined();
    expect([...chunks.keys()]).toEqual(['data']);
    expect(chunks.get('data')?.subarray(0, 10).toString()).toBe('and onLIST');
  });

  test('takes a file whose own size was left open', () => {
    const bytes = Buffer.concat([letters('RIFF'), little(OPEN), letters('WAVE')]);

    expect(readRiff(bytes).flaw).toBeUndefined();
  });

  test('finds a file truncated that is a byte shorter than it says', () => {
    const bytes = Buffer.concat([letters('RIFF'), little(5), letters('WAVE')]);

    expect(readRiff(bytes).flaw).toBe('truncated');
  });

  test('finds a file truncated whose chunk reaches beyond it', () => {
    const { flaw, chunks } = readRiff(riff('WAVE', chunk('data', letters('even'), 5)));

    expect(flaw).toBe('truncated');
    expect(chunks.size).toBe(0);
  });

  test('takes 250,000 chunks, and no more', () => {
    const empty = chunk('LIST', letters(''));

    expect(readRiff(riff('WAVE', repeated(MANY, empty))).flaw).toBeUndefined();
    expect(readRiff(riff('WAVE', repeated(MANY + 1, empty))).flaw).toBe('crowded');
  });
});

describe('wavFlaw()', () => {
  const format = (rate: number, bytesPerSecond: number) =>
    Buffer.concat([hex('01 00 01 00'), little(rate), little(bytesPerSecond), hex('02 00 10 00')]);
  const [good, data] = [chunk('fmt ', format(8_000, 16_000)), chunk('data', letters('sound'))];

  test('finds nothing wrong with a format and data', () => {
    expect(wavFlaw(riff('WAVE', good, data))).toBeUndefined();
  });

  test.each([
    ['no format', riff('WAVE', data)],
    ['no data', riff('WAVE', good)],
    ['half a format', riff('WAVE', chunk('fmt ', format(8_000, 16_000).subarray(0, 15)), data)],
    ['a chunk that reaches beyond it', riff('WAVE', good, chunk('data', letters('sound'), 99))],
    ['half of its data', riff('WAVE', good, data).subarray(0, -4)],
  ])('finds %s truncated', (_what, bytes) => {
    expect(wavFlaw(bytes)).toBe('truncated');
  });

  test('finds one crowded that has more chunks than may be read', () => {
    const rest = repeated(MANY, chunk('LIST', letters('')));

    expect(wavFlaw(riff('WAVE', good, data, rest))).toBe('crowded');
  });

  test.each([
    ['no samples in a second', format(0, 16_000)],
    ['no bytes in a second', format(8_000, 0)],
  ])('finds %s broken', (_what, content) => {
    expect(wavFlaw(riff('WAVE', chunk('fmt ', content), data))).toBe('broken');
  });
});
