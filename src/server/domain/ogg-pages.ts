import type { Flaw } from './containers.ts';

const PAGE = Buffer.from('OggS').readUInt32BE();
const HEAD = 27;
/** Where in the first packet of a codec its name stands, and how its rate is read. */
const CODECS: Readonly<Record<string, { before: number; rate: (packet: Buffer) => number }>> = {
  OpusHead: { before: 0, rate: () => 48_000 },
  vorbis: { before: 1, rate: (packet) => packet.readUInt32LE(12) },
  Speex: { before: 0, rate: (packet) => packet.readUInt32LE(36) },
  FLAC: { before: 1, rate: (packet) => packet.readUIntBE(27, 3) >> 4 },
};
const LONGEST_START = 40;

/** Ogg of a known sound codec: whether its pages are whole, and its length by the last of them. */
export function readOgg(
  bytes: Buffer,
): { flaw: Flaw | undefined; seconds: number | undefined } | undefined {
  const name = /OpusHead|vorbis|Speex|FLAC/.exec(bytes.toString('latin1', 0, 200));
  const codec = CODECS[name?.[0] ?? ''];
  if (name === null || codec === undefined) return undefined;
  const packet = bytes.subarray(name.index - codec.before);
  const page = bytes.lastIndexOf('OggS', name.index);
  if (packet.length < LONGEST_START) return { flaw: 'truncated', seconds: undefined };
  const { flaw, lastSample } = walk(bytes, bytes.readUInt32LE(page + 14));
  const skipped = name[0] === 'OpusHead' ? packet.readUInt16LE(10) : 0;
  const rate = codec.rate(packet);
  if (rate === 0) return { flaw: 'broken', seconds: undefined };
  return { flaw, seconds: (lastSample - skipped) / rate };
}

function walk(bytes: Buffer, serial: number): { flaw: Flaw | undefined; lastSample: number } {
  let place = 0;
  let lastSample = 0;
  while (place + HEAD <= bytes.length) {
    if (bytes.readUInt32BE(place) !== PAGE) return { flaw: 'broken', lastSample };
    // A page on which no packet ends has -1 here.
    const high = bytes.readInt32LE(place + 10);
    if (high >= 0 && bytes.readUInt32LE(place + 14) === serial) {
      lastSample = high * 2 ** 32 + bytes.readUInt32LE(place + 6);
    }
    const behindLaces = place + HEAD + (bytes[place + 26] ?? 0);
    let length = 0;
    for (let lace = place + HEAD; lace < behindLaces; lace++) length += bytes[lace] ?? 0;
    place = behindLaces + length;
  }
  return { flaw: place === bytes.length ? undefined : 'truncated', lastSample };
}
