import type { BitWriter } from './bits.ts';
import type { Canvas, Colour, Palette } from './canvas.ts';

/** Pixels along the side of one macroblock. */
export const BLOCK = 16;
/** Cells of a canvas along that side. */
export const CELLS_PER_BLOCK = 4;

/** The number of a block type is this much higher where a picture builds on the one before. */
export const INTRA_IN_P = 5;
const RAW = 25;

/** Which neighbour a block copies: the one above, or the one to the left. */
export const TOP = 0;
export const LEFT = 1;

/** Writes a block that is like its neighbour; `isNearRaw` says whether one around it is raw. */
export function putCopy(
  bits: BitWriter,
  from: typeof TOP | typeof LEFT,
  { offset, isNearRaw }: { offset: number; isNearRaw: boolean },
): void {
  bits
    .putUe(offset + 1 + from)
    .putUe(from === LEFT ? 1 : 2)
    .putUe(0);
  // "Nothing left over" has a longer code beside raw blocks, which count as full (9.2.1).
  if (isNearRaw) bits.put(0b000011, 6);
  else bits.put(1, 1);
}

/** Writes a block of raw pixels. */
export function putRaw(bits: BitWriter, offset: number, block: Uint8Array): void {
  bits
    .putUe(offset + RAW)
    .align()
    .append(block);
}

/** The cells of a canvas that lie in a block. */
export function cellsAt({ columns, cells }: Canvas, column: number, row: number): Uint8Array {
  const found = new Uint8Array(CELLS_PER_BLOCK ** 2);
  for (let line = 0; line < CELLS_PER_BLOCK; line++) {
    const start = (row * CELLS_PER_BLOCK + line) * columns + column * CELLS_PER_BLOCK;
    found.set(cells.subarray(start, start + CELLS_PER_BLOCK), line * CELLS_PER_BLOCK);
  }
  return found;
}

/** The pixels of a block: brightness for each, then two differences for each four. */
export function rawBlock({ ground, ink }: Palette, cells: Uint8Array): Uint8Array {
  const [dark, light] = [toStudio(ground), toStudio(ink)];
  const block = new Uint8Array(BLOCK * BLOCK * 1.5);
  const paint = (start: number, side: number, part: 0 | 1 | 2) => {
    for (let pixel = 0; pixel < side * side; pixel++) {
      const column = Math.floor(((pixel % side) * CELLS_PER_BLOCK) / side);
      const row = Math.floor((Math.floor(pixel / side) * CELLS_PER_BLOCK) / side);
      block[start + pixel] = (cells[row * CELLS_PER_BLOCK + column] ? light : dark)[part];
    }
  };
  paint(0, BLOCK, 0);
  paint(BLOCK * BLOCK, BLOCK / 2, 1);
  paint(BLOCK * BLOCK * 1.25, BLOCK / 2, 2);
  return block;
}

/** A colour in the range of television (BT.601). */
function toStudio({ red, green, blue }: Colour): readonly [number, number, number] {
  return [
    Math.round(16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256),
    Math.round(128 + (-37.945 * red - 74.494 * green + 112.439 * blue) / 256),
    Math.round(128 + (112.439 * red - 94.154 * green - 18.285 * blue) / 256),
  ];
}
