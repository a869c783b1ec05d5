import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { defineEndpoint } from './endpoint.ts';
import { MEDIA_KIND_NAMES } from './media.ts';
import { listOf } from './primitives.ts';
import { assumed, documented } from './source.ts';

/** One param of a model, as the model list shows it. */
export const ModelParam = z
  .object({
    key: z.string(),
    type: z.enum(['select', 'number', 'text', 'lines']),
    required: z.boolean(),
    default: z.union([z.string(), z.number()]).nullable(),
    range: z
      .object({
        min: z.number().optional(),
        max: z.number().optional(),
        step: z.number().optional(),
      })
      .nullable(),
    options: z.array(z.string()).nullable(),
    description: z.string(),
  })
  .meta({ id: 'ModelParam', ...assumed('model.paramShape') });
export type ModelParam = z.output<typeof ModelParam>;

/** Which reference media a model takes. */
export const ReferenceMedia = z
  .object({
    max_files: z.int().nullable(),
    kinds: z.partialRecord(
      z.enum(MEDIA_KIND_NAMES),
      z.object({ max_bytes: z.int(), mime_types: z.array(z.string()) }),
    ),
  })
  .meta({ id: 'ReferenceMedia', ...assumed('model.referenceMedia') });
export type ReferenceMedia = z.output<typeof ReferenceMedia>;

/** What a chat model can do besides answering. */
export const ChatCapabilities = z
  .object({
    web_search: z.boolean(),
    image_attachments: z.boolean(),
    reasoning_effort: z.boolean(),
  })
  .meta({ id: 'ChatCapabilities', ...assumed('chat.capabilities') });

/** A model as the model list shows it (docs/api-models); the list is dynamic. */
export const Model = z
  .object({
    id: z.string(),
    display_name: z.string(),
    category: z.enum(['image', 'video', 'audio', 'chat']),
    runtime: z
      .enum(['async_task', ASSUMPTIONS['model.chatRuntime'].value])
      .meta(assumed('model.chatRuntime')),
    base_credits: z.number(),
    billing_type: z.enum(['FIXED', 'METERED', 'TOKEN_BASED']),
    supported_modes: z.array(z.string()).meta(assumed('model.supportedModes')),
    max_prompt_length: z.int().nullable(),
    reference_media: ReferenceMedia.nullable(),
    params: z.array(ModelParam),
    api_status: z.enum(['available', 'coming_soon', 'studio_only']),
    api_input_status: z.enum([
      'available_text',
      'available_url_input',
      'partial_requires_files',
      'requires_files_api',
    ]),
    supported_api_inputs: z.array(z.string()),
    requires_files_api: z.boolean().meta(assumed('model.filesApiFlags')),
    requires_upload_for_modes: z.array(z.string()).meta(assumed('model.filesApiFlags')),
    url_input_supported: z.boolean().meta(assumed('model.urlInput')),
    file_kinds: z.array(z.enum(MEDIA_KIND_NAMES)),
    chat_capabilities: ChatCapabilities.nullable(),
    notices: z.array(z.string()),
  })
  .meta({ id: 'Model', ...documented('models') });
export type Model = z.output<typeof Model>;

export const ModelList = listOf(Model).meta({ id: 'ModelList', ...documented('models') });
export type ModelList = z.output<typeof ModelList>;

/** The published OpenAPI document; its inside is its own matter. */
export const OpenApiDocument = z
  .looseObject({
    openapi: z.string(),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'OpenApiDocument', ...documented('openapi') });

export const modelEndpoints = {
  listModels: defineEndpoint({
    method: 'get',
    path: '/api/v1/models',
    tag: 'Models',
    summary: 'List the models',
    scopes: null,
    reply: { kind: 'json', status: 200, schema: ModelList },
    errors: [],
    source: documented('models'),
    example: {
      reply: {
        object: 'list',
        data: [
          {
            id: 'z-image',
            display_name: 'Z-Image',
            category: 'image',
            runtime: 'async_task',
            base_credits: 1,
            billing_type: 'FIXED',
            supported_modes: ['text-to-image'],
            max_prompt_length: 1000,
            reference_media: null,
            params: [],
            api_status: 'available',
            api_input_status: 'available_text',
            supported_api_inputs: ['text'],
            requires_files_api: false,
            requires_upload_for_modes: [],
            url_input_supported: false,
            file_kinds: [],
            chat_capabilities: null,
            notices: [],
          },
        ],
      },
    },
  }),
  retrieveOpenApi: defineEndpoint({
    method: 'get',
    path: '/api/v1/openapi.json',
    tag: 'Models',
    summary: 'Retrieve the OpenAPI document',
    scopes: null,
    reply: { kind: 'json', status: 200, schema: OpenApiDocument },
    errors: [],
    source: documented('openapi'),
    example: {
      reply: { openapi: '3.1.0', info: { title: 'Rivya Public API', version: 'v1' }, paths: {} },
    },
  }),
};
