import type { Canvas, Colour, Palette } from './canvas.ts';
import { PIXELS_PER_CELL, packRow } from './packed-rows.ts';

const COLOUR_INDEXING = 3;
const HAS_XMP = 0x04;

/** A lossless WebP of two colours, with its texts as XMP. */
export function encodeWebp(
  size: { width: number; height: number },
  canvas: Canvas,
  { palette, texts }: { palette: Palette; texts: Readonly<Record<string, string>> },
): Buffer {
  const extended = Buffer.alloc(10);
  extended[0] = HAS_XMP;
  extended.writeUIntLE(size.width - 1, 4, 3);
  extended.writeUIntLE(size.height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', extended),
    chunk('VP8L', lossless(size, canvas, palette)),
    chunk('XMP ', Buffer.from(xmp(texts))),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function xmp(texts: Readonly<Record<string, string>>): string {
  const fields = Object.entries(texts).map(([key, text]) => {
    const name = key.replace(/\W/g, '');
    return `<rivya:${name}>${text.replace(/[<&]/g, (sign) => (sign === '<' ? '&lt;' : '&amp;'))}</rivya:${name}>`;
  });
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:rivya="urn:rivya-testkit">${fields.join('')}</rdf:Description></rdf:RDF></x:xmpmeta>`;
}

/** Writes bits one after another, the lowest first. */
class LowBitWriter {
  readonly bytes: number[] = [];
  #used = 0;

  put(value: number, count: number): this {
    for (let bit = 0; bit < count; bit++) {
      if (this.#used % 8 === 0) this.bytes.push(0);
      const last = this.bytes.length - 1;
      this.bytes[last] = (this.bytes[last] ?? 0) | (((value >> bit) & 1) << (this.#used % 8));
      this.#used++;
    }
    return this;
  }

  get isAligned(): boolean {
    return this.#used % 8 === 0;
  }
}

/** A VP8L stream: a palette of two, and for each 8 pixels one bit, as cells are flat. */
function lossless(
  { width, height }: { width: number; height: number },
  canvas: Canvas,
  palette: Palette,
): Buffer {
  const bits = new LowBitWriter();
  bits
    .put(0x2f, 8)
    .put(width - 1, 14)
    .put(height - 1, 14)
    .put(0, 4);
  bits.put(1, 1).put(COLOUR_INDEXING, 2).put(1, 8);
  putPalette(bits, palette);
  bits.put(0, 1).put(0, 1).put(0, 1);
  putSymbols(bits, [0x00, 0xff]);
  for (let other = 0; other < 4; other++) putSymbols(bits, [0]);
  for (let y = 0; y < height; y++) {
    for (const byte of packRow(canvas, Math.floor(y / PIXELS_PER_CELL))) bits.put(byte & 1, 1);
  }
  return Buffer.from(bits.bytes);
}

/** The palette is a picture of its own; its second colour is written as a difference. */
function putPalette(bits: LowBitWriter, { ground, ink }: Palette): void {
  const pairs = (['green', 'red', 'blue'] as const).map((part: keyof Colour) => {
    return [ground[part], (ink[part] - ground[part]) & 0xff] as const;
  });
  const channels = [...pairs, [0xff, 0] as const];
  bits.put(0, 1);
  for (const channel of channels) putSymbols(bits, [...new Set(channel)]);
  putSymbols(bits, [0]);
  for (const place of [0, 1] as const) {
    for (const channel of channels) {
      const symbols = [...new Set(channel)].sort((a, b) => a - b);
      if (symbols.length > 1) bits.put(symbols.indexOf(channel[place]), 1);
    }
  }
}

/** A simple prefix code of one or two symbols. */
function putSymbols(bits: LowBitWriter, symbols: readonly number[]): void {
  const [first = 0, second] = [...symbols].sort((a, b) => a - b);
  bits.put(1, 1).put(second === undefined ? 0 : 1, 1);
  bits.put(1, 1).put(first, 8);
  if (second !== undefined) bits.put(second, 8);
}
