import type { MediaKind, MediaLimits } from '../media.ts';
import { MEDIA_KINDS } from '../media.ts';
import type { Param } from './params.ts';

export type MediaCategory = 'image' | 'video' | 'audio';
export type Category = MediaCategory | 'chat';

/** FIXED and METERED are reserved at creation; TOKEN_BASED is settled from usage. */
export type BillingType = 'FIXED' | 'METERED' | 'TOKEN_BASED';

/** Whether a model can be called through the API, and if not, why. */
export type ApiStatus = 'available' | 'coming_soon' | 'studio_only';

/** How far a model can be used without the Files API. */
export type ApiInputStatus =
  | 'available_text'
  | 'available_url_input'
  | 'partial_requires_files'
  | 'requires_files_api';

/** Which reference media a model takes. */
export interface ReferencePolicy {
  /** Files over all kinds; `null` where no bound is documented. */
  readonly maxFiles: number | null;
  readonly kinds: { readonly [Kind in MediaKind]?: MediaLimits };
  /** Where counts per kind depend on each other: a set of files must fit into one of these. */
  readonly combinations?: readonly { readonly [Kind in MediaKind]?: number }[];
  /** The second image is the last frame of the video. */
  readonly secondImageIsLastFrame?: true;
  /** What could not be read, so that an assumption stands here: the policy, or only sizes and types. */
  readonly unseen?: 'policy' | 'limits';
}

/** Where the references of a run change what its params mean. */
export interface ModeRules {
  /** A run with a video edits it: a longer `duration` counts as so many seconds. */
  readonly longestEditSeconds?: number;
  /** `aspect_ratio` is not for a run with an image, which gives the video its shape. */
  readonly imageGivesShape?: true;
  /** Values of `resolution` that only a run with an image and a sound has. */
  readonly imageAndAudioResolutions?: readonly string[];
}

/** One model of the catalogue: what its page of the documentation says, and nothing else. */
export interface ModelRow {
  readonly displayName: string;
  readonly category: Category;
  readonly billing: BillingType;
  /** Credits of one generation, or the reservation of one chat turn. */
  readonly baseCredits: number;
  /** `maxLength` counts Unicode code points; `null` where no limit is documented. */
  readonly prompt: { readonly required: boolean; readonly maxLength: number | null };
  readonly inputs: readonly ('text' | 'file' | 'url')[];
  readonly apiStatus: ApiStatus;
  readonly inputStatus: ApiInputStatus;
  readonly references: ReferencePolicy | null;
  readonly params: { readonly [key: string]: Param };
  readonly modes?: ModeRules;
  /** The params table could not be read to its end. */
  readonly unseenParams?: true;
  /** Paths of the model's documentation pages below https://rivya.ai/. */
  readonly pages: readonly string[];
}

/** Up to `maxFiles` images with the default limits of the Files API, or a raised size. */
export function images(
  maxFiles: number,
  more: Pick<ReferencePolicy, 'secondImageIsLastFrame' | 'unseen'> & { maxBytes?: number } = {},
): ReferencePolicy {
  const { maxBytes = MEDIA_KINDS.image.maxBytes, ...rest } = more;
  return { maxFiles, kinds: { image: { ...MEDIA_KINDS.image, maxBytes } }, ...rest };
}

/** The stand-in for an upload policy that could not be read. */
export const UNSEEN_REFERENCES: ReferencePolicy = {
  maxFiles: null,
  kinds: MEDIA_KINDS,
  unseen: 'policy',
};
