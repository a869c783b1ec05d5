import { setImmediate } from 'node:timers';
import { ADTS, Input, MATROSKA, MP3, MP4, OGG, QTFF, StreamSource, WAVE, WEBM } from 'mediabunny';

const FORMATS = [MP4, QTFF, WEBM, MATROSKA, MP3, ADTS, WAVE, OGG];
/** Pieces of a file that are handed out before its length counts as unknown. */
const MOST_READS = 20_000;

/**
 * How long a sound or a video lasts, in seconds, without decoding it; `undefined` where that cannot
 * be told. Others are served in between: the reader waits for each piece of the file.
 */
export async function measureSeconds(
  bytes: Buffer,
  mostReads = MOST_READS,
): Promise<number | undefined> {
  let reads = 0;
  const source = new StreamSource({
    getSize: () => bytes.length,
    read: async (start, end) => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (++reads > mostReads) throw new RangeError('The file is made to keep its reader busy');
      return bytes.subarray(start, end);
    },
    maxCacheSize: bytes.length,
    prefetchProfile: 'fileSystem',
    handleUnhandledError: () => {},
  });
  const input = new Input({ source, formats: FORMATS });
  try {
    // What lies before 0 is there to start a decoder, and not heard.
    const start = Math.max(0, await input.getFirstTimestamp());
    return rounded((await input.computeDuration()) - start);
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
}

/** Whole milliseconds; `undefined` for what is no length. */
function rounded(seconds: number): number | undefined {
  const milliseconds = Math.round(seconds * 1_000);
  return milliseconds > 0 && milliseconds < 2 ** 53 ? milliseconds / 1_000 : undefined;
}
