import * as z from 'zod';
import { createGenerationBody } from './create-generation.ts';
import { defineEndpoint } from './endpoint.ts';
import { Credits, HttpUrl, TaskId, Timestamp } from './primitives.ts';
import { assumed, documented } from './source.ts';
import type { Switches } from './switches.ts';

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
