import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { defineEndpoint, type MultipartBody } from './endpoint.ts';
import { MEDIA_KIND_NAMES } from './media.ts';
import { MODEL_IDS, modelRow } from './models/index.ts';
import { uploadLimits } from './models/upload-limits.ts';
import { ClientRequestId, HttpUrl, idWithPrefix, Timestamp } from './primitives.ts';
import { assumed, documented } from './source.ts';

/** The metadata of an upload (docs/api-files); `url` and `duration_token` are documented. */
export const PublicApiFile = z
  .object({
    id: idWithPrefix(ASSUMPTIONS['file.shape'].value),
    object: z.literal('file'),
    kind: z.enum(MEDIA_KIND_NAMES),
    name: z.string(),
    mime_type: z.string(),
    size_bytes: z.int().min(0),
    url: HttpUrl.meta(documented('files')),
    duration_seconds: z.number().nullable().describe('Of audio and video, as measured.'),
    duration_token: z.string().nullable().meta(documented('generations')),
    created_at: Timestamp,
  })
  .meta({ id: 'PublicApiFile', ...assumed('file.shape') });
export type PublicApiFile = z.output<typeof PublicApiFile>;

/** The text fields of an upload. */
export const UploadFields = z
  .strictObject({
    kind: z.enum(MEDIA_KIND_NAMES),
    model: z
      .string()
      .optional()
      .describe('When given, kind, type and size are checked against this model.'),
    client_request_id: ClientRequestId.optional(),
  })
  .meta({ id: 'UploadFields', ...documented('files') });
export type UploadFields = z.output<typeof UploadFields>;

const allLimits = MODEL_IDS.flatMap((id) =>
  MEDIA_KIND_NAMES.map((kind) => ({
    model: id as string,
    kind: kind as string,
    maxBytes: uploadLimits(modelRow(id), kind)?.maxBytes ?? 0,
  })),
);

/** What no upload may exceed that could still be accepted, or be refused for another reason. */
const maxUploadBytes: MultipartBody['maxBytes'] = ({ kind, model }) => {
  const fitting = allLimits.filter(
    (limit) => (kind ?? limit.kind) === limit.kind && (model ?? limit.model) === limit.model,
  );
  const most = Math.max(0, ...fitting.map(({ maxBytes }) => maxBytes));
  return most > 0 ? most : maxUploadBytes({});
};

const sample = {
  id: 'file_uploaded_image_id',
  object: 'file',
  kind: 'image',
  name: 'reference-image.png',
  mime_type: 'image/png',
  size_bytes: 48_211,
  url: 'https://cdn.example.com/reference-image.png',
  duration_seconds: null,
  duration_token: null,
  created_at: '2026-05-11T00:00:00.000Z',
};

export const fileEndpoints = {
  uploadFile: defineEndpoint({
    method: 'post',
    path: '/api/v1/files',
    tag: 'Files',
    summary: 'Upload a reference file',
    scopes: ['files:create'],
    body: {
      kind: 'multipart',
      filePart: 'file',
      fields: UploadFields,
      maxBytes: maxUploadBytes,
    },
    reply: { kind: 'json', status: 'created', schema: PublicApiFile },
    errors: [],
    source: documented('files'),
    example: { body: { kind: 'image', model: 'kling-3-0' }, reply: sample },
  }),
  retrieveFile: defineEndpoint({
    method: 'get',
    path: '/api/v1/files/{fileId}',
    tag: 'Files',
    summary: 'Retrieve the metadata of an upload',
    scopes: ['files:read'],
    params: z.object({ fileId: z.string().describe('The id of the upload.') }),
    reply: { kind: 'json', status: 200, schema: PublicApiFile },
    errors: ['not_found'],
    source: documented('files'),
    example: { params: { fileId: 'file_uploaded_image_id' }, reply: sample },
  }),
};
