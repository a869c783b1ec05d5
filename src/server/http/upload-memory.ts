import { ApiError } from '../domain/api-error.ts';

/** Bytes of all uploads under way in this process; the one that would exceed it is refused. */
export const MOST_BYTES_UNDER_WAY = 256 * 1_024 * 1_024;
const RETRY_AFTER_MS = 1_000;

let underWay = 0;

/** The share of one upload in the bytes under way. */
export class UploadShare {
  #bytes = 0;
  #isOpen = true;

  /** Counts bytes that have arrived. @throws {ApiError} `rate_limited` where there is no room. */
  take(bytes: number): void {
    if (!this.#isOpen) return;
    if (underWay + bytes > MOST_BYTES_UNDER_WAY) {
      const message = `the uploads under way hold ${MOST_BYTES_UNDER_WAY} bytes, which is the most that this fake keeps: try again when one of them is done`;
      throw new ApiError('rate_limited', message, { retryAfterMs: RETRY_AFTER_MS });
    }
    underWay += bytes;
    this.#bytes += bytes;
  }

  /** Gives its room back, as the upload is done or refused. */
  close(): void {
    this.#isOpen = false;
    underWay -= this.#bytes;
    this.#bytes = 0;
  }
}
