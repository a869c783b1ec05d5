import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { defineEndpoint, jsonBody } from './endpoint.ts';
import {
  EVENT_API_VERSION,
  EVENTS,
  type EventType,
  SUBSCRIBABLE_EVENTS,
  WebhookEvent,
} from './events.ts';
import { idWithPrefix, listOf, Timestamp } from './primitives.ts';
import { assumed, documented } from './source.ts';

const limits = ASSUMPTIONS['webhook.limits'].value;

const name = z
  .string()
  .max(limits.nameLength)
  .regex(/[^\p{Z}\p{C}]/u, 'text with a visible character')
  .meta(assumed('webhook.limits'));
const url = z
  .string()
  .min(1)
  .max(limits.urlLength)
  .meta({ description: 'A public HTTPS URL.', ...assumed('webhook.limits') });
const eventTypes = z.array(z.enum(SUBSCRIBABLE_EVENTS)).min(1);

/** A webhook endpoint; `signing_secret` is shown once, at creation and at rotation (docs/api-webhooks). */
export const WebhookEndpoint = z
  .object({
    id: idWithPrefix('whend_'),
    object: z.literal('webhook_endpoint'),
    name: z.string(),
    url: z.string(),
    event_types: z.array(z.enum(SUBSCRIBABLE_EVENTS)),
    status: z.enum(['active', 'disabled', 'revoked']).meta(assumed('webhook.delete')),
    secret_preview: z.string().describe('First 8 characters of the secret, "...", last 6.'),
    last_success_at: Timestamp.nullable(),
    last_failure_at: Timestamp.nullable(),
    failure_count: z.int().min(0),
    created_at: Timestamp,
    updated_at: Timestamp,
    disabled_at: Timestamp.nullable(),
    revoked_at: Timestamp.nullable(),
  })
  .meta({ id: 'WebhookEndpoint', ...documented('webhooks') });
export type WebhookEndpoint = z.output<typeof WebhookEndpoint>;

export const WebhookEndpointWithSecret = WebhookEndpoint.extend({
  signing_secret: z.string().startsWith('whsec_'),
}).meta({ id: 'WebhookEndpointWithSecret', ...documented('webhooks') });
export type WebhookEndpointWithSecret = z.output<typeof WebhookEndpointWithSecret>;

export const WebhookEndpointList = listOf(WebhookEndpoint).meta({
  id: 'WebhookEndpointList',
  ...assumed('webhook.records'),
});

export const CreateWebhookEndpoint = z
  .object({
    name,
    url,
    event_types: eventTypes.default([...SUBSCRIBABLE_EVENTS]).meta(assumed('webhook.eventTypes')),
  })
  .meta({ id: 'CreateWebhookEndpoint', ...documented('webhooks') });
export type CreateWebhookEndpoint = z.output<typeof CreateWebhookEndpoint>;

export const UpdateWebhookEndpoint = z
  .object({
    name: name.optional(),
    url: url.optional(),
    event_types: eventTypes.optional(),
    status: z.enum(['active', 'disabled']).optional(),
  })
  .meta({ id: 'UpdateWebhookEndpoint', ...assumed('webhook.patch') });
export type UpdateWebhookEndpoint = z.output<typeof UpdateWebhookEndpoint>;

/** One event on its way to one endpoint, over all of its attempts. */
export const WebhookDelivery = z
  .object({
    id: idWithPrefix('whdel_'),
    object: z.literal('webhook_delivery'),
    endpoint_id: z.string(),
    event_id: z.string(),
    event_type: z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]]),
    status: z.enum(['pending', 'succeeded', 'failed']),
    attempt_count: z.int().min(0),
    last_response_status: z.int().nullable(),
    last_error: z.string().nullable(),
    next_attempt_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'WebhookDelivery', ...assumed('webhook.records') });
export type WebhookDelivery = z.output<typeof WebhookDelivery>;

export const WebhookDeliveryList = listOf(WebhookDelivery).meta({
  id: 'WebhookDeliveryList',
  ...assumed('webhook.records'),
});

/** An event as it was sent, marked as a record. */
export const WebhookEventRecord = WebhookEvent.extend({
  object: z.literal('webhook_event'),
}).meta({ id: 'WebhookEventRecord', ...assumed('webhook.records') });
export type WebhookEventRecord = z.output<typeof WebhookEventRecord>;

export const WebhookEventList = listOf(WebhookEventRecord).meta({
  id: 'WebhookEventList',
  ...assumed('webhook.records'),
});

const endpointParams = z.object({ endpointId: z.string().describe('The id of the endpoint.') });
const sampleParams = { endpointId: 'whend_example' };

const sampleEndpoint = {
  id: 'whend_example',
  object: 'webhook_endpoint',
  name: 'Production webhook',
  url: 'https://example.com/rivya/webhook',
  event_types: ['generation.succeeded', 'generation.failed'],
  status: 'active',
  secret_preview: 'whsec_12...abc123',
  last_success_at: null,
  last_failure_at: null,
  failure_count: 0,
  created_at: '2026-05-11T00:00:00.000Z',
  updated_at: '2026-05-11T00:00:00.000Z',
  disabled_at: null,
  revoked_at: null,
};
const sampleSecret = 'whsec_12xxxxxxxxxxxxxxxxxxxxxxabc123';

const sampleDelivery = {
  id: 'whdel_example',
  object: 'webhook_delivery',
  endpoint_id: 'whend_example',
  event_id: 'evt_example',
  event_type: 'webhook.test',
  status: 'pending',
  attempt_count: 0,
  last_response_status: null,
  last_error: null,
  next_attempt_at: '2026-05-11T00:00:00.000Z',
  created_at: '2026-05-11T00:00:00.000Z',
  updated_at: '2026-05-11T00:00:00.000Z',
};

const manage = { tag: 'Webhooks', scopes: ['webhooks:manage'] } as const;

export const webhookEndpoints = {
  listWebhookEndpoints: defineEndpoint({
    ...manage,
    method: 'get',
    path: '/api/v1/webhooks',
    summary: 'List the webhook endpoints',
    reply: { kind: 'json', status: 200, schema: WebhookEndpointList },
    errors: [],
    source: documented('changelog'),
    example: { reply: { object: 'list', data: [sampleEndpoint] } },
  }),
  createWebhookEndpoint: defineEndpoint({
    ...manage,
    method: 'post',
    path: '/api/v1/webhooks',
    summary: 'Create a webhook endpoint',
    body: jsonBody(CreateWebhookEndpoint),
    reply: { kind: 'json', status: 'created', schema: WebhookEndpointWithSecret },
    errors: ['webhook_url_rejected'],
    source: documented('webhooks'),
    example: {
      body: {
        name: 'Production webhook',
        url: 'https://example.com/rivya/webhook',
        event_types: ['generation.succeeded', 'generation.failed'],
      },
      reply: { ...sampleEndpoint, signing_secret: sampleSecret },
    },
  }),
  retrieveWebhookEndpoint: defineEndpoint({
    ...manage,
    method: 'get',
    path: '/api/v1/webhooks/{endpointId}',
    summary: 'Retrieve a webhook endpoint',
    params: endpointParams,
    reply: { kind: 'json', status: 200, schema: WebhookEndpoint },
    errors: ['not_found'],
    source: documented('changelog'),
    example: { params: sampleParams, reply: sampleEndpoint },
  }),
  updateWebhookEndpoint: defineEndpoint({
    ...manage,
    method: 'patch',
    path: '/api/v1/webhooks/{endpointId}',
    summary: 'Change a webhook endpoint',
    params: endpointParams,
    body: jsonBody(UpdateWebhookEndpoint),
    reply: { kind: 'json', status: 200, schema: WebhookEndpoint },
    errors: ['not_found', 'webhook_url_rejected'],
    source: documented('changelog'),
    statusSource: assumed('http.otherStatus'),
    example: {
      params: sampleParams,
      body: { status: 'disabled' },
      reply: { ...sampleEndpoint, status: 'disabled', disabled_at: '2026-05-11T00:00:00.000Z' },
    },
  }),
  deleteWebhookEndpoint: defineEndpoint({
    ...manage,
    method: 'delete',
    path: '/api/v1/webhooks/{endpointId}',
    summary: 'Delete a webhook endpoint',
    params: endpointParams,
    reply: { kind: 'json', status: 200, schema: WebhookEndpoint },
    errors: ['not_found'],
    source: documented('changelog'),
    statusSource: assumed('http.otherStatus'),
    example: {
      params: sampleParams,
      reply: { ...sampleEndpoint, status: 'revoked', revoked_at: '2026-05-11T00:00:00.000Z' },
    },
  }),
  rotateWebhookSecret: defineEndpoint({
    ...manage,
    method: 'post',
    path: '/api/v1/webhooks/{endpointId}/rotate-secret',
    summary: 'Replace the signing secret of a webhook endpoint',
    params: endpointParams,
    reply: { kind: 'json', status: 200, schema: WebhookEndpointWithSecret },
    errors: ['not_found'],
    source: documented('changelog'),
    statusSource: assumed('http.otherStatus'),
    example: {
      params: sampleParams,
      reply: { ...sampleEndpoint, signing_secret: sampleSecret },
    },
  }),
  testWebhookEndpoint: defineEndpoint({
    ...manage,
    method: 'post',
    path: '/api/v1/webhooks/{endpointId}/test',
    summary: 'Send a test event to a webhook endpoint',
    params: endpointParams,
    reply: { kind: 'json', status: 200, schema: WebhookDelivery },
    errors: ['not_found'],
    source: documented('changelog'),
    statusSource: assumed('http.otherStatus'),
    example: { params: sampleParams, reply: sampleDelivery },
  }),
  listWebhookDeliveries: defineEndpoint({
    ...manage,
    method: 'get',
    path: '/api/v1/webhooks/{endpointId}/deliveries',
    summary: 'List the deliveries of a webhook endpoint, newest first',
    params: endpointParams,
    reply: { kind: 'json', status: 200, schema: WebhookDeliveryList },
    errors: ['not_found'],
    source: documented('changelog'),
    example: { params: sampleParams, reply: { object: 'list', data: [sampleDelivery] } },
  }),
  listWebhookEvents: defineEndpoint({
    ...manage,
    method: 'get',
    path: '/api/v1/webhook-events',
    summary: 'List the webhook events, newest first',
    reply: { kind: 'json', status: 200, schema: WebhookEventList },
    errors: [],
    source: documented('changelog'),
    example: {
      reply: {
        object: 'list',
        data: [
          {
            id: 'evt_example',
            object: 'webhook_event',
            type: 'generation.failed',
            api_version: EVENT_API_VERSION,
            created_at: '2026-05-11T00:00:00.000Z',
            data: {
              id: 'task_z_image_example',
              status: 'failed',
              model: 'z-image',
              reserved_credits: 1,
              final_credits: 0,
              created_at: '2026-05-11T00:00:00.000Z',
              updated_at: '2026-05-11T00:00:00.000Z',
              result: null,
              error: { code: 'generation_failed', message: 'The generation failed.' },
            },
          },
        ],
      },
    },
  }),
};
