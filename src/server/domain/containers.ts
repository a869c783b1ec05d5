/** Why a file of a known type cannot be one. */
export type Flaw = 'truncated' | 'broken';

/** PNG: chunks up to IEND. Nothing is inflated, so a bomb costs nothing. */
export function pngFlaw(bytes: Buffer): Flaw | undefined {
  let hasData = false;
  for (let place = 8; place + 12 <= bytes.length; ) {
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

/** RIFF (WebP, WAV): chunks, among them all that are needed. Streams may leave sizes open. */
export function riffFlaw(bytes: Buffer, needed: readonly string[]): Flaw | undefined {
  const size = bytes.readUInt32LE(4);
  if (size !== UNKNOWN_SIZE && size + 8 > bytes.length) return 'truncated';
  const found = new Set<string>();
  for (let place = 12; place + 8 <= bytes.length; ) {
    found.add(bytes.toString('latin1', place, place + 4).trim());
    const length = bytes.readUInt32LE(place + 4);
    if (length === UNKNOWN_SIZE) break;
    if (place + 8 + length > bytes.length) return 'truncated';
    place += 8 + length + (length % 2);
  }
  return needed.every((name) => found.has(name)) ? undefined : 'truncated';
}

/** Ogg: whole pages. */
export function oggFlaw(bytes: Buffer): Flaw | undefined {
  let place = 0;
  while (place + 27 <= bytes.length) {
    if (bytes.toString('latin1', place, place + 4) !== 'OggS') return 'broken';
    const laces = bytes.subarray(place + 27, place + 27 + (bytes[place + 26] ?? 0));
    place += 27 + (bytes[place + 26] ?? 0) + laces.reduce((sum, lace) => sum + lace, 0);
  }
  return place === bytes.length ? undefined : 'truncated';
}

/** A box of an MP4 file. */
interface Box {
  readonly type: string;
  readonly body: Buffer;
  /** It says that it is longer than what is there. */
  readonly isCut: boolean;
}

function* boxesOf(bytes: Buffer): Generator<Box> {
  for (let place = 0; place + 8 <= bytes.length; ) {
    const short = bytes.readUInt32BE(place);
    const isLong = short === 1 && place + 16 <= bytes.length;
    const head = isLong ? 16 : 8;
    const size = isLong
      ? Number(bytes.readBigUInt64BE(place + 8))
      : short === 0
        ? bytes.length - place
        : short;
    if (size < head) return;
    const type = bytes.toString('latin1', place + 4, place + 8);
    const body = bytes.subarray(place + head, place + size);
    yield { type, body, isCut: place + size > bytes.length };
    place += size;
  }
}

/** MP4 and QuickTime: whole boxes, among them the index; and which kinds of track it lists. */
export function readMp4(bytes: Buffer): { flaw: Flaw | undefined; tracks: readonly string[] } {
  const boxes = [...boxesOf(bytes)];
  const index = boxes.find(({ type }) => type === 'moov');
  const isCut = boxes.some((box) => box.isCut);
  if (index === undefined || isCut) return { flaw: 'truncated', tracks: [] };
  const tracks = [...boxesOf(index.body)].filter(({ type }) => type === 'trak').map(handlerOf);
  return { flaw: undefined, tracks };
}

function handlerOf(track: Box): string {
  const media = [...boxesOf(track.body)].find(({ type }) => type === 'mdia');
  const handler = [...boxesOf(media?.body ?? Buffer.alloc(0))].find(({ type }) => type === 'hdlr');
  return handler?.body.toString('latin1', 8, 12) ?? '';
}

/** The length of an MP4 in seconds, as its index says; `undefined` where it does not. */
export function mp4Seconds(bytes: Buffer): number | undefined {
  const index = [...boxesOf(bytes)].find(({ type }) => type === 'moov')?.body;
  const header = index && [...boxesOf(index)].find(({ type }) => type === 'mvhd')?.body;
  if (header === undefined || header.length < 32) return undefined;
  const isLong = header[0] === 1;
  const scale = header.readUInt32BE(isLong ? 20 : 12);
  const units = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
  const isUnknown = units === (isLong ? 2 ** 64 : UNKNOWN_SIZE);
  return scale === 0 || isUnknown ? undefined : units / scale;
}

const SEGMENT = 0x1853_8067;
const DOC_TYPE = 0x4282;

/** Matroska and WebM: which of them, and whether the segment is whole. */
export function readMatroska(bytes: Buffer): { flaw: Flaw | undefined; docType: string } {
  const header = element(bytes, 0);
  if (header === undefined) return { flaw: 'truncated', docType: '' };
  let docType = '';
  for (let place = header.start; place < header.end; ) {
    const inner = element(bytes, place);
    if (inner === undefined) return { flaw: 'truncated', docType };
    if (inner.id === DOC_TYPE) docType = bytes.toString('latin1', inner.start, inner.end);
    place = inner.end;
  }
  const segment = element(bytes, header.end);
  const isWhole = segment?.id === SEGMENT && segment.end <= bytes.length;
  return { flaw: isWhole ? undefined : 'truncated', docType: docType.replaceAll('\0', '') };
}

/** An element at a place; one of unknown size ends with the file. */
function element(bytes: Buffer, place: number) {
  const idLength = Math.clz32(bytes[place] ?? 0) - 23;
  const sizePlace = place + idLength;
  const sizeLength = Math.clz32(bytes[sizePlace] ?? 0) - 23;
  const start = sizePlace + sizeLength;
  if (idLength > 4 || sizeLength > 8 || start > bytes.length) return undefined;
  const id = bytes.readUIntBE(place, idLength);
  let size = (bytes[sizePlace] ?? 0) & (0xff >> sizeLength);
  let isUnknown = size === 0xff >> sizeLength;
  for (const byte of bytes.subarray(sizePlace + 1, start)) {
    size = size * 256 + byte;
    if (byte !== 0xff) isUnknown = false;
  }
  return { id, start, end: isUnknown ? bytes.length : start + size };
}
