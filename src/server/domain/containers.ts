/** Why a file of a known type cannot be one. */
export type Flaw = 'truncated' | 'broken' | 'crowded';

/** Boxes, chunks or elements that are looked at; a file with more of them is refused. */
export const MOST_PARTS = 250_000;

/** PNG: chunks up to IEND. Nothing is inflated, so a bomb costs nothing. */
export function pngFlaw(bytes: Buffer): Flaw | undefined {
  let hasData = false;
  let parts = 0;
  for (let place = 8; place + 12 <= bytes.length; ) {
    if (++parts > MOST_PARTS) return 'crowded';
    const type = bytes.toString('latin1', place + 4, place + 8);
    if (place === 8 && type !== 'IHDR') return 'broken';
    if (type === 'IDAT') hasData = true;
    place += bytes.readUInt32BE(place) + 12;
    if (type === 'IEND') return place > bytes.length || !hasData ? 'truncated' : undefined;
  }
  return 'truncated';
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.from('ffd9', 'hex');

/** JPEG: segments up to the first scan, and an end behind it. */
export function jpegFlaw(bytes: Buffer): Flaw | undefined {
  for (let place = 2; place + 4 <= bytes.length; ) {
    if (bytes[place] !== 0xff) return 'broken';
    const marker = bytes[place + 1] ?? 0;
    if (marker === 0xff) {
      place += 1;
      continue;
    }
    if (marker === START_OF_SCAN) {
      return bytes.indexOf(END_OF_IMAGE, place) === -1 ? 'truncated' : undefined;
    }
    place += 2 + bytes.readUInt16BE(place + 2);
  }
  return 'truncated';
}

const UNKNOWN_SIZE = 0xffff_ffff;

/** The chunks of a RIFF file (WebP, WAV) by their names. Streams may leave sizes open. */
export function readRiff(bytes: Buffer): {
  flaw: Flaw | undefined;
  chunks: ReadonlyMap<string, Buffer>;
} {
  const chunks = new Map<string, Buffer>();
  const size = bytes.readUInt32LE(4);
  if (size !== UNKNOWN_SIZE && size + 8 > bytes.length) return { flaw: 'truncated', chunks };
  let parts = 0;
  for (let place = 12; place + 8 <= bytes.length; ) {
    if (++parts > MOST_PARTS) return { flaw: 'crowded', chunks };
    const name = bytes.toString('latin1', place, place + 4).trim();
    const length = bytes.readUInt32LE(place + 4);
    const isOpen = length === UNKNOWN_SIZE;
    if (!isOpen && place + 8 + length > bytes.length) return { flaw: 'truncated', chunks };
    chunks.set(name, bytes.subarray(place + 8, isOpen ? bytes.length : place + 8 + length));
    place += 8 + length + (length % 2);
  }
  return { flaw: undefined, chunks };
}

/** WAV: a format with a rate, and data behind it. */
export function wavFlaw(bytes: Buffer): Flaw | undefined {
  const { flaw, chunks } = readRiff(bytes);
  const format = chunks.get('fmt');
  if (flaw !== undefined) return flaw;
  if (format === undefined || format.length < 16 || !chunks.has('data')) return 'truncated';
  return format.readUInt32LE(4) === 0 || format.readUInt32LE(8) === 0 ? 'broken' : undefined;
}
