import type {
  HeadersObject,
  MediaTypeObject,
  ResponseObject,
  ResponsesObject,
} from 'openapi3-ts/oas31';
import { type Endpoint, type StreamReply, successStatus } from './endpoint.ts';
import { ERRORS, type ErrorCode, statusOf } from './errors.ts';
import { HEADERS } from './headers.ts';
import type { Components } from './openapi-components.ts';
import { ErrorEnvelope } from './primitives.ts';
import { assumed, documented, type Source } from './source.ts';
import { setSwitches } from './switches.ts';

const defaults = setSwitches();

/** The success and every refusal of an operation, as they are while all switches are at default. */
export function responsesObject(endpoint: Endpoint, components: Components): ResponsesObject {
  const statuses = new Set(endpoint.errors.map((code) => statusOf(code, defaults)));
  const refusals = [...statuses].map((status) => {
    const codes = endpoint.errors.filter((code) => statusOf(code, defaults) === status);
    return [status, refusal(status, codes, endpoint, components)] as const;
  });
  return {
    [successStatus(endpoint, defaults)]: success(endpoint, components),
    ...Object.fromEntries(refusals),
  };
}

function success(endpoint: Endpoint, components: Components): ResponseObject {
  const { reply, source, statusSource = source, example } = endpoint;
  const content: { [type: string]: MediaTypeObject } =
    reply.kind === 'stream'
      ? { 'text/event-stream': eventStream(reply, source, example.reply, components) }
      : {
          'application/json': {
            schema: components.schema(reply.schema, source),
            example: example.reply,
          },
          ...(reply.text ? plainText(example.reply) : {}),
        };
  return {
    description: 'Success.',
    headers: {
      ...requestId(components),
      ...(endpoint.idempotent ? replayed(components) : {}),
      ...rateLimit(endpoint, components),
    },
    content,
    ...(reply.status === 'created' ? assumed('http.createStatus') : statusSource),
  };
}

/** What of a reply is sent to who asks for text. */
function plainText(example: unknown): { [type: string]: MediaTypeObject } {
  return { 'text/plain': { schema: { type: 'string' }, example: `${Object(example).text}\n` } };
}

function eventStream(
  reply: StreamReply,
  source: Source,
  example: unknown,
  components: Components,
): MediaTypeObject {
  const events = Object.entries(reply.events).map(([name, schema]) => {
    return [name, components.schema(schema, source)] as const;
  });
  const names = events.map(([name]) => `\`${name}\``).join(', ');
  const description = `Server-sent events; the data of each is JSON. The events are ${names}.`;
  return {
    schema: { type: 'string', description, contentMediaType: 'text/event-stream' },
    example,
    'x-rivya-events': Object.fromEntries(events),
    ...assumed('chat.streamEvents'),
  };
}

function refusal(
  status: number,
  codes: readonly ErrorCode[],
  endpoint: Endpoint,
  components: Components,
): ResponseObject {
  const isRateLimit = status === ERRORS.rate_limited.status;
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].meaning}`).join('\n\n'),
    headers: {
      ...requestId(components),
      ...(isRateLimit ? { ...retryAfter(components), ...rateLimit(endpoint, components) } : {}),
    },
    content: {
      'application/json': {
        schema: components.schema(ErrorEnvelope, documented('errors')),
        examples: Object.fromEntries(codes.map((code) => [code, components.errorExample(code)])),
      },
    },
    'x-rivya-codes': codes,
  };
}

function requestId(components: Components): HeadersObject {
  return { [HEADERS.requestId.name]: components.header('requestId') };
}

function replayed(components: Components): HeadersObject {
  return { [HEADERS.idempotencyReplayed.name]: components.header('idempotencyReplayed') };
}

function retryAfter(components: Components): HeadersObject {
  return { [HEADERS.retryAfter.name]: components.header('retryAfter') };
}

function rateLimit({ errors }: Endpoint, components: Components): HeadersObject {
  if (!errors.includes('rate_limited')) return {};
  return {
    [HEADERS.rateLimitLimit.name]: components.header('rateLimitLimit'),
    [HEADERS.rateLimitRemaining.name]: components.header('rateLimitRemaining'),
    [HEADERS.rateLimitReset.name]: components.header('rateLimitReset'),
  };
}
