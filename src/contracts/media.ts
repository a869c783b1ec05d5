import { ASSUMPTIONS } from './assumptions.ts';

/** Bytes of one documented megabyte. */
export const MB = ASSUMPTIONS['file.megabyte'].value;

/** What an upload of one kind may be. */
export interface MediaLimits {
  readonly maxBytes: number;
  readonly mimeTypes: readonly string[];
}

/** CATALOGUE of the kinds of reference media with the default limits of the Files API (docs/api-files). */
export const MEDIA_KINDS = {
  image: { maxBytes: 10 * MB, mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] },
  video: { maxBytes: 50 * MB, mimeTypes: ['video/mp4', 'video/quicktime', 'video/webm'] },
  audio: {
    maxBytes: 10 * MB,
    mimeTypes: ['audio/mpeg', 'audio/mp4', 'audio/wav', 'audio/x-wav', 'audio/aac', 'audio/ogg'],
  },
} as const satisfies Record<string, MediaLimits>;

export type MediaKind = keyof typeof MEDIA_KINDS;

/** The kinds, in the order of the documentation. */
export const MEDIA_KIND_NAMES = Object.keys(MEDIA_KINDS) as [MediaKind, ...MediaKind[]];
