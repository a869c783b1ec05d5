import type { Flaw } from './containers.ts';

/** Frames that must follow each other before bytes count as sound; a short file may have fewer. */
const ENOUGH = 3;
const KILOBITS: Record<'full' | 'half', readonly number[]> = {
  full: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  half: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
};
const RATES = [44_100, 48_000, 32_000];

/** Where MP3 or AAC frames begin: behind the tags, if there are any. */
export function startOfSound(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 3) !== 'ID3' || bytes.length < 10) return 0;
  const size = [6, 7, 8, 9].reduce((sum, place) => sum * 128 + ((bytes[place] ?? 0) & 0x7f), 0);
  return 10 + size;
}

/** The length of the MP3 frame (layer 3) at a place; `undefined` if there is none. */
export function mp3FrameLength(bytes: Buffer, place: number): number | undefined {
  const [sync = 0, second = 0, third = 0] = bytes.subarray(place, place + 4);
  const version = (second >> 3) & 3;
  if (sync !== 0xff || (second & 0xe6) !== 0xe2 || version === 1) return undefined;
  const isFull = version === 3;
  const kilobits = KILOBITS[isFull ? 'full' : 'half'][third >> 4] ?? 0;
  const rate = (RATES[(third >> 2) & 3] ?? 0) / (isFull ? 1 : version === 2 ? 2 : 4);
  if (kilobits === 0 || rate === 0) return undefined;
  return Math.floor(((isFull ? 144 : 72) * kilobits * 1_000) / rate) + ((third >> 1) & 1);
}

/** The length of the AAC frame (ADTS) at a place; `undefined` if there is none. */
export function aacFrameLength(bytes: Buffer, place: number): number | undefined {
  if (place + 7 > bytes.length || ((bytes.readUInt16BE(place) ^ 0xfff0) & 0xfff6) !== 0) {
    return undefined;
  }
  const length = (bytes.readUInt32BE(place + 2) >> 5) & 0x1fff || 0;
  return length < 7 ? undefined : length;
}

/** Whether frames follow each other, and whether the last of them is whole. */
export function readFrames(
  bytes: Buffer,
  frameLength: (bytes: Buffer, place: number) => number | undefined,
): { isSound: boolean; flaw: Flaw | undefined } {
  let place = startOfSound(bytes);
  let frames = 0;
  while (place < bytes.length) {
    const length = frameLength(bytes, place);
    // What follows the sound may be a tag of any kind.
    if (length === undefined) break;
    place += length;
    frames++;
  }
  const isWhole = place <= bytes.length;
  const isSound = frames >= ENOUGH || (frames > 0 && place >= bytes.length);
  return { isSound, flaw: isWhole ? undefined : 'truncated' };
}
