import { chatEndpoints } from './chat.ts';
import { creditEndpoints } from './credits.ts';
import type { Endpoint } from './endpoint.ts';
import { fileEndpoints } from './files.ts';
import { generationEndpoints } from './generations.ts';
import { modelEndpoints } from './models-list.ts';
import { webhookEndpoints } from './webhooks.ts';

/** The whole Rivya Public API v1: operationId to endpoint. */
export const API = {
  ...modelEndpoints,
  ...generationEndpoints,
  ...creditEndpoints,
  ...fileEndpoints,
  ...chatEndpoints,
  ...webhookEndpoints,
};

export type Api = typeof API;
export type OperationId = keyof Api;

/** The ids of all operations. */
export const OPERATION_IDS = Object.keys(API) as OperationId[];

/** The endpoint of an operation, where its exact type does not matter. */
export function endpointOf(operationId: OperationId): Endpoint {
  return API[operationId];
}
