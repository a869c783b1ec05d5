import type { Box, BoxReader } from './mp4-reader.ts';

interface Track {
  readonly unitsPerSecond: number;
  readonly sampleUnits: number;
}

/** The length of an MP4 whose samples lie in fragments; `undefined` where there are none. */
export function fragmentSeconds(
  reader: BoxReader,
  boxes: readonly Box[],
  index: readonly Box[],
): number | undefined {
  const fragments = boxes.filter(({ type }) => type === 'moof');
  if (fragments.length === 0) return undefined;
  const tracks = tracksOf(reader, index);
  const units = new Map<number, number>();
  let seconds = 0;
  for (const { type, body } of fragments.flatMap(({ body }) => reader.boxes(body))) {
    const parts = type === 'traf' ? reader.boxes(body) : [];
    const header = parts.find((part) => part.type === 'tfhd')?.body;
    const id = header === undefined ? 0 : uint(header, 4);
    const track = tracks.get(id);
    if (header === undefined || track === undefined) continue;
    const perSample = sampleUnits(header) ?? track.sampleUnits;
    let total = units.get(id) ?? 0;
    for (const part of parts) if (part.type === 'trun') total += runUnits(part.body, perSample);
    units.set(id, total);
    seconds = Math.max(seconds, total / track.unitsPerSecond);
  }
  return seconds;
}

function tracksOf(reader: BoxReader, index: readonly Box[]): Map<number, Track> {
  const defaults = new Map<number, number>();
  const more = index.find(({ type }) => type === 'mvex');
  for (const { type, body } of more === undefined ? [] : reader.boxes(more.body)) {
    if (type === 'trex') defaults.set(uint(body, 4), uint(body, 12));
  }
  const tracks = new Map<number, Track>();
  for (const { body } of index.filter(({ type }) => type === 'trak')) {
    const header = reader.find(body, 'tkhd');
    const media = reader.find(body, 'mdia', 'mdhd');
    const id = uint(header, header[0] === 1 ? 20 : 12);
    const unitsPerSecond = uint(media, media[0] === 1 ? 20 : 12);
    if (unitsPerSecond > 0) {
      tracks.set(id, { unitsPerSecond, sampleUnits: defaults.get(id) ?? 0 });
    }
  }
  return tracks;
}

/** How long each sample of a fragment lasts, where its header says so. */
function sampleUnits(header: Buffer): number | undefined {
  const flags = uint(header, 0);
  if ((flags & 0x08) === 0) return undefined;
  return uint(header, 8 + ((flags & 0x01) === 0 ? 0 : 8) + ((flags & 0x02) === 0 ? 0 : 4));
}

function runUnits(run: Buffer, perSample: number): number {
  const flags = uint(run, 0);
  const count = uint(run, 4);
  if ((flags & 0x100) === 0) return count * perSample;
  const start = 8 + ((flags & 0x01) === 0 ? 0 : 4) + ((flags & 0x04) === 0 ? 0 : 4);
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
  const end = Math.min(run.length - 3, start + count * fields * 4);
  let total = 0;
  for (let place = start; place < end; place += fields * 4) total += run.readUInt32BE(place);
  return total;
}

function uint(bytes: Buffer, place: number): number {
  return place + 4 <= bytes.length ? bytes.readUInt32BE(place) : 0;
}
