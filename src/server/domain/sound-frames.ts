import { type Flaw, MOST_PARTS } from './containers.ts';

/** Frames that must follow each other before bytes count as sound; a short file may have fewer. */
const ENOUGH = 3;
const KILOBITS: Record<'full' | 'half', readonly number[]> = {
  full: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  half: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
};
const RATES = [44_100, 48_000, 32_000];

/** The length in bytes of the frame at a place; `undefined` if there is none. */
export type FrameLength = (bytes: Buffer, place: number) => number | undefined;

/** Where frames begin: behind the tags, if there are any. */
function startOfSound(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 3) !== 'ID3' || bytes.length < 10) return 0;
  const size = [6, 7, 8, 9].reduce((sum, place) => sum * 128 + ((bytes[place] ?? 0) & 0x7f), 0);
  return 10 + size;
}

/** MPEG audio, layer 3. */
export const mp3Length: FrameLength = (bytes, place) => {
  const [second, third] = [bytes[place + 1] ?? 0, bytes[place + 2] ?? 0];
  const version = (second >> 3) & 3;
  if (bytes[place] !== 0xff || (second & 0xe6) !== 0xe2 || version === 1) return undefined;
  const isFull = version === 3;
  const kilobits = KILOBITS[isFull ? 'full' : 'half'][third >> 4] ?? 0;
  const rate = mp3Rate(bytes, place);
  if (kilobits === 0 || rate === 0) return undefined;
  return Math.floor(((isFull ? 144 : 72) * kilobits * 1_000) / rate) + ((third >> 1) & 1);
};

function mp3Rate(bytes: Buffer, place: number): number {
  const version = ((bytes[place + 1] ?? 0) >> 3) & 3;
  const rate = RATES[((bytes[place + 2] ?? 0) >> 2) & 3] ?? 0;
  return rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
}

const AAC_HEAD = 7;

/** AAC in ADTS frames. */
export const aacLength: FrameLength = (bytes, place) => {
  if (place + AAC_HEAD > bytes.length || ((bytes.readUInt16BE(place) ^ 0xfff0) & 0xfff6) !== 0) {
    return undefined;
  }
  const length = (bytes.readUInt32BE(place + 2) >> 5) & 0x1fff;
  // A frame without content is none: files of them are made to keep a reader busy.
  return length <= AAC_HEAD ? undefined : length;
};

/** Whether frames follow each other, and whether the last of them is whole. */
export function readFrames(
  bytes: Buffer,
  frameLength: FrameLength,
): { isSound: boolean; flaw: Flaw | undefined } {
  let place = startOfSound(bytes);
  let frames = 0;
  while (place < bytes.length && frames <= MOST_PARTS) {
    const length = frameLength(bytes, place);
    // What follows the sound may be a tag of any kind.
    if (length === undefined) break;
    place += length;
    frames++;
  }
  const isSound = frames >= ENOUGH || (frames > 0 && place >= bytes.length);
  if (frames > MOST_PARTS) return { isSound, flaw: 'crowded' };
  return { isSound, flaw: place <= bytes.length ? undefined : 'truncated' };
}
