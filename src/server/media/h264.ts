import { BitWriter } from './bits.ts';
import { drawText, type Palette } from './canvas.ts';
import {
  BLOCK,
  CELLS_PER_BLOCK,
  cellsAt,
  INTRA_IN_P,
  LEFT,
  putCopy,
  putRaw,
  rawBlock,
  TOP,
} from './h264-blocks.ts';

/** Lines of text at most, as letters are raw pixels and make a file large. */
const MOST_TEXT_LINES = 4;

/** Levels by the macroblocks that a picture may have, at up to 30 pictures a second. */
const LEVELS = [
  { most: 1_620, level: 30 },
  { most: 3_600, level: 31 },
  { most: 8_192, level: 40 },
  { most: 22_080, level: 50 },
];

/** A video stream in parts: what a player must know first, and one sample per picture. */
export interface VideoStream {
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
  readonly samples: readonly Uint8Array[];
}

/** What a video shows: text, and a bar at its lower edge that grows with time. */
export interface VideoPicture {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly palette: Palette;
}

/**
 * An H.264 stream (constrained baseline): one full picture, then pictures that repeat the one before
 * but for the growing bar. Flat parts are copied from a neighbour, letters are raw pixels.
 */
export function encodeVideo(picture: VideoPicture, pictures: number): VideoStream {
  const columns = Math.ceil(picture.width / BLOCK);
  const rows = Math.ceil(picture.height / BLOCK);
  const samples = [sample(0x65, firstPicture(picture, columns, rows))];
  let drawn = 0;
  for (let index = 1; index < pictures; index++) {
    const until = Math.floor(((index + 1) * columns) / pictures);
    const bits = nextPicture(picture, { columns, rows, index, drawn, until });
    samples.push(sample(0x41, bits));
    drawn = until;
  }
  return { sps: sequenceSet(picture, columns, rows), pps: pictureSet(), samples };
}

function sequenceSet({ width, height }: VideoPicture, columns: number, rows: number): Uint8Array {
  const level = LEVELS.find(({ most }) => columns * rows <= most)?.level ?? 51;
  const bits = new BitWriter().put(66, 8).put(0xc0, 8).put(level, 8);
  bits.putUe(0).putUe(0).putUe(2).putUe(1).put(0, 1);
  bits
    .putUe(columns - 1)
    .putUe(rows - 1)
    .put(0b11, 2);
  const right = (columns * BLOCK - width) / 2;
  const bottom = (rows * BLOCK - height) / 2;
  if (right === 0 && bottom === 0) bits.put(0, 1);
  else bits.put(1, 1).putUe(0).putUe(right).putUe(0).putUe(bottom);
  return nal(0x67, end(bits.put(0, 1)));
}

function pictureSet(): Uint8Array {
  const bits = new BitWriter().putUe(0).putUe(0).put(0, 2).putUe(0).putUe(0).putUe(0);
  bits.put(0, 3).putUe(0).putUe(0).putUe(0).put(0b100, 3);
  return nal(0x68, end(bits));
}

function firstPicture(picture: VideoPicture, columns: number, rows: number): BitWriter {
  const { palette, lines } = picture;
  const size = { columns: columns * CELLS_PER_BLOCK, rows: rows * CELLS_PER_BLOCK };
  const canvas = drawText(size, lines, { scale: 1, mostLines: MOST_TEXT_LINES });
  const bits = new BitWriter(1 << 16);
  bits.putUe(0).putUe(7).putUe(0).put(0, 4).putUe(0).put(0, 2).putUe(0).putUe(1);
  const ground = rawBlock(palette, new Uint8Array(CELLS_PER_BLOCK ** 2));
  const isFlat = new Uint8Array(columns * rows);
  const isRaw = new Uint8Array(columns * rows);
  for (let block = 0; block < columns * rows; block++) {
    const [column, row] = [block % columns, Math.floor(block / columns)];
    const cells = cellsAt(canvas, column, row);
    isFlat[block] = cells.includes(1) ? 0 : 1;
    const left = column > 0 ? block - 1 : -1;
    const top = row > 0 ? block - columns : -1;
    const isNearRaw = isRaw[left] === 1 || isRaw[top] === 1;
    const around = { offset: 0, isNearRaw };
    if (isFlat[block] && isFlat[left]) putCopy(bits, LEFT, around);
    else if (isFlat[block] && isFlat[top]) putCopy(bits, TOP, around);
    else {
      isRaw[block] = 1;
      putRaw(bits, 0, isFlat[block] ? ground : rawBlock(palette, cells));
    }
  }
  return bits;
}

function nextPicture(
  { palette }: VideoPicture,
  place: { columns: number; rows: number; index: number; drawn: number; until: number },
): BitWriter {
  const { columns, rows, index, drawn, until } = place;
  const bits = new BitWriter(64);
  bits
    .putUe(0)
    .putUe(5)
    .putUe(0)
    .put(index % 16, 4)
    .put(0, 3)
    .putUe(0)
    .putUe(1);
  let skipped = columns * (rows - 1) + drawn;
  for (let column = drawn; column < until; column++) {
    bits.putUe(skipped);
    skipped = 0;
    if (column === 0) {
      const ink = new Uint8Array(CELLS_PER_BLOCK ** 2).fill(1);
      putRaw(bits, INTRA_IN_P, rawBlock(palette, ink));
    } else {
      // The block above was skipped; the one to the left is raw only where this picture drew it.
      putCopy(bits, LEFT, { offset: INTRA_IN_P, isNearRaw: column === 1 && drawn === 0 });
    }
  }
  skipped += columns - until;
  return skipped === 0 ? bits : bits.putUe(skipped);
}

function end(bits: BitWriter): Uint8Array {
  return bits.put(1, 1).align().bytes();
}

/** A unit of the stream: three bytes that would look like a marker are kept apart by a 3. */
function nal(header: number, payload: Uint8Array): Uint8Array {
  const bytes: number[] = [header];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(bytes);
}

function sample(header: number, bits: BitWriter): Uint8Array {
  const unit = nal(header, end(bits));
  const bytes = new Uint8Array(4 + unit.length);
  new DataView(bytes.buffer).setUint32(0, unit.length);
  bytes.set(unit, 4);
  return bytes;
}
