import { endpointOf } from '../../src/contracts/api.ts';
import type { ServedId } from '../../src/server/operations/index.ts';
import type { Caller, CallOptions, Reply } from './caller.ts';

/** A valid call of one operation. */
export interface Example {
  /** Makes what the call refers to, and returns the path to call. */
  readonly path: (call: Caller) => string | Promise<string>;
  readonly body?: unknown;
}

/** An image for 1 credit. */
export const IMAGE = { model: 'z-image', prompt: 'A paper boat on a quiet lake' };

/** A video for 90 credits. */
export const VIDEO = { model: 'kling-3-0', prompt: 'A product reveal with smooth camera movement' };

/** A sound for 3 credits. */
export const AUDIO = { model: 'elevenlabs-sound-effect-v2', prompt: 'Rain on a tin roof' };

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The parts of an upload; a part may be left out, or given in another way. */
export function uploadForm(parts: {
  bytes?: Uint8Array<ArrayBuffer>;
  name?: string;
  type?: string;
  fields?: Readonly<Record<string, string>>;
}): FormData {
  const { bytes = PNG, name = 'boat.png', type = '', fields = { kind: 'image' } } = parts;
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([bytes], { type }), name);
  return form;
}
/** A chat turn that holds 3 credits. */
export const TURN = { model: 'gpt-5-2-chat', message: 'Write a haiku about paper boats' };

/** A webhook endpoint for all events. */
export const ENDPOINT = { name: 'Production webhook', url: 'https://example.com/rivya/webhook' };

/** Makes an endpoint, and returns its path with something behind it. */
function endpointPath(rest = '') {
  return async (call: Caller) => {
    const { body } = await call.post('/api/v1/webhooks', ENDPOINT);
    return `/api/v1/webhooks/${body.id}${rest}`;
  };
}

/** One valid call for each operation that the fake serves. */
export const EXAMPLES: Record<ServedId, Example> = {
  listModels: { path: () => '/api/v1/models' },
  retrieveOpenApi: { path: () => '/api/v1/openapi.json' },
  createGeneration: { path: () => '/api/v1/generations', body: VIDEO },
  retrieveGeneration: {
    path: async (call) => {
      const { body } = await call.post('/api/v1/generations', IMAGE);
      return `/api/v1/generations/${body.id}`;
    },
  },
  retrieveCredits: { path: () => '/api/v1/credits' },
  uploadFile: { path: () => '/api/v1/files', body: uploadForm({}) },
  retrieveFile: {
    path: async (call) => {
      const { body } = await call.post('/api/v1/files', uploadForm({}));
      return `/api/v1/files/${body.id}`;
    },
  },
  createChatCompletion: { path: () => '/api/v1/chat/completions', body: TURN },
  streamChatCompletion: { path: () => '/api/v1/chat/completions/stream', body: TURN },
  listChatSessions: { path: () => '/api/v1/chat/sessions' },
  retrieveChatSession: {
    path: async (call) => {
      const { body } = await call.post('/api/v1/chat/completions', TURN);
      return `/api/v1/chat/sessions/${body.session_id}`;
    },
  },
  listWebhookEndpoints: { path: () => '/api/v1/webhooks' },
  createWebhookEndpoint: { path: () => '/api/v1/webhooks', body: ENDPOINT },
  retrieveWebhookEndpoint: { path: endpointPath() },
  updateWebhookEndpoint: { path: endpointPath(), body: { name: 'Renamed' } },
  deleteWebhookEndpoint: { path: endpointPath() },
  rotateWebhookSecret: { path: endpointPath('/rotate-secret') },
  testWebhookEndpoint: { path: endpointPath('/test') },
  listWebhookDeliveries: { path: endpointPath('/deliveries') },
  listWebhookEvents: { path: () => '/api/v1/webhook-events' },
};

/** The operations that the fake serves. */
export const SERVED_IDS = Object.keys(EXAMPLES) as ServedId[];

/** Makes what an example refers to, and returns the function that sends it, as often as needed. */
export async function prepareExample(
  call: Caller,
  id: ServedId,
): Promise<(options?: CallOptions) => Promise<Reply>> {
  const { path, body } = EXAMPLES[id];
  const target = await path(call);
  const method = endpointOf(id).method.toUpperCase();
  return (options) => call.send(method, target, body, options);
}
