import { encodeVideo, type VideoPicture } from './h264.ts';
import { ascii, box, fullBox, IDENTITY, u32 } from './mp4-boxes.ts';
import { aacEntry, avcEntry, type Track, trackBox } from './mp4-track.ts';
import { AAC_FRAME } from './tones.ts';

const PICTURES_PER_SECOND = 24;
const UNITS_PER_PICTURE = 1_000;
const SOUND_RATE = 44_100;
const SAMPLES_PER_FRAME = 1_024;

/** An MP4 that begins with its index, so that a player can start before it has all of it. */
export function encodeMp4(
  picture: VideoPicture,
  { seconds, hasSound, title, comment }: Mp4Details,
): Buffer {
  const tracks = [videoTrack(picture, seconds), ...(hasSound ? [soundTrack(seconds)] : [])];
  const type = box('ftyp', ascii('isom'), u32(0x200), ascii('isomiso2avc1mp41'));
  const media = box('mdat', Buffer.concat(tracks.flatMap(({ samples }) => samples)));
  const index = (start: number) => indexBox(tracks, start, { seconds, title, comment });
  const start = type.length + index(0).length + 8;
  return Buffer.concat([type, index(start), media]);
}

/** What a video is beyond its picture. */
export interface Mp4Details {
  readonly seconds: number;
  readonly hasSound: boolean;
  readonly title: string;
  readonly comment: string;
}

function videoTrack(picture: VideoPicture, seconds: number): Track {
  const pictures = Math.max(1, Math.round(seconds * PICTURES_PER_SECOND));
  const { samples, ...sets } = encodeVideo(picture, pictures);
  const size = { width: picture.width, height: picture.height };
  return {
    kind: 'video',
    timescale: PICTURES_PER_SECOND * UNITS_PER_PICTURE,
    sampleDuration: UNITS_PER_PICTURE,
    duration: pictures * UNITS_PER_PICTURE,
    size,
    entry: avcEntry(size, sets),
    samples,
  };
}

function soundTrack(seconds: number): Track {
  const duration = Math.round(seconds * SOUND_RATE);
  return {
    kind: 'audio',
    timescale: SOUND_RATE,
    sampleDuration: SAMPLES_PER_FRAME,
    duration,
    size: { width: 0, height: 0 },
    entry: aacEntry(),
    samples: Array(Math.ceil(duration / SAMPLES_PER_FRAME)).fill(AAC_FRAME),
  };
}

function indexBox(
  tracks: readonly Track[],
  start: number,
  { seconds, title, comment }: Omit<Mp4Details, 'hasSound'>,
): Buffer {
  const durationMs = Math.round(seconds * 1_000);
  const volumes = Buffer.from(`000100000100${'00'.repeat(10)}`, 'hex');
  let offset = start;
  const boxes = tracks.map((track, index) => {
    const made = trackBox(track, { id: index + 1, offset, durationMs });
    offset += track.samples.reduce((sum, { length }) => sum + length, 0);
    return made;
  });
  return box(
    'moov',
    fullBox('mvhd', 0, u32(0, 0, 1_000, durationMs), volumes, IDENTITY, Buffer.alloc(24), u32(3)),
    ...boxes,
    box('udta', tags({ '\u00a9nam': title, '\u00a9cmt': comment })),
  );
}

/** Texts in the manner of iTunes, which players and ffprobe show. */
function tags(texts: Readonly<Record<string, string>>): Buffer {
  const items = Object.entries(texts).map(([name, text]) =>
    box(name, box('data', u32(1, 0), Buffer.from(text))),
  );
  return fullBox(
    'meta',
    0,
    fullBox('hdlr', 0, u32(0), ascii('mdirappl'), Buffer.alloc(9)),
    box('ilst', ...items),
  );
}
