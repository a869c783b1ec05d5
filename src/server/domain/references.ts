import type { GenerationRequest } from '../../contracts/create-generation.ts';
import type { MediaKind } from '../../contracts/media.ts';
import { modelRow } from '../../contracts/models/index.ts';
import type { ReferenceMediaItem } from '../../contracts/references.ts';
import type { Switches } from '../../contracts/switches.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { TokenFlaw } from './duration-tokens.ts';
import { isSameType } from './file-types.ts';
import type { FileRecord, Files } from './files.ts';
import type { Size } from './output-sizes.ts';

/** What a URL of this fake leads to. */
export interface OwnMedia {
  readonly kind: MediaKind | 'timestamps';
  readonly mimeType: string;
  /** The upload, where it is one. */
  readonly file: FileRecord | undefined;
  /** The pixels of an image; `undefined` where they are not known, or it is none. */
  readonly imageSize: () => Size | undefined;
}

/** What references are looked up in. */
export interface ReferencePlaces {
  readonly files: Files;
  readonly switches: Switches;
  /** The media behind a URL of this fake that the account may use; `foreign` for other URLs. */
  readonly locate: (account: Account, url: string) => OwnMedia | 'foreign' | undefined;
}

const TOKEN_SENTENCES: Record<TokenFlaw, string> = {
  forged: 'was not issued by this API',
  'other-account': 'belongs to another account',
  'other-file': 'belongs to another file',
  expired: 'has expired: retrieve the file for a fresh one',
};
const TOLERANCE_SECONDS = 1;

/**
 * Holds the references of a request to what was uploaded.
 *
 * @throws {ApiError} `not_found` for unknown media of this fake, else `validation_failed`.
 */
export function checkReferences(
  account: Account,
  { model, params }: GenerationRequest,
  places: ReferencePlaces,
): void {
  const items = (params['referenceMediaItems'] ?? []) as readonly ReferenceMediaItem[];
  for (const [index, item] of items.entries()) {
    const name = `params.referenceMediaItems[${index}]`;
    const media = places.locate(account, item.url);
    if (media === undefined) {
      throw new ApiError(
        'not_found',
        `Cannot find ${name}.url: the account has no upload or result there`,
      );
    }
    if (media !== 'foreign') checkMedia(name, item, media);
    const file = media === 'foreign' ? undefined : media.file;
    if (file !== undefined) checkLimits(name, file, model);
    checkToken(name, item, { file, account, places });
  }
}

/**
 * The pixels of the image that gives the video of a request its shape; `undefined` where the model
 * takes no shape from it, or they are not known.
 */
export function frameOf(
  account: Account,
  { model, params }: GenerationRequest,
  places: ReferencePlaces,
): Size | undefined {
  if (!modelRow(model).modes?.imageGivesShape) return undefined;
  const items = (params['referenceMediaItems'] ?? []) as readonly ReferenceMediaItem[];
  const image = items.find(({ kind }) => kind === 'image');
  const media = image && places.locate(account, image.url);
  return media === undefined || media === 'foreign' ? undefined : media.imageSize();
}

function checkMedia(name: string, item: ReferenceMediaItem, { kind, mimeType }: OwnMedia): void {
  if (item.kind !== kind) {
    throw refusal(`${name}.kind must be "${kind}", as the media is: received "${item.kind}"`);
  }
  if (item.mimeType !== undefined && !isSameType(item.mimeType, mimeType)) {
    throw refusal(
      `${name}.mimeType must be "${mimeType}", as the media is: received "${item.mimeType}"`,
    );
  }
}

function checkLimits(name: string, file: FileRecord, model: GenerationRequest['model']): void {
  const limits = modelRow(model).references?.kinds[file.kind];
  if (limits === undefined) return;
  if (!limits.mimeTypes.some((type) => isSameType(type, file.mimeType))) {
    const types = limits.mimeTypes.join(', ');
    throw refusal(`${name} must be one of ${types} for "${model}": the file is ${file.mimeType}`);
  }
  if (file.sizeBytes > limits.maxBytes) {
    throw refusal(
      `${name} must be at most ${limits.maxBytes} bytes long for "${model}": the file has ${file.sizeBytes}`,
    );
  }
}

function checkToken(
  name: string,
  { kind, durationToken, durationSeconds }: ReferenceMediaItem,
  context: { file: FileRecord | undefined; account: Account; places: ReferencePlaces },
): void {
  const { file, account, places } = context;
  if (durationToken === undefined) {
    const isNeeded = places.switches['reference.durationToken'] === 'required' && kind !== 'image';
    if (!isNeeded) return;
    throw refusal(
      `${name}.durationToken is required: expected the duration_token of POST /api/v1/files`,
    );
  }
  const owner = { fileId: file?.id ?? '', account: account.name };
  const flaw = places.files.tokens.check(durationToken, owner);
  if (flaw !== undefined) throw refusal(`${name}.durationToken ${TOKEN_SENTENCES[flaw]}`);
  const measured = file?.durationSeconds ?? 0;
  if (Math.abs((durationSeconds ?? measured) - measured) <= TOLERANCE_SECONDS) return;
  throw refusal(
    `${name}.durationSeconds must be ${measured}, as measured: received ${durationSeconds}`,
  );
}

function refusal(message: string): ApiError {
  return new ApiError('validation_failed', message);
}
