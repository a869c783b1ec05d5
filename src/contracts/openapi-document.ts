import type {
  InfoObject,
  OpenAPIObject,
  PathItemObject,
  PathsObject,
  SecuritySchemeObject,
  ServerObject,
  TagObject,
} from 'openapi3-ts/oas31';
import type { Endpoint } from './endpoint.ts';
import { Components } from './openapi-components.ts';
import { operationObject } from './openapi-operation.ts';
import { type WebhookRow, webhookItem } from './openapi-webhooks.ts';

/** What a document says besides its operations. */
export interface DocumentInfo {
  readonly info: InfoObject;
  readonly servers: ServerObject[];
  readonly tags: TagObject[];
  /** How a key is sent, and what it looks like. */
  readonly apiKey: Omit<SecuritySchemeObject, 'type' | 'scheme'>;
  readonly webhooks?: { readonly [name: string]: WebhookRow };
  readonly extensions?: { readonly [name: `x-${string}`]: unknown };
}

/** The OpenAPI document of a table of endpoints: the same bytes for the same table. */
export function toOpenApi(
  api: { readonly [operationId: string]: Endpoint },
  { info, servers, tags, apiKey, webhooks = {}, extensions = {} }: DocumentInfo,
): OpenAPIObject & { paths: PathsObject } {
  const components = new Components();
  // Replies come first: a body that is also a reply must not close the reply to new fields.
  for (const { reply, source } of Object.values(api)) {
    if (reply.kind === 'json') components.schema(reply.schema, source);
  }
  const paths: PathsObject = {};
  for (const [operationId, endpoint] of Object.entries(api)) {
    const item: PathItemObject = paths[endpoint.path] ?? {};
    item[endpoint.method] = operationObject(operationId, endpoint, components);
    paths[endpoint.path] = item;
  }
  const hooks = Object.entries(webhooks).map(([name, row]) => {
    return [name, webhookItem(row, components)] as const;
  });
  return {
    openapi: '3.1.0',
    info,
    servers,
    tags,
    paths,
    ...(hooks.length > 0 ? { webhooks: Object.fromEntries(hooks) } : {}),
    components: components.toObject({ type: 'http', scheme: 'bearer', ...apiKey }),
    ...extensions,
  };
}

/** The bytes of a document, as files and replies carry them. */
export function documentText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
