import type {
  OperationObject,
  ParameterObject,
  ReferenceObject,
  RequestBodyObject,
} from 'openapi3-ts/oas31';
import type * as z from 'zod';
import type { Endpoint, JsonBody, MultipartBody } from './endpoint.ts';
import type { Components } from './openapi-components.ts';
import { responsesObject } from './openapi-responses.ts';
import { sourceOf } from './openapi-schemas.ts';
import type { Source } from './source.ts';

/** One operation of the document, with everything that its endpoint declares. */
export function operationObject(
  operationId: string,
  endpoint: Endpoint,
  components: Components,
): OperationObject {
  const { tag, summary, scopes, body, source } = endpoint;
  const parameters = parameterList(endpoint, components);
  return {
    operationId,
    tags: [tag],
    summary,
    description: describe(endpoint),
    security: scopes === null ? [] : [{ apiKey: [...scopes] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBody(body, endpoint, components) } : {}),
    responses: responsesObject(endpoint, components),
    ...source,
    ...(scopes?.length ? { 'x-rivya-scopes': { scopes, ...scopesSource(endpoint) } } : {}),
  };
}

function scopesSource({ scopesSource, source }: Endpoint): Source {
  return scopesSource ?? source;
}

function describe(endpoint: Endpoint): string {
  const { scopes, idempotent } = endpoint;
  const names = (scopes ?? []).map((scope) => `\`${scope}\``).join(' and ');
  const noun = scopes?.length === 1 ? 'scope' : 'scopes';
  const key = names ? `Needs a key with the ${noun} ${names}.` : 'Needs a key.';
  return [
    scopes === null ? 'Needs no key.' : key,
    ...(idempotent ? ['Honours `Idempotency-Key`.'] : []),
  ].join(' ');
}

function parameterList(
  endpoint: Endpoint,
  components: Components,
): (ParameterObject | ReferenceObject)[] {
  const { params, query, idempotent } = endpoint;
  return [
    ...(params ? parametersOf(params, 'path', endpoint, components) : []),
    ...(query ? parametersOf(query, 'query', endpoint, components) : []),
    ...(idempotent ? [components.idempotencyKey()] : []),
  ];
}

function parametersOf(
  schema: z.ZodObject,
  place: 'path' | 'query',
  { source, example }: Endpoint,
  components: Components,
): ParameterObject[] {
  const { properties = {}, required = [] } = components.schema(schema, source);
  return Object.entries(properties).map(([name, property]) => {
    const value = example.params?.[name];
    const { description, ...rest } = property;
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(value === undefined ? {} : { example: value }),
      ...(sourceOf({ ...rest }) ?? source),
    };
  });
}

function requestBody(
  body: JsonBody | MultipartBody,
  { source, example }: Endpoint,
  components: Components,
): RequestBodyObject {
  if (body.kind === 'multipart') {
    const schema = components.multipart(body, source);
    const value = { [body.filePart]: '(the bytes of the file)', ...Object(example.body) };
    return { required: true, content: { 'multipart/form-data': { schema, example: value } } };
  }
  const refused = Object.entries(body.refused ?? {});
  const sentences = refused.map(([field, advice]) => `A field \`${field}\` is refused: ${advice}.`);
  const schema = components.body(body.document(), source);
  return {
    ...(sentences.length > 0 ? { description: sentences.join(' ') } : {}),
    required: body.optional !== true,
    content: { 'application/json': { schema, example: example.body } },
  };
}
