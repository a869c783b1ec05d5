import { show } from '../../contracts/explain.ts';
import { MEDIA_KIND_NAMES, MEDIA_KINDS, type MediaLimits } from '../../contracts/media.ts';
import { findModel, MODEL_IDS } from '../../contracts/models/index.ts';
import { uploadLimits } from '../../contracts/models/upload-limits.ts';
import { nearest } from '../../contracts/nearest.ts';
import type { Switches } from '../../contracts/switches.ts';
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
  if (bytes.length > limits.maxBytes) throw tooLarge(limits.maxBytes, `received ${bytes.length}`);
  const found = recognize(bytes);
  if (found === undefined) {
    throw refusal(`file must be ${types(limits)}: its bytes are of no known media type`);
  }
  const { mimeType, flaw } = found;
  if (!limits.mimeTypes.some((type) => isSameType(type, mimeType))) {
    throw refusal(`file must be ${types(limits)}: its bytes are ${mimeType}`);
  }
  if (flaw === 'crowded') throw refusal(`file has too many parts for ${mimeType}`);
  if (flaw === 'truncated') throw refusal(`file ends too early for ${mimeType}`);
  if (flaw === 'broken') throw refusal(`file is broken: it begins like ${mimeType}, and is none`);
  const agrees = isSameType(declaredType, mimeType);
  const isWanted = switches['file.signature'] === 'declared-must-agree';
  if (isWanted && !agrees && declaredType !== UNDECLARED) {
    throw refusal(`file is declared as ${show(declaredType)}, and its bytes are ${mimeType}`);
  }
  return agrees ? declaredType : mimeType;
}

/** What a sender declares who does not know the type. */
const UNDECLARED = 'application/octet-stream';

/** The refusal of a file that is larger than its kind and model allow. */
export function tooLarge(maxBytes: number, received?: string): ApiError {
  const rest = received === undefined ? '' : `: ${received}`;
  return refusal(`file must be at most ${maxBytes} bytes long${rest}`);
}

/** The limit that an upload of too many bytes is told: without a model, that of its kind. */
export function limitToName(fields: Readonly<Record<string, string>>, most: number): number {
  const kind = MEDIA_KIND_NAMES.find((name) => name === fields['kind']);
  return kind === undefined || 'model' in fields ? most : MEDIA_KINDS[kind].maxBytes;
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
