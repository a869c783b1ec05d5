import type { ParameterObject, PathItemObject } from 'openapi3-ts/oas31';
import type * as z from 'zod';
import { EVENT_API_VERSION, EVENTS, type EventType, WebhookEvent } from './events.ts';
import { generationEndpoints } from './generations.ts';
import type { Components } from './openapi-components.ts';
import { assumed, type Source } from './source.ts';
import { SIGNATURE_HEADERS } from './webhook-signature.ts';
import { webhookEndpoints } from './webhooks.ts';

/** One kind of request that the API itself sends. */
export interface WebhookRow {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
  readonly source: Source;
}

/** The request that a receiver has to expect. */
export function webhookItem(row: WebhookRow, components: Components): PathItemObject {
  const { operationId, tag, summary, description, schema, example, source } = row;
  const content = {
    'application/json': { schema: components.schema(schema, source), example },
  };
  const received = { description: 'The event was received.', ...assumed('webhook.success') };
  return {
    post: {
      operationId,
      tags: [tag],
      summary,
      description,
      security: [],
      parameters: HEADERS,
      requestBody: { required: true, content },
      responses: { '2XX': received },
      ...source,
    },
  };
}

const HEADERS: ParameterObject[] = [
  header(SIGNATURE_HEADERS.id, 'Id of the delivery, the same in each attempt.'),
  header(SIGNATURE_HEADERS.timestamp, 'Seconds since the epoch, of this attempt.'),
  header(SIGNATURE_HEADERS.signature, 'One or more of `v1,<Base64>`, separated by spaces.'),
];

function header(name: string, description: string): ParameterObject {
  const schema = { type: 'string' as const };
  return {
    name,
    in: 'header',
    required: true,
    description,
    schema,
    ...assumed('webhook.signature'),
  };
}

const succeeded = generationEndpoints.retrieveGeneration.example.reply;
const [failedRecord] = webhookEndpoints.listWebhookEvents.example.reply.data;

/** The events of the API, as its deliveries carry them. */
export const WEBHOOKS: { readonly [Type in EventType]: WebhookRow } = {
  'generation.succeeded': webhookRow('generation.succeeded', succeeded),
  'generation.failed': webhookRow('generation.failed', failedRecord.data),
  'webhook.test': webhookRow('webhook.test', succeeded),
};

function webhookRow(type: EventType, data: unknown): WebhookRow {
  const words = type.replace(/(?:^|\.)([a-z])/g, (_all, first: string) => first.toUpperCase());
  return {
    operationId: `receive${words}`,
    tag: 'Webhooks',
    summary: EVENTS[type].meaning,
    description: 'Each delivery is signed: see `webhook.signature` in `x-rivya-assumptions`.',
    schema: WebhookEvent,
    example: {
      id: 'evt_example',
      type,
      api_version: EVENT_API_VERSION,
      created_at: '2026-05-11T00:00:05.000Z',
      data,
    },
    source: EVENTS[type].source,
  };
}
