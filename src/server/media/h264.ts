import { BitWriter } from './bits.ts';
import { type Canvas, type Colour, drawText, type Palette } from './canvas.ts';

/** Pixels along the side of one macroblock, and of one cell of a canvas in a video. */
const BLOCK = 16;
const CELL = 4;
const CELLS_PER_BLOCK = BLOCK / CELL;
const TOP = 0;
const LEFT = 1;
const RAW = 25;
const INTRA_IN_P = 5;
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
    const cells = cellsOf(canvas, column, row);
    isFlat[block] = cells.includes(1) ? 0 : 1;
    const left = column > 0 ? block - 1 : undefined;
    const top = row > 0 ? block - columns : undefined;
    const raw = [left, top].map((near) => (near === undefined ? undefined : isRaw[near] === 1));
    const isCopy = (near: number | undefined) => near !== undefined && isFlat[near] === 1;
    if (isFlat[block] && isCopy(left)) putCopy(bits, LEFT, 0, raw);
    else if (isFlat[block] && isCopy(top)) putCopy(bits, TOP, 0, raw);
    else {
      isRaw[block] = 1;
      putRaw(bits, RAW, isFlat[block] ? ground : rawBlock(palette, cells));
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
      putRaw(
        bits,
        RAW + INTRA_IN_P,
        rawBlock(palette, new Uint8Array(CELLS_PER_BLOCK ** 2).fill(1)),
      );
    } else {
      // The block above was skipped; the one to the left is raw only if this picture drew it raw.
      putCopy(bits, LEFT, INTRA_IN_P, [column === 1 && drawn === 0, false]);
    }
  }
  skipped += columns - until;
  return skipped === 0 ? bits : bits.putUe(skipped);
}

/** A block like its neighbour: no residue, which is coded by whether the neighbours are raw. */
function putCopy(
  bits: BitWriter,
  from: typeof TOP | typeof LEFT,
  offset: number,
  neighbours: readonly (boolean | undefined)[],
): void {
  bits
    .putUe(offset + 1 + from)
    .putUe(from === LEFT ? 1 : 2)
    .putUe(0);
  const known = neighbours.filter((raw) => raw !== undefined);
  const near = known.some((raw) => raw);
  if (near) bits.put(0b000011, 6);
  else bits.put(1, 1);
}

function putRaw(bits: BitWriter, type: number, block: Uint8Array): void {
  bits.putUe(type).align().append(block);
}

function cellsOf({ columns, cells }: Canvas, column: number, row: number): Uint8Array {
  const found = new Uint8Array(CELLS_PER_BLOCK ** 2);
  for (let line = 0; line < CELLS_PER_BLOCK; line++) {
    const start = (row * CELLS_PER_BLOCK + line) * columns + column * CELLS_PER_BLOCK;
    found.set(cells.subarray(start, start + CELLS_PER_BLOCK), line * CELLS_PER_BLOCK);
  }
  return found;
}

/** The pixels of a block: brightness for each, then two differences for each four. */
function rawBlock({ ground, ink }: Palette, cells: Uint8Array): Uint8Array {
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
