import { type Flaw, jpegFlaw, pngFlaw, readRiff, wavFlaw } from './containers.ts';
import { readMatroska } from './matroska.ts';
import { readMp4 } from './mp4-reader.ts';
import { readOgg } from './ogg-pages.ts';
import { aacLength, type FrameLength, mp3Length, readFrames } from './sound-frames.ts';

/** What the bytes of a file are. */
export interface Recognized {
  readonly mimeType: string;
  /** Why it is not a whole file of its type. */
  readonly flaw: Flaw | undefined;
}

type Recognizer = (bytes: Buffer) => Recognized | undefined;

const RECOGNIZERS: readonly Recognizer[] = [
  recognizePng,
  recognizeJpeg,
  recognizeRiff,
  recognizeOgg,
  recognizeMp4,
  recognizeMatroska,
  (bytes) => recognizeFrames(bytes, 'audio/mpeg', mp3Length),
  (bytes) => recognizeFrames(bytes, 'audio/aac', aacLength),
];

/** The type of a file by its bytes alone; `undefined` if they are none of the known ones. */
export function recognize(bytes: Buffer): Recognized | undefined {
  for (const recognizer of RECOGNIZERS) {
    const found = recognizer(bytes);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether two names mean the same type. */
export function isSameType(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(type: string): string {
  return type === 'audio/x-wav' ? 'audio/wav' : type;
}

function starts(bytes: Buffer, text: string): boolean {
  return bytes.length > text.length && bytes.toString('latin1', 0, text.length) === text;
}

function recognizePng(bytes: Buffer): Recognized | undefined {
  if (!starts(bytes, '\x89PNG\r\n\x1a\n')) return undefined;
  return { mimeType: 'image/png', flaw: pngFlaw(bytes) };
}

function recognizeJpeg(bytes: Buffer): Recognized | undefined {
  if (!starts(bytes, '\xff\xd8\xff')) return undefined;
  return { mimeType: 'image/jpeg', flaw: jpegFlaw(bytes) };
}

function recognizeRiff(bytes: Buffer): Recognized | undefined {
  if (!starts(bytes, 'RIFF')) return undefined;
  const form = bytes.toString('latin1', 8, 12);
  if (form === 'WAVE') return { mimeType: 'audio/wav', flaw: wavFlaw(bytes) };
  if (form !== 'WEBP') return undefined;
  return { mimeType: 'image/webp', flaw: readRiff(bytes).flaw };
}

function recognizeOgg(bytes: Buffer): Recognized | undefined {
  if (!starts(bytes, 'OggS')) return undefined;
  const found = readOgg(bytes);
  return found && { mimeType: 'audio/ogg', ...found };
}

/** QuickTime from before the type box begins with one of these. */
const OLD_QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip'];
const SOUND_BRANDS = ['M4A ', 'M4B '];
/** Pictures in the boxes of MP4. */
const PICTURE_BRAND = /avif|avis|hei[cfsx]|hevc|mif1|msf1/;

function recognizeMp4(bytes: Buffer): Recognized | undefined {
  if (bytes.length < 12) return undefined;
  const first = bytes.toString('latin1', 4, 8);
  const brand = bytes.toString('latin1', 8, 12);
  const isOld = OLD_QUICKTIME.includes(first);
  if (!isOld && first !== 'ftyp') return undefined;
  if (PICTURE_BRAND.test(brand)) return undefined;
  const { tracks, flaw } = readMp4(bytes);
  if (isOld && flaw !== undefined) return undefined;
  if (isOld || brand === 'qt  ') return { mimeType: 'video/quicktime', flaw };
  const isSound =
    SOUND_BRANDS.includes(brand) || (tracks.includes('soun') && !tracks.includes('vide'));
  return { mimeType: isSound ? 'audio/mp4' : 'video/mp4', flaw };
}

function recognizeMatroska(bytes: Buffer): Recognized | undefined {
  if (!starts(bytes, '\x1a\x45\xdf\xa3')) return undefined;
  const { flaw, docType, hasVideo } = readMatroska(bytes);
  const kind = hasVideo || flaw !== undefined ? 'video' : 'audio';
  return { mimeType: `${kind}/${docType === 'matroska' ? 'x-matroska' : 'webm'}`, flaw };
}

function recognizeFrames(
  bytes: Buffer,
  mimeType: string,
  frameLength: FrameLength,
): Recognized | undefined {
  const { isSound, flaw } = readFrames(bytes, frameLength);
  return isSound ? { mimeType, flaw } : undefined;
}
