import { MEDIA_KINDS, type MediaKind, type MediaLimits } from '../media.ts';
import type { ModelRow } from './row.ts';

/** What an upload of a kind may be for a model; `undefined` where the model does not take the kind. */
export function uploadLimits(row: ModelRow, kind: MediaKind): MediaLimits | undefined {
  if (row.category !== 'chat') return row.references?.kinds[kind];
  return kind === 'image' && row.inputs.includes('file') ? MEDIA_KINDS.image : undefined;
}
