import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';
import type { Size } from './output-sizes.ts';

const READERS: Readonly<Record<string, typeof PNG>> = {
  'image/jpeg': JPG,
  'image/png': PNG,
  'image/webp': WEBP,
};
/** The size stands near the front; behind it, a reader would look at each byte. */
const MOST_BYTES = 1_024 * 1_024;
/** From here on, EXIF says that the picture lies on its side. */
const FIRST_TURNED = 5;

/** The pixels of an image as it is seen; `undefined` where its bytes do not say. */
export function readImageSize(mimeType: string, bytes: Buffer): Size | undefined {
  try {
    const found = READERS[mimeType]?.calculate(bytes.subarray(0, MOST_BYTES));
    if (found === undefined || found.width < 1 || found.height < 1) return undefined;
    const { width, height, orientation = 1 } = found;
    return orientation < FIRST_TURNED ? { width, height } : { width: height, height: width };
  } catch {
    return undefined;
  }
}
