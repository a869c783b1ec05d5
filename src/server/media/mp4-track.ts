import { ascii, box, fullBox, IDENTITY, u8, u16, u32, u32List } from './mp4-boxes.ts';

/** One track of an MP4 file. */
export interface Track {
  readonly kind: 'video' | 'audio';
  /** Units of time in a second. */
  readonly timescale: number;
  /** How long each sample lasts; the last may be shorter, so that the track ends on time. */
  readonly sampleDuration: number;
  readonly duration: number;
  /** Pixels of a video. */
  readonly size: { readonly width: number; readonly height: number };
  /** Describes how the samples are coded. */
  readonly entry: Uint8Array;
  readonly samples: readonly Uint8Array[];
}

/** The box of a track whose samples lie in one row at `offset` of the file. */
export function trackBox(
  track: Track,
  { id, offset, durationMs }: { id: number; offset: number; durationMs: number },
): Buffer {
  const isVideo = track.kind === 'video';
  const header = fullBox(
    'tkhd',
    3,
    u32(0, 0, id, 0, durationMs, 0, 0),
    u16(0, 0, isVideo ? 0 : 0x0100, 0),
    IDENTITY,
    u32(track.size.width * 0x1_0000, track.size.height * 0x1_0000),
  );
  const media = box(
    'mdia',
    fullBox('mdhd', 0, u32(0, 0, track.timescale, track.duration), u16(0x55c4, 0)),
    fullBox('hdlr', 0, u32(0), ascii(isVideo ? 'vide' : 'soun'), u32(0, 0, 0), u8(0)),
    box(
      'minf',
      isVideo ? fullBox('vmhd', 1, u16(0, 0, 0, 0)) : fullBox('smhd', 0, u16(0, 0)),
      box('dinf', fullBox('dref', 0, u32(1), fullBox('url ', 1))),
      sampleTable(track, offset),
    ),
  );
  return box('trak', header, media);
}

function sampleTable({ kind, entry, samples, ...times }: Track, offset: number): Buffer {
  const { sampleDuration, duration } = times;
  const last = duration - sampleDuration * (samples.length - 1);
  return box(
    'stbl',
    fullBox('stsd', 0, u32(1), entry),
    fullBox('stts', 0, u32(2, samples.length - 1, sampleDuration, 1, last)),
    ...(kind === 'video' ? [fullBox('stss', 0, u32(1, 1))] : []),
    fullBox('stsc', 0, u32(1, 1, samples.length, 1)),
    fullBox('stsz', 0, u32(0, samples.length), u32List(samples.map(({ length }) => length))),
    fullBox('stco', 0, u32(1, offset)),
  );
}

/** The entry of an H.264 track. */
export function avcEntry(
  { width, height }: Track['size'],
  { sps, pps }: { sps: Uint8Array; pps: Uint8Array },
): Buffer {
  const config = box(
    'avcC',
    u8(1, ...sps.subarray(1, 4), 0xff, 0xe1),
    u16(sps.length),
    sps,
    u8(1),
    u16(pps.length),
    pps,
  );
  return box(
    'avc1',
    u16(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, width, height),
    u32(0x0048_0000, 0x0048_0000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    config,
  );
}

/** The entry of a track of AAC-LC in one channel at 44.1 kHz. */
export function aacEntry(): Buffer {
  const specific = u8(0x05, 2, 0x12, 0x08);
  const decoder = Buffer.concat([u8(0x04, 13 + specific.length, 0x40, 0x15, 0, 0, 0), u32(0, 0)]);
  const described = Buffer.concat([u16(0), u8(0), decoder, specific, u8(0x06, 1, 2)]);
  return box(
    'mp4a',
    u16(0, 0, 0, 1, 0, 0, 0, 0, 1, 16, 0, 0, 44_100, 0),
    fullBox('esds', 0, u8(0x03, described.length), described),
  );
}
