import { mp4Seconds } from './containers.ts';

const MP4_TYPES = ['video/mp4', 'video/quicktime', 'audio/mp4'];

/** The length of a sound or a video in seconds; `undefined` where it cannot be measured. */
export async function measureSeconds(bytes: Buffer, mimeType: string): Promise<number | undefined> {
  const isMp4 = MP4_TYPES.includes(mimeType);
  const seconds = (isMp4 && mp4Seconds(bytes)) || (await parseSeconds(bytes, mimeType));
  return seconds > 0 && Number.isFinite(seconds) ? Math.round(seconds * 1_000) / 1_000 : undefined;
}

async function parseSeconds(bytes: Uint8Array, mimeType: string): Promise<number> {
  const { parseBuffer } = await import('music-metadata');
  try {
    const type = { mimeType, size: bytes.length };
    const { format } = await parseBuffer(bytes, type, { duration: true, skipCovers: true });
    return format.duration ?? 0;
  } catch {
    // A file may be whole and still have no length that anyone can tell.
    return 0;
  }
}
