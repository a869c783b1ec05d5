import { type Flaw, MOST_PARTS } from './containers.ts';

/** What a Matroska or WebM file holds. */
export interface Matroska {
  readonly flaw: Flaw | undefined;
  readonly docType: string;
  readonly hasVideo: boolean;
  /** As it says, else the time of its last block. */
  readonly seconds: number | undefined;
}

const ID = {
  header: 0x1a45_dfa3,
  docType: 0x4282,
  segment: 0x1853_8067,
  info: 0x1549_a966,
  scale: 0x2a_d7b1,
  duration: 0x4489,
  tracks: 0x1654_ae6b,
  track: 0xae,
  trackType: 0x83,
  cluster: 0x1f43_b675,
  time: 0xe7,
  group: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
};
/** Elements that are entered; what follows one of unknown size is then read like its content. */
const ENTERED: readonly number[] = [
  ID.header,
  ID.segment,
  ID.info,
  ID.tracks,
  ID.track,
  ID.cluster,
  ID.group,
];
const VIDEO = 1;

/** Matroska and WebM: which of them, whether the segment is whole, and what its tracks are. */
export function readMatroska(bytes: Buffer): Matroska {
  const found = new Findings();
  let parts = 0;
  let flaw: Flaw | undefined;
  for (let place = 0; place < bytes.length; ) {
    const inner = element(bytes, place);
    if (inner === undefined) break;
    if (++parts > MOST_PARTS) {
      flaw = 'crowded';
      break;
    }
    if (inner.end > bytes.length) flaw = 'truncated';
    const isEntered = ENTERED.includes(inner.id);
    if (!isEntered) found.take(inner.id, bytes.subarray(inner.start, inner.end));
    if (inner.id === ID.tracks) found.hasTracks = true;
    // Where the length is known, nothing of the clusters is.
    const isSkipped = inner.id === ID.cluster && found.duration > 0;
    place = isEntered && !isSkipped ? inner.start : inner.end;
  }
  const { docType, hasVideo, hasTracks, seconds } = found;
  // A long recording has that many blocks; its length is then unknown.
  if (flaw === 'crowded' && hasTracks && found.lastTime > 0) flaw = undefined;
  return { flaw: flaw ?? (hasTracks ? undefined : 'truncated'), docType, hasVideo, seconds };
}

class Findings {
  docType = '';
  hasTracks = false;
  hasVideo = false;
  duration = 0;
  lastTime = 0;
  #nanoseconds = 1_000_000;
  #clusterTime = 0;

  get seconds(): number {
    return ((this.duration || this.lastTime) * this.#nanoseconds) / 1_000_000_000;
  }

  take(id: number, body: Buffer): void {
    if (id === ID.docType) this.docType = body.toString('latin1').replaceAll('\0', '');
    else if (id === ID.scale) this.#nanoseconds = uint(body);
    else if (id === ID.duration) this.duration = float(body);
    else if (id === ID.trackType) this.hasVideo ||= uint(body) === VIDEO;
    else if (id === ID.time) this.#clusterTime = uint(body);
    else if (id === ID.block || id === ID.simpleBlock) this.#takeBlock(body);
  }

  #takeBlock(body: Buffer): void {
    const place = Math.clz32(body[0] ?? 0) - 23;
    if (place + 2 > body.length) return;
    this.lastTime = Math.max(this.lastTime, this.#clusterTime + body.readInt16BE(place));
  }
}

function uint(body: Buffer): number {
  return body.length > 0 && body.length <= 6 ? body.readUIntBE(0, body.length) : 0;
}

function float(body: Buffer): number {
  if (body.length === 4) return body.readFloatBE();
  return body.length === 8 ? body.readDoubleBE() : 0;
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
