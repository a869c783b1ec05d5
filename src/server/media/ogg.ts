import { OPUS_FRAME } from './tones.ts';

const RATE = 48_000;
const SAMPLES_PER_PACKET = 960;
const PACKETS_PER_PAGE = 50;
const SERIAL = 1;
const CODE_ANY_COUNT = 3;
const PADDED = 0x40;

/** An Ogg Opus of a tone in one channel, at a constant bitrate, with its texts as comments. */
export function encodeOggOpus(
  { kilobits }: { kilobits: number },
  { seconds, texts }: { seconds: number; texts: Readonly<Record<string, string>> },
): Buffer {
  const packet = padded(OPUS_FRAME, (kilobits * 20) / 8);
  const samples = Math.round(seconds * RATE);
  const count = Math.ceil(samples / SAMPLES_PER_PACKET);
  const pages = [
    page([opusHead()], { sequence: 0, granule: 0, flags: 2 }),
    page([opusTags(texts)], { sequence: 1, granule: 0, flags: 0 }),
  ];
  for (let first = 0; first < count; first += PACKETS_PER_PAGE) {
    const until = Math.min(count, first + PACKETS_PER_PAGE);
    const granule = Math.min(samples, until * SAMPLES_PER_PACKET);
    const flags = until === count ? 4 : 0;
    pages.push(page(Array(until - first).fill(packet), { sequence: pages.length, granule, flags }));
  }
  return Buffer.concat(pages);
}

/** A packet of one frame that is filled up to a size (RFC 6716, 3.2.5). */
function padded(frame: Buffer, size: number): Buffer {
  const config = (frame[0] ?? 0) | CODE_ANY_COUNT;
  let padding = size - frame.length - 1;
  const lengths: number[] = [];
  for (padding -= 1; padding >= 255; padding -= 255) lengths.push(255);
  lengths.push(padding);
  const head = Buffer.from([config, PADDED | 1, ...lengths]);
  return Buffer.concat([head, frame.subarray(1)], size);
}

function opusHead(): Buffer {
  const head = Buffer.from('OpusHead\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(RATE, 12);
  return head;
}

function opusTags(texts: Readonly<Record<string, string>>): Buffer {
  const comments = Object.entries(texts).map(([key, text]) => Buffer.from(`${key}=${text}`));
  const vendor = Buffer.from('rivya-testkit');
  const counted = (text: Buffer) => [u32(text.length), text];
  const head = [Buffer.from('OpusTags'), ...counted(vendor), u32(comments.length)];
  return Buffer.concat([...head, ...comments.flatMap(counted)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function page(
  packets: readonly Buffer[],
  { sequence, granule, flags }: { sequence: number; granule: number; flags: number },
): Buffer {
  const laces = packets.flatMap(({ length }) => [
    ...Array(Math.floor(length / 255)).fill(255),
    length % 255,
  ]);
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head[5] = flags;
  head.writeUInt32LE(granule, 6);
  head.writeUInt32LE(SERIAL, 14);
  head.writeUInt32LE(sequence, 18);
  head[26] = laces.length;
  const bytes = Buffer.concat([head, Buffer.from(laces), ...packets]);
  bytes.writeUInt32LE(checksum(bytes), 22);
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_none, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c1_1db7 : 0);
  return value >>> 0;
});

/** The checksum of Ogg, which runs the other way round than that of zlib. */
function checksum(bytes: Buffer): number {
  let value = 0;
  for (const byte of bytes) value = (value << 8) ^ (TABLE[(value >>> 24) ^ byte] ?? 0);
  return value >>> 0;
}
