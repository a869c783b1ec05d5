import { type Flaw, MOST_PARTS } from './containers.ts';

/** What a Matroska or WebM file holds. */
export interface Matroska {
  readonly flaw: Flaw | undefined;
  readonly docType: string;
  readonly hasVideo: boolean;
}

const ID = {
  header: 0x1a45_dfa3,
  docType: 0x4282,
  segment: 0x1853_8067,
  tracks: 0x1654_ae6b,
  track: 0xae,
  trackType: 0x83,
};
/** Elements that are entered; what follows one of unknown size is then read like its content. */
const ENTERED: readonly number[] = [ID.header, ID.segment, ID.tracks, ID.track];
const VIDEO = 1;

/** Matroska and WebM: which of them, whether the segment is whole, and whether it has a picture. */
export function readMatroska(bytes: Buffer): Matroska {
  let [docType, hasTracks, hasVideo] = ['', false, false];
  let parts = 0;
  let flaw: Flaw | undefined;
  for (let place = 0; place < bytes.length; ) {
    const inner = element(bytes, place);
    if (inner === undefined) break;
    if (++parts > MOST_PARTS) {
      flaw = 'crowded';
      break;
    }
    const { id, start, end } = inner;
    if (end > bytes.length) flaw = 'truncated';
    if (id === ID.tracks) hasTracks = true;
    if (id === ID.docType) docType = bytes.toString('latin1', start, end).replaceAll('\0', '');
    if (id === ID.trackType) hasVideo ||= bytes[end - 1] === VIDEO;
    place = ENTERED.includes(id) ? start : end;
  }
  return { flaw: flaw ?? (hasTracks ? undefined : 'truncated'), docType, hasVideo };
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
  for (let next = sizePlace + 1; next < start; next++) {
    const byte = bytes[next] ?? 0;
    size = size * 256 + byte;
    if (byte !== 0xff) isUnknown = false;
  }
  return { id, start, end: isUnknown ? bytes.length : start + size };
}
