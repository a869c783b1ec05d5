import { type Flaw, MOST_PARTS } from './containers.ts';

const PAGE = Buffer.from('OggS').readUInt32BE();
const HEAD = 27;
/** Where in the first packet of a codec its name stands, and whether it names a rate. */
const CODECS: Readonly<Record<string, { before: number; hasRate: (packet: Buffer) => boolean }>> = {
  OpusHead: { before: 0, hasRate: () => true },
  vorbis: { before: 1, hasRate: (packet) => packet.readUInt32LE(12) > 0 },
  Speex: { before: 0, hasRate: (packet) => packet.readUInt32LE(36) > 0 },
  FLAC: { before: 1, hasRate: (packet) => packet.readUIntBE(27, 3) >> 4 > 0 },
};
const LONGEST_START = 40;

/** Ogg of a known sound codec: whether its pages are whole. */
export function readOgg(bytes: Buffer): { flaw: Flaw | undefined } | undefined {
  const name = /OpusHead|vorbis|Speex|FLAC/.exec(bytes.toString('latin1', 0, 200));
  const codec = CODECS[name?.[0] ?? ''];
  if (name === null || codec === undefined) return undefined;
  const packet = bytes.subarray(name.index - codec.before);
  if (packet.length < LONGEST_START) return { flaw: 'truncated' };
  return { flaw: codec.hasRate(packet) ? pagesFlaw(bytes) : 'broken' };
}

function pagesFlaw(bytes: Buffer): Flaw | undefined {
  let parts = 0;
  let place = 0;
  while (place + HEAD <= bytes.length) {
    if (++parts > MOST_PARTS) return 'crowded';
    if (bytes.readUInt32BE(place) !== PAGE) return 'broken';
    const behindLaces = place + HEAD + (bytes[place + 26] ?? 0);
    let length = 0;
    for (let lace = place + HEAD; lace < behindLaces; lace++) length += bytes[lace] ?? 0;
    place = behindLaces + length;
  }
  return place === bytes.length ? undefined : 'truncated';
}
