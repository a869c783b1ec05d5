import type { Switches } from '../../contracts/assumptions.ts';
import { show } from '../../contracts/explain.ts';
import { MEDIA_KINDS, type MediaLimits } from '../../contracts/media.ts';
import { findModel, MODEL_IDS } from '../../contracts/models/index.ts';
import { uploadLimits } from '../../contracts/models/upload-limits.ts';
import { nearest } from '../../contracts/nearest.ts';
import { ApiError } from './api-error.ts';
import { isSameType, recognize } from './file-types.ts';
import type { Upload } from './files.ts';

/**
 * The type of an upload that keeps the rules of its kind and model.
 *
 * @throws {ApiError} `validation_failed` that says which rule is broken.
 */
export function checkUpload(upload: Upload, bytes: Buffer, switches: Switches): string {
  const limits = limitsOf(upload);
  const { declaredType } = upload.file;
  if (bytes.length === 0) throw refusal('file is empty: expected the bytes of a media file');
  if (bytes.length > limits.maxBytes) throw tooLarge(limits.maxBytes);
  const found = recognize(bytes);
  if (found === undefined) {
    throw refusal(`file must be ${types(limits)}: its bytes are of no known media type`);
  }
  const { mimeType, flaw } = found;
  if (!limits.mimeTypes.some((type) => isSameType(type, mimeType))) {
    throw refusal(`file must be ${types(limits)}: its bytes are ${mimeType}`);
  }
  if (flaw === 'truncated') throw refusal(`file ends too early for ${mimeType}`);
  if (flaw === 'broken') throw refusal(`file is broken: it begins like ${mimeType}, and is none`);
  const agrees = isSameType(declaredType, mimeType);
  if (switches['file.signature'] === 'declared-must-agree' && !agrees) {
    throw refusal(`file is declared as ${show(declaredType)}, and its bytes are ${mimeType}`);
  }
  return agrees ? declaredType : mimeType;
}

/** The refusal of a file that is larger than its kind and model allow. */
export function tooLarge(maxBytes: number): ApiError {
  return refusal(`file must be at most ${maxBytes} bytes long`);
}

function limitsOf({ kind, model }: Upload): MediaLimits {
  if (model === undefined) return MEDIA_KINDS[kind];
  const row = findModel(model);
  if (row === undefined) {
    const similar = nearest(model, MODEL_IDS);
    const hint = similar === undefined ? '' : ` such as "${similar}"`;
    throw refusal(`model must be a model id of GET /api/v1/models${hint}: received ${show(model)}`);
  }
  const limits = uploadLimits(row, kind);
  if (limits !== undefined) return limits;
  const taken = (['image', 'video', 'audio'] as const).filter((name) => uploadLimits(row, name));
  const takes = taken.length === 0 ? 'no files' : `only ${taken.join(', ')}`;
  throw refusal(`kind does not fit the model: "${model}" takes ${takes}: received "${kind}"`);
}

function types({ mimeTypes }: MediaLimits): string {
  return mimeTypes.length === 1 ? `${mimeTypes[0]}` : `one of ${mimeTypes.join(', ')}`;
}

function refusal(message: string): ApiError {
  return new ApiError('validation_failed', message);
}
