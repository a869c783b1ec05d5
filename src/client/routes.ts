import type { Api, OperationId } from '../contracts/api.ts';
import type { HEADERS } from '../contracts/headers.ts';

type ContractRoute<Id extends OperationId> = {
  readonly method: Api[Id]['method'];
  readonly path: Api[Id]['path'];
  readonly needsKey: Api[Id]['scopes'] extends null ? false : true;
  readonly isIdempotent: Api[Id] extends { readonly idempotent: true } ? true : false;
};

/** The operations that the client calls. The contract types every row, so none can drift. */
export const ROUTES = {
  listModels: { method: 'get', path: '/api/v1/models', needsKey: false, isIdempotent: false },
  retrieveOpenApi: {
    method: 'get',
    path: '/api/v1/openapi.json',
    needsKey: false,
    isIdempotent: false,
  },
  createGeneration: {
    method: 'post',
    path: '/api/v1/generations',
    needsKey: true,
    isIdempotent: true,
  },
  retrieveGeneration: {
    method: 'get',
    path: '/api/v1/generations/{taskId}',
    needsKey: true,
    isIdempotent: false,
  },
  uploadFile: { method: 'post', path: '/api/v1/files', needsKey: true, isIdempotent: false },
  retrieveFile: {
    method: 'get',
    path: '/api/v1/files/{fileId}',
    needsKey: true,
    isIdempotent: false,
  },
  retrieveCredits: { method: 'get', path: '/api/v1/credits', needsKey: true, isIdempotent: false },
  createChatCompletion: {
    method: 'post',
    path: '/api/v1/chat/completions',
    needsKey: true,
    isIdempotent: true,
  },
  streamChatCompletion: {
    method: 'post',
    path: '/api/v1/chat/completions/stream',
    needsKey: true,
    isIdempotent: true,
  },
  listChatSessions: {
    method: 'get',
    path: '/api/v1/chat/sessions',
    needsKey: true,
    isIdempotent: false,
  },
  retrieveChatSession: {
    method: 'get',
    path: '/api/v1/chat/sessions/{sessionId}',
    needsKey: true,
    isIdempotent: false,
  },
  listWebhookEndpoints: {
    method: 'get',
    path: '/api/v1/webhooks',
    needsKey: true,
    isIdempotent: false,
  },
  createWebhookEndpoint: {
    method: 'post',
    path: '/api/v1/webhooks',
    needsKey: true,
    isIdempotent: false,
  },
  retrieveWebhookEndpoint: {
    method: 'get',
    path: '/api/v1/webhooks/{endpointId}',
    needsKey: true,
    isIdempotent: false,
  },
  updateWebhookEndpoint: {
    method: 'patch',
    path: '/api/v1/webhooks/{endpointId}',
    needsKey: true,
    isIdempotent: false,
  },
  deleteWebhookEndpoint: {
    method: 'delete',
    path: '/api/v1/webhooks/{endpointId}',
    needsKey: true,
    isIdempotent: false,
  },
  rotateWebhookSecret: {
    method: 'post',
    path: '/api/v1/webhooks/{endpointId}/rotate-secret',
    needsKey: true,
    isIdempotent: false,
  },
  testWebhookEndpoint: {
    method: 'post',
    path: '/api/v1/webhooks/{endpointId}/test',
    needsKey: true,
    isIdempotent: false,
  },
  listWebhookDeliveries: {
    method: 'get',
    path: '/api/v1/webhooks/{endpointId}/deliveries',
    needsKey: true,
    isIdempotent: false,
  },
  listWebhookEvents: {
    method: 'get',
    path: '/api/v1/webhook-events',
    needsKey: true,
    isIdempotent: false,
  },
} as const satisfies { readonly [Id in OperationId]?: ContractRoute<Id> };

export type RouteId = keyof typeof ROUTES;

/** An operation whose reply is a stream of events. */
export type StreamId = 'streamChatCompletion';
export type Route = (typeof ROUTES)[RouteId];

/** Header names, typed by the contract, which itself would bring its whole register along. */
export const HEADER = {
  requestId: 'X-Request-Id',
  idempotencyKey: 'Idempotency-Key',
  retryAfter: 'Retry-After',
} as const satisfies { readonly [Name in keyof typeof HEADERS]?: (typeof HEADERS)[Name]['name'] };

/**
 * The path with its parameters filled in.
 *
 * @throws {TypeError} if a value is empty or would climb out of the path.
 */
export function fillPath(path: string, params: { readonly [name: string]: string }): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value: unknown = params[name];
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) {
      throw new TypeError(`Cannot fill "${name}" of "${path}": it must be an id`);
    }
    return encodeURIComponent(value);
  });
}
