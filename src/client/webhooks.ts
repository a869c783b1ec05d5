import type * as webhooks from '../contracts/webhooks.ts';
import { type CallOptions, checkBody, checkCall } from './check.ts';
import type { Settings } from './options.ts';
import type {
  Replies,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookEndpoint,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
  WebhookEventList,
} from './replies.ts';
import { type Call, send } from './request.ts';

/** An event type, also one that the contract does not know. */
export type AnyEventType = webhooks.CreateWebhookEndpoint['event_types'][number] | (string & {});

/** A webhook endpoint to be made. */
export interface NewWebhookEndpoint {
  name: string;
  /** A public HTTPS URL. */
  url: string;
  /** @default all types */
  event_types?: readonly AnyEventType[];
}

/** What to change of a webhook endpoint. */
export type WebhookEndpointChange = Partial<NewWebhookEndpoint> & {
  status?: 'active' | 'disabled';
};

/** The Webhooks API. */
export interface WebhookCalls {
  /**
   * Makes an endpoint. Its `signing_secret` is shown here and never again.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  create(body: NewWebhookEndpoint, options?: CallOptions): Promise<WebhookEndpointWithSecret>;
  /**
   * Lists the endpoints.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  list(options?: CallOptions): Promise<WebhookEndpointList>;
  /**
   * Retrieves an endpoint.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  retrieve(endpointId: string, options?: CallOptions): Promise<WebhookEndpoint>;
  /**
   * Changes an endpoint; `status: 'active'` turns it on again.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  update(
    endpointId: string,
    body: WebhookEndpointChange,
    options?: CallOptions,
  ): Promise<WebhookEndpoint>;
  /**
   * Ends an endpoint for ever.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  delete(endpointId: string, options?: CallOptions): Promise<WebhookEndpoint>;
  /**
   * Replaces the signing secret; the new one is shown here and never again.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  rotateSecret(endpointId: string, options?: CallOptions): Promise<WebhookEndpointWithSecret>;
  /**
   * Sends a test event.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  test(endpointId: string, options?: CallOptions): Promise<WebhookDelivery>;
  /**
   * Lists the deliveries of an endpoint, newest first.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  deliveries(endpointId: string, options?: CallOptions): Promise<WebhookDeliveryList>;
}

/** The list of events. */
export interface WebhookEventCalls {
  /**
   * Lists the events, newest first.
   *
   * @throws {ApiCallError} if it was refused or lost.
   * @see https://rivya.ai/docs/api-webhooks
   */
  list(options?: CallOptions): Promise<WebhookEventList>;
}

/** The Webhooks API under the given settings. */
export function webhookCalls(settings: Settings): WebhookCalls {
  const call = caller(settings);
  return {
    create: (body, options) =>
      call('create the webhook endpoint', 'createWebhookEndpoint', { ...options, body }),
    list: (options) => call('list the webhook endpoints', 'listWebhookEndpoints', { ...options }),
    retrieve: (endpointId, options) =>
      call('retrieve the webhook endpoint', 'retrieveWebhookEndpoint', {
        ...options,
        params: { endpointId },
      }),
    update: (endpointId, body, options) =>
      call('change the webhook endpoint', 'updateWebhookEndpoint', {
        ...options,
        params: { endpointId },
        body,
      }),
    delete: (endpointId, options) =>
      call('delete the webhook endpoint', 'deleteWebhookEndpoint', {
        ...options,
        params: { endpointId },
      }),
    rotateSecret: (endpointId, options) =>
      call('rotate the webhook secret', 'rotateWebhookSecret', {
        ...options,
        params: { endpointId },
      }),
    test: (endpointId, options) =>
      call('test the webhook endpoint', 'testWebhookEndpoint', {
        ...options,
        params: { endpointId },
      }),
    deliveries: (endpointId, options) =>
      call('list the webhook deliveries', 'listWebhookDeliveries', {
        ...options,
        params: { endpointId },
      }),
  };
}

/** The list of events under the given settings. */
export function webhookEventCalls(settings: Settings): WebhookEventCalls {
  const call = caller(settings);
  return {
    list: (options) => call('list the webhook events', 'listWebhookEvents', { ...options }),
  };
}

function caller(settings: Settings) {
  return async <Id extends keyof Replies>(doing: string, operationId: Id, call: Call) => {
    const { params, body, ...options } = call;
    checkCall(doing, options);
    if ('body' in call) checkBody(doing, body);
    return send(settings, operationId, call);
  };
}
