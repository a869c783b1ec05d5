import * as z from 'zod';
import type { JsonBody } from './endpoint.ts';
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
import { ClientRequestId } from './primitives.ts';
import { assumed, documented, pageUrl } from './source.ts';
import { type Switches, setSwitches } from './switches.ts';

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
function generationSchema(id: MediaModelId, switches: Switches): z.ZodType<GenerationRequest> {
  const known = schemas.get(switches) ?? new Map<MediaModelId, z.ZodType<GenerationRequest>>();
  schemas.set(switches, known);
  const schema = known.get(id) ?? makeGenerationSchema(id, switches);
  known.set(id, schema);
  return schema;
}

/** The params of one model, under the switches that concern unknown keys. */
function modelParams(id: MediaModelId, switches: Switches): z.ZodObject {
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
    'x-rivya-page': pageUrl(pages[0] ?? ''),
  };
}

/** `kling-3-0` as `Kling30`, for names of schemas. */
function pascalCase(id: string): string {
  return id.replace(/(?:^|[-.])([a-z0-9])/g, (_all, first: string) => first.toUpperCase());
}

/** The body of a request: the schema is that of its model. */
export const createGenerationBody: JsonBody<GenerationRequest> = {
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
