import type { MediaKind } from '../../contracts/media.ts';
import { type MediaModelId, modelRow } from '../../contracts/models/index.ts';
import type { ModeRules } from '../../contracts/models/row.ts';

/** What of a request decides its mode. */
export interface ModeRequest {
  readonly model: MediaModelId;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the references of a run make of it, and the rules of its model for that. */
export interface RunMode {
  readonly rules: ModeRules;
  /** It edits a video. */
  readonly isEdit: boolean;
  /** It starts from an image. */
  readonly isFromImage: boolean;
  readonly hasImageAndAudio: boolean;
}

const NO_RULES: ModeRules = {};

/** The mode of a run. */
export function runMode({ model, params }: ModeRequest): RunMode {
  const items = (params['referenceMediaItems'] ?? []) as readonly { readonly kind: MediaKind }[];
  const has = (kind: MediaKind) => items.some((item) => item.kind === kind);
  const isEdit = has('video');
  return {
    rules: modelRow(model).modes ?? NO_RULES,
    isEdit,
    isFromImage: !isEdit && has('image'),
    hasImageAndAudio: has('image') && has('audio'),
  };
}
