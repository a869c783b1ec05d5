import { crc32, deflateSync } from 'node:zlib';
import type { Canvas, Colour, Palette } from './canvas.ts';
import { PIXELS_PER_CELL, packRow } from './packed-rows.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const TWO_COLOURS = { depth: 1, colourType: 3 };

/** A PNG of two colours, with texts in its metadata. */
export function encodePng(
  size: { width: number; height: number },
  canvas: Canvas,
  { palette, texts }: { palette: Palette; texts: Readonly<Record<string, string>> },
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header[8] = TWO_COLOURS.depth;
  header[9] = TWO_COLOURS.colourType;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([...parts(palette.ground), ...parts(palette.ink)])),
    ...Object.entries(texts).map(([key, text]) => chunk('iTXt', internationalText(key, text))),
    chunk('IDAT', deflateSync(scanlines(size, canvas), { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function parts({ red, green, blue }: Colour): number[] {
  return [red, green, blue];
}

function scanlines({ width, height }: { width: number; height: number }, canvas: Canvas): Buffer {
  const bytesPerLine = 1 + Math.ceil(width / 8);
  const lines = Buffer.alloc(bytesPerLine * height);
  for (let y = 0; y < height; y++) {
    const start = y * bytesPerLine;
    if (y % PIXELS_PER_CELL === 0) lines.set(packRow(canvas, y / PIXELS_PER_CELL), start + 1);
    else lines.copyWithin(start, start - bytesPerLine, start);
  }
  return lines;
}

/** Key, no compression, no language, no translated key, then the text in UTF-8. */
function internationalText(key: string, text: string): Buffer {
  return Buffer.from(`${key}\0\0\0\0\0${text}`);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
