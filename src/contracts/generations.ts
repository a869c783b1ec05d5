import * as z from 'zod';
import { ASSUMPTIONS, type Switches, setSwitches } from './assumptions.ts';
import { defineEndpoint, type JsonBody } from './endpoint.ts';
import {
  findModel,
  isMediaModel,
  MEDIA_MODEL_IDS,
  type MediaModelId,
  MODEL_IDS,
  modelRow,
  type ParamsOf,
  type PromptIsRequired,
} from './models/index.ts';
import { objectOf, paramsSchema } from './models/schema.ts';
import { nearest } from './nearest.ts';
import { ClientRequestId, Credits, HttpUrl, TaskId, Timestamp } from './primitives.ts';
import { assumed, documented } from './source.ts';

/** The life of a generation; `succeeded` and `failed` are terminal (docs/api-generation-status). */
export const GenerationStatus = z.enum(['queued', 'processing', 'succeeded', 'failed']);
export type GenerationStatus = z.output<typeof GenerationStatus>;

/** What a succeeded generation made; `primary_url` is the first of `urls`. */
export const GenerationResult = z
  .object({ primary_url: HttpUrl, urls: z.array(HttpUrl).min(1) })
  .meta({ id: 'GenerationResult', ...documented('generationStatus') });
export type GenerationResult = z.output<typeof GenerationResult>;

/** Why a generation failed; unlike a refusal it has no request id. */
export const GenerationError = z
  .object({ code: z.string(), message: z.string() })
  .meta({ id: 'GenerationError', ...documented('generationStatus') });
export type GenerationError = z.output<typeof GenerationError>;

/** A generation as the API shows it, from creation to its end. */
export const Generation = z
  .object({
    id: TaskId,
    status: GenerationStatus,
    model: z.string(),
    reserved_credits: Credits,
    final_credits: Credits.describe('0 until the generation has succeeded.'),
    created_at: Timestamp,
    updated_at: Timestamp,
    result: GenerationResult.nullable(),
    error: GenerationError.nullable(),
  })
  .meta({ id: 'Generation', ...documented('generationStatus') });
export type Generation = z.output<typeof Generation>;

const RunningGeneration = Generation.extend({
  status: z.enum(['queued', 'running', 'succeeded', 'failed']),
}) as unknown as typeof Generation;

/** The word on the wire for a status, under the given switches. */
export function statusWord(status: GenerationStatus, switches: Switches): GenerationStatus {
  if (status !== 'processing') return status;
  return switches['generation.runningStatus'] as GenerationStatus;
}

function generationUnder(switches: Switches): typeof Generation {
  return switches['generation.runningStatus'] === 'running' ? RunningGeneration : Generation;
}

/** A request to start a generation, typed by its model. */
export type CreateGeneration<M extends MediaModelId = MediaModelId> = {
  model: M;
  params?: ParamsOf<M>;
  client_request_id?: string;
} & (PromptIsRequired<M> extends true ? { prompt: string } : { prompt?: string });

/** A parsed request: the model is known, params are checked and completed with their defaults. */
export interface GenerationRequest {
  readonly model: MediaModelId;
  readonly prompt?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly client_request_id?: string | undefined;
}

const NoUsableModel = z.looseObject({
  model: z.string().check((context) => {
    const message = expectedModel(context.value);
    context.issues.push({ code: 'custom', input: context.value, message });
  }),
}) as unknown as z.ZodType<GenerationRequest>;

function expectedModel(id: string): string {
  if (findModel(id) !== undefined) {
    return 'an image, video or audio model (chat models go to POST /api/v1/chat/completions)';
  }
  const similar = nearest(id, MODEL_IDS);
  const hint = similar === undefined ? '' : ` such as "${similar}"`;
  return `a model id of GET /api/v1/models${hint}`;
}

const schemas = new WeakMap<Switches, Map<MediaModelId, z.ZodType<GenerationRequest>>>();

/** The body schema of one model: made once, when the model is first used. */
export function generationSchema(
  id: MediaModelId,
  switches: Switches,
): z.ZodType<GenerationRequest> {
  const known = schemas.get(switches) ?? new Map<MediaModelId, z.ZodType<GenerationRequest>>();
  schemas.set(switches, known);
  const schema = known.get(id) ?? makeGenerationSchema(id, switches);
  known.set(id, schema);
  return schema;
}

/** The params of one model, under the switches that concern unknown keys. */
export function modelParams(id: MediaModelId, switches: Switches): z.ZodObject {
  const row = modelRow(id);
  return paramsSchema(row, switches).meta({
    id: `${pascalCase(id)}Params`,
    ...documentedModel(row.pages),
  });
}

function makeGenerationSchema(id: MediaModelId, switches: Switches): z.ZodType<GenerationRequest> {
  const row = modelRow(id);
  const params = modelParams(id, switches);
  const needsParams = Object.values(row.params).some((param) => param.required);
  let prompt = z.string();
  if (row.prompt.maxLength !== null) prompt = prompt.max(row.prompt.maxLength);
  const visible = prompt.regex(/[^\p{Z}\p{C}]/u, 'text with a visible character');
  const shape = {
    model: z.literal(id),
    prompt: row.prompt.required ? visible : prompt.optional(),
    params: needsParams ? params : params.prefault({}),
    client_request_id: ClientRequestId.optional().meta(assumed('generation.clientRequestId')),
  };
  const schema = objectOf(shape, switches['request.unknownFields']);
  const meta = { id: `Create${pascalCase(id)}Generation`, ...documentedModel(row.pages) };
  return schema.meta(meta) as unknown as z.ZodType<GenerationRequest>;
}

function documentedModel(pages: readonly string[]) {
  return {
    'x-rivya-source': 'documented' as const,
    'x-rivya-page': `https://rivya.ai/${pages[0]}`,
  };
}

/** `kling-3-0` as `Kling30`, for names of schemas. */
export function pascalCase(id: string): string {
  return id.replace(/(?:^|[-.])([a-z0-9])/g, (_all, first: string) => first.toUpperCase());
}

const createGenerationBody: JsonBody<GenerationRequest> = {
  kind: 'json',
  document: (switches = setSwitches()) =>
    z
      .discriminatedUnion(
        'model',
        MEDIA_MODEL_IDS.map((id) => generationSchema(id, switches)) as unknown as [
          z.ZodObject,
          ...z.ZodObject[],
        ],
      )
      .meta({ id: 'CreateGeneration', ...documented('generations') }),
  pick: (value, switches) => {
    const model = Object(value).model;
    if (typeof model !== 'string' || !isMediaModel(model)) return NoUsableModel;
    return generationSchema(model, switches);
  },
  refused: { files: 'upload with POST /api/v1/files and use params.referenceMediaItems' },
};

const sample = {
  id: 'task_kling_3_0_example',
  status: 'queued',
  model: 'kling-3-0',
  reserved_credits: 90,
  final_credits: 0,
  created_at: '2026-05-11T00:00:00.000Z',
  updated_at: '2026-05-11T00:00:00.000Z',
  result: null,
  error: null,
};

export const generationEndpoints = {
  createGeneration: defineEndpoint({
    method: 'post',
    path: '/api/v1/generations',
    tag: 'Generations',
    summary: 'Start a generation',
    scopes: ['generations:create'],
    scopesSource: assumed('auth.scopes'),
    idempotent: true,
    body: createGenerationBody,
    reply: { kind: 'json', status: 'created', schema: Generation, under: generationUnder },
    errors: ['insufficient_credits', 'not_found'],
    source: documented('generations'),
    example: {
      body: {
        model: 'kling-3-0',
        prompt: 'A cinematic product reveal with smooth camera movement',
        params: {
          mode: 'pro',
          multi_shots: 'false',
          duration: '5',
          sound: 'false',
          aspect_ratio: '16:9',
        },
      },
      reply: sample,
    },
  }),
  retrieveGeneration: defineEndpoint({
    method: 'get',
    path: '/api/v1/generations/{taskId}',
    tag: 'Generations',
    summary: 'Retrieve the status and result of a generation',
    scopes: ['generations:read'],
    scopesSource: assumed('auth.scopes'),
    params: z.object({ taskId: z.string().describe('The id of the generation.') }),
    reply: { kind: 'json', status: 200, schema: Generation, under: generationUnder },
    errors: ['not_found'],
    source: documented('generationStatus'),
    example: {
      params: { taskId: 'task_kling_3_0_example' },
      reply: {
        ...sample,
        status: 'succeeded',
        final_credits: 90,
        updated_at: '2026-05-11T00:00:05.000Z',
        result: {
          primary_url: 'https://cdn.example.com/result.mp4',
          urls: ['https://cdn.example.com/result.mp4'],
        },
      },
    },
  }),
};

/** How long an `Idempotency-Key` may be. */
export const MAX_IDEMPOTENCY_KEY = ASSUMPTIONS['idempotency.keyFormat'].value;
