import type { MediaKind } from '../contracts/media.ts';
import type { ReferenceMediaItem } from '../contracts/references.ts';
import { type CallOptions, checkCall, checkFunctions, checkNames } from './check.ts';
import { type FileSource, multipart, openSource, type UploadProgress } from './multipart.ts';
import type { Settings } from './options.ts';
import type { UploadedFile } from './replies.ts';
import { send } from './request.ts';

export type { FileSource, UploadProgress } from './multipart.ts';

const UPLOAD_TIMEOUT_MS = 600_000;

/** A file to upload. */
export interface NewFile {
  /** A path, bytes, a Blob, or a stream of either kind. */
  file: FileSource;
  kind: MediaKind;
  /** When given, kind, type and size are checked against this model. */
  model?: string | undefined;
  client_request_id?: string | undefined;
  /** @default that of the path or File, else `file` */
  name?: string | undefined;
}

/** What every upload takes. */
export interface UploadOptions {
  signal?: AbortSignal | undefined;
  /** Is called as the bytes of the file leave. What it throws ends the upload. */
  onProgress?: ((progress: UploadProgress) => unknown) | undefined;
  /** How long the upload may take in real time. @default 600_000 */
  timeoutMs?: number | undefined;
}

/** The Files API. */
export interface FileCalls {
  /**
   * Uploads a reference file. It is not repeated where it fails, as it is not idempotent.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-files
   */
  upload(file: NewFile, options?: UploadOptions): Promise<UploadedFile>;
  /**
   * Retrieves the metadata of an upload, with a fresh duration token.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-files
   */
  retrieve(fileId: string, options?: CallOptions): Promise<UploadedFile>;
}

/** The Files API under the given settings. */
export function fileCalls(settings: Settings): FileCalls {
  return {
    async upload(file, options = {}) {
      const doing = 'upload the file';
      checkCall(doing, options, ['onProgress']);
      checkFunctions(doing, { onProgress: options.onProgress });
      if (typeof file !== 'object' || file === null) {
        throw new TypeError(`Cannot ${doing}: expected an object with "file" and "kind"`);
      }
      checkNames(doing, file, ['file', 'kind', 'model', 'client_request_id', 'name']);
      const { file: from, name, ...fields } = file;
      const { timeoutMs = UPLOAD_TIMEOUT_MS, signal, onProgress } = options;
      const source = await openSource(doing, from);
      const named = { ...source, name: name ?? source.name };
      let thrown: { readonly error: unknown } | undefined;
      const report = (progress: UploadProgress) => {
        try {
          onProgress?.(progress);
        } catch (error) {
          thrown = { error };
          throw error;
        }
      };
      const stream = multipart(fields, named, report);
      try {
        return await send(settings, 'uploadFile', { stream, signal, timeoutMs });
      } catch (error) {
        throw thrown === undefined ? error : thrown.error;
      }
    },
    async retrieve(fileId, options = {}) {
      checkCall('retrieve the file', options);
      return send(settings, 'retrieveFile', { ...options, params: { fileId } });
    },
  };
}

/** An item of `params.referenceMediaItems`. */
export type ReferenceItem = ReferenceMediaItem;

/**
 * The item of `params.referenceMediaItems` that refers to an upload, with its duration token.
 *
 * @see https://rivya.ai/zh/docs/api-generations
 */
export function referenceItem(file: UploadedFile): ReferenceItem {
  const { url, kind, name, mime_type: mimeType } = file;
  const { duration_seconds: seconds, duration_token: token } = file;
  return {
    url,
    kind: kind as MediaKind,
    name,
    mimeType,
    ...(typeof seconds === 'number' ? { durationSeconds: seconds } : {}),
    ...(typeof token === 'string' ? { durationToken: token } : {}),
  };
}
