import { type Flaw, MOST_PARTS } from './containers.ts';

/** A box of an MP4 file. */
export interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** What an MP4 or QuickTime file holds. */
export interface Mp4 {
  readonly flaw: Flaw | undefined;
  /** The kinds of its tracks. */
  readonly tracks: readonly string[];
}

/** Reads the boxes of one file, as many as one file may have. */
export class BoxReader {
  #left = MOST_PARTS;
  flaw: Flaw | undefined;

  /** The boxes that lie next to each other in some bytes. */
  boxes(bytes: Buffer): readonly Box[] {
    const found: Box[] = [];
    for (let place = 0; place + 8 <= bytes.length; ) {
      if (--this.#left < 0) {
        this.flaw = 'crowded';
        return found;
      }
      const short = bytes.readUInt32BE(place);
      const isLong = short === 1 && place + 16 <= bytes.length;
      const head = isLong ? 16 : 8;
      const long = () => Number(bytes.readBigUInt64BE(place + 8));
      const size = isLong ? long() : short === 0 ? bytes.length - place : short;
      if (size < head) return found;
      const type = bytes.toString('latin1', place + 4, place + 8);
      found.push({ type, body: bytes.subarray(place + head, place + size) });
      place += size;
      if (place > bytes.length) this.flaw ??= 'truncated';
    }
    return found;
  }

  /** The body of the first box behind a path of names; empty where there is none. */
  find(bytes: Buffer, ...path: readonly string[]): Buffer {
    let body = bytes;
    for (const name of path) {
      body = this.boxes(body).find(({ type }) => type === name)?.body ?? NOTHING;
    }
    return body;
  }
}

const NOTHING = Buffer.alloc(0);

/** An index of hours of video is smaller. */
const MOST_INDEX = 8 * 1_024 * 1_024;

/** MP4 and QuickTime: whole boxes, among them an index that lists a picture or a sound track. */
export function readMp4(bytes: Buffer): Mp4 {
  const reader = new BoxReader();
  const index = reader.boxes(bytes).find(({ type }) => type === 'moov')?.body;
  const flaw = reader.flaw ?? (index === undefined ? 'truncated' : undefined);
  if (flaw !== undefined || index === undefined) return { flaw, tracks: [] };
  const tracks = reader
    .boxes(index)
    .filter(({ type }) => type === 'trak')
    .map(({ body }) => reader.find(body, 'mdia', 'hdlr').toString('latin1', 8, 12));
  if (reader.flaw === 'crowded' || index.length > MOST_INDEX) return { flaw: 'crowded', tracks };
  const isReadable = tracks.includes('vide') || tracks.includes('soun');
  return { flaw: isReadable ? undefined : 'broken', tracks };
}
