import { BitWriter } from './bits.ts';
import { type Canvas, type Palette, toYcc } from './canvas.ts';

const QUANTUM = 8;
const COMPONENTS = 3;

/** Codes for the sizes of brightness steps: one bit for "the same", five for each other size. */
const DC_CODE_LENGTHS = [1, 0, 0, 0, 11];
const DC_SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** Cells are flat, so the only other word is "end of block", with the code 0. */
const AC_CODE_LENGTHS = [1];
const AC_WORDS = [0];

/** A JPEG whose cells of 8 by 8 pixels have one of two colours each, with a comment. */
export function encodeJpeg(
  size: { width: number; height: number },
  canvas: Canvas,
  { palette, comment }: { palette: Palette; comment: string },
): Buffer {
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    segment(0xfe, Buffer.from(comment).subarray(0, 60_000)),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, QUANTUM)])),
    segment(0xc0, frameHeader(size)),
    segment(0xc4, huffmanTable(0x00, DC_CODE_LENGTHS, DC_SIZES)),
    segment(0xc4, huffmanTable(0x10, AC_CODE_LENGTHS, AC_WORDS)),
    segment(0xda, Buffer.from([COMPONENTS, 1, 0, 2, 0, 3, 0, 0, 63, 0])),
    escapeMarkers(scan(canvas, palette)),
    Buffer.from('ffd9', 'hex'),
  ]);
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function frameHeader({ width, height }: { width: number; height: number }): Buffer {
  const header = Buffer.alloc(6 + 3 * COMPONENTS);
  header[0] = 8;
  header.writeUInt16BE(height, 1);
  header.writeUInt16BE(width, 3);
  header[5] = COMPONENTS;
  for (let component = 0; component < COMPONENTS; component++) {
    header.set([component + 1, 0x11, 0], 6 + 3 * component);
  }
  return header;
}

function huffmanTable(id: number, lengths: readonly number[], words: readonly number[]): Buffer {
  const counts = Buffer.alloc(16);
  counts.set(lengths);
  return Buffer.concat([Buffer.from([id]), counts, Buffer.from(words)]);
}

/** The blocks of the picture; a block says only how its colour differs from the one before. */
function scan({ cells }: Canvas, palette: Palette): Uint8Array {
  const ground = toYcc(palette.ground);
  const ink = toYcc(palette.ink);
  const bits = new BitWriter(cells.length);
  let [isInk, isFirst] = [0, true];
  for (const cell of cells) {
    if (cell === isInk && !isFirst) {
      bits.put(0, 2 * COMPONENTS);
      continue;
    }
    const [from, to] = [isInk ? ink : ground, cell ? ink : ground];
    for (let part = 0; part < COMPONENTS; part++) {
      const before = isFirst ? 128 : (from[part] ?? 0);
      putStep(bits, (to[part] ?? 0) - before);
      bits.put(0, 1);
    }
    [isInk, isFirst] = [cell, false];
  }
  return bits.align(1).bytes();
}

function putStep(bits: BitWriter, step: number): void {
  const size = 32 - Math.clz32(Math.abs(step));
  if (size === 0) return void bits.put(0, 1);
  bits.put(0b10000 + size - 1, 5).put(step > 0 ? step : step - 1, size);
}

/** A byte 255 inside the scan is followed by a 0, so that it is no marker. */
function escapeMarkers(scan: Uint8Array): Buffer {
  const escaped = Buffer.alloc(scan.length * 2);
  let length = 0;
  for (const byte of scan) {
    escaped[length++] = byte;
    if (byte === 0xff) escaped[length++] = 0;
  }
  return escaped.subarray(0, length);
}
