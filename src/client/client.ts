import { type ChatCalls, chatCalls } from './chat.ts';
import { type CallOptions, checkCall } from './check.ts';
import { type FileCalls, fileCalls } from './files.ts';
import { type GenerationCalls, generationCalls } from './generations.ts';
import { type ClientOptions, readOptions } from './options.ts';
import type { CreditBalance, ModelList, OpenApiDocument } from './replies.ts';
import { send } from './request.ts';
import {
  type WebhookCalls,
  type WebhookEventCalls,
  webhookCalls,
  webhookEventCalls,
} from './webhooks.ts';

/** The Rivya Public API, its operations grouped as in the SDK. It never shows its API key. */
export interface Client {
  readonly models: {
    /**
     * Lists the models; needs no API key and sends none.
     *
     * @throws {ApiCallError} if it was refused or lost.
     * @see https://rivya.ai/docs/api-models
     */
    list(options?: CallOptions): Promise<ModelList>;
  };
  readonly openApi: {
    /**
     * Retrieves the OpenAPI document of the API; needs no API key and sends none.
     *
     * @throws {ApiCallError} if it was refused or lost.
     * @see https://rivya.ai/docs/api-openapi-schema
     */
    retrieve(options?: CallOptions): Promise<OpenApiDocument>;
  };
  readonly generations: GenerationCalls;
  readonly files: FileCalls;
  readonly chat: ChatCalls;
  readonly credits: {
    /**
     * Retrieves the credit balance of the account.
     *
     * @throws {ApiCallError} if it was refused or lost.
     * @see https://rivya.ai/docs/api-credits
     */
    retrieve(options?: CallOptions): Promise<CreditBalance>;
  };
  readonly webhooks: WebhookCalls;
  readonly webhookEvents: WebhookEventCalls;
}

/**
 * Makes a client. What is left out comes from `RIVYA_BASE_URL` and `RIVYA_API_KEY`, so one suite
 * moves between a fake and the real API by environment alone.
 *
 * @throws {TypeError | RangeError} if an option is unknown or wrong.
 * @see https://rivya.ai/docs/api-sdk
 */
export function createClient(options: ClientOptions = {}): Client {
  const settings = readOptions(options);
  return {
    models: {
      async list(options = {}) {
        checkCall('list the models', options);
        return send(settings, 'listModels', options);
      },
    },
    openApi: {
      async retrieve(options = {}) {
        checkCall('retrieve the OpenAPI document', options);
        return send(settings, 'retrieveOpenApi', options);
      },
    },
    generations: generationCalls(settings),
    files: fileCalls(settings),
    chat: chatCalls(settings),
    credits: {
      async retrieve(options = {}) {
        checkCall('retrieve the credits', options);
        return send(settings, 'retrieveCredits', options);
      },
    },
    webhooks: webhookCalls(settings),
    webhookEvents: webhookEventCalls(settings),
  };
}
