import type { CreateGeneration } from '../contracts/create-generation.ts';
import type { ChatModelId, MediaModelId, ParamsOf } from '../contracts/models/index.ts';
import { type CallOptions, checkBody, checkCall } from './check.ts';
import { type DownloadedFile, type DownloadOptions, downloadAll } from './download.ts';
import type { Settings } from './options.ts';
import { pollUntilTerminal, type WaitOptions } from './poll.ts';
import type { Generation } from './replies.ts';
import { prepareCall, send } from './request.ts';

/** A request for a model that the contract does not know: the real list is dynamic. */
export interface AnyGeneration<M extends string = string> {
  model: M;
  prompt?: string;
  params?: { readonly [name: string]: unknown };
  client_request_id?: string;
}

type KnownGeneration<M extends MediaModelId> = CreateGeneration<M> &
  (Record<never, never> extends ParamsOf<M> ? unknown : { params: ParamsOf<M> });

/** A request to start a generation. Params are those of the model; chat models do not fit. */
export type NewGeneration<M extends string = MediaModelId> = M extends MediaModelId
  ? KnownGeneration<M>
  : M extends ChatModelId
    ? never
    : AnyGeneration<M>;

/** What the start of a generation takes. */
export interface CreateOptions extends CallOptions {
  /** Names the generation over all retries of the caller. @default a random UUID per call */
  idempotencyKey?: string | undefined;
}

/** The Generations API. */
export interface GenerationCalls {
  /**
   * Starts a generation. Retries never start it twice, as they share one `Idempotency-Key`.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/zh/docs/api-generations
   */
  create<M extends MediaModelId | (string & {})>(
    body: { model: M } & NewGeneration<M>,
    options?: CreateOptions,
  ): Promise<Generation>;
  /**
   * Retrieves a generation in its present state.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-generation-status
   */
  retrieve(taskId: string, options?: CallOptions): Promise<Generation>;
  /**
   * Polls until the generation is terminal and resolves with it if it succeeded.
   *
   * @throws {GenerationFailedError} if it failed.
   * @throws {WaitTimeoutError} if it did not end in time.
   * @throws {ApiCallError} if it was refused, or could not be had several times in a row.
   * @see https://rivya.ai/docs/api-generation-status
   */
  wait(taskId: string, options?: WaitOptions): Promise<Generation>;
  /**
   * Downloads all results of a generation that has succeeded, in the order of `urls`. The API key
   * is not sent along, as the files may lie on any host.
   *
   * @throws {TypeError} if the generation has no result.
   * @throws {ApiCallError} if a file was refused or lost.
   * @see https://rivya.ai/docs/api-generation-status
   */
  download(generation: Generation, options?: DownloadOptions): Promise<DownloadedFile[]>;
}

/** The Generations API under the given settings. */
export function generationCalls(settings: Settings): GenerationCalls {
  return {
    async create(body, options = {}) {
      const doing = 'start the generation';
      checkCall(doing, options, ['idempotencyKey']);
      checkBody(doing, body);
      return send(settings, 'createGeneration', { ...options, body });
    },
    async retrieve(taskId, options = {}) {
      checkCall('retrieve the generation', options);
      return send(settings, 'retrieveGeneration', { ...options, params: { taskId } });
    },
    async wait(taskId, options = {}) {
      const { sleep } = settings;
      const { signal } = options;
      const retrieve = prepareCall(settings, 'retrieveGeneration', { params: { taskId }, signal });
      return pollUntilTerminal(taskId, options, { sleep, retrieve });
    },
    async download(generation, options = {}) {
      return downloadAll(settings, generation, options);
    },
  };
}
