import { expect, test } from 'vitest';
import * as z from 'zod';
import { defineEndpoint, jsonBody } from '../../src/contracts/endpoint.ts';
import { type DocumentInfo, toOpenApi } from '../../src/contracts/openapi-document.ts';
import { documented, OWN } from '../../src/contracts/source.ts';

const info: DocumentInfo = {
  info: { title: 'Boats', version: 'v1' },
  servers: [],
  tags: [],
  apiKey: {},
};
const boat = (shape: z.ZodRawShape) => z.object(shape).meta({ id: 'Boat' });

function launch(body: z.ZodObject, reply: z.ZodType) {
  return defineEndpoint({
    method: 'post',
    path: '/boats',
    tag: 'Boats',
    summary: 'Launch a boat',
    scopes: null,
    body: jsonBody(body),
    reply: { kind: 'json', status: 200, schema: reply },
    errors: [],
    source: documented('files'),
    example: { body: {}, reply: {} },
  });
}

test('two schemas of one name are refused by their name', () => {
  const endpoint = launch(boat({ length: z.number() }), boat({ length: z.string() }));

  expect(() => toOpenApi({ launch: endpoint }, info)).toThrow('"Boat"');
});

test('a body takes no unknown fields, and a reply may grow', () => {
  const document = toOpenApi(
    { launch: launch(z.object({ length: z.number() }), boat({ length: z.number() })) },
    info,
  );

  expect(document.paths['/boats']?.post?.requestBody).toMatchObject({
    content: {
      'application/json': {
        schema: {
          additionalProperties: false,
          'x-rivya-unknown-fields': { 'x-rivya-assumption': 'request.unknownFields' },
        },
      },
    },
  });
  expect(document.components?.schemas?.['Boat']).not.toHaveProperty('additionalProperties');
});

test('a schema that is body and reply is closed in the body alone', () => {
  const both = boat({ length: z.number() });

  const document = toOpenApi({ launch: launch(both, both) }, info);

  expect(document.paths['/boats']?.post?.requestBody).toMatchObject({
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Boat', unevaluatedProperties: false },
      },
    },
  });
  expect(document.components?.schemas?.['Boat']).not.toHaveProperty('additionalProperties');
});

test('a property without a source of its own has that of the schema around it', () => {
  const hull = z.object({ width: z.number() }).meta(documented('credits'));
  const reply = boat({ length: z.number(), hull });

  const document = toOpenApi({ launch: launch(z.object({}), reply) }, info);

  const page = 'https://rivya.ai/docs';
  expect(document.components?.schemas?.['Boat']).toMatchObject({
    properties: {
      length: { 'x-rivya-page': `${page}/api-files` },
      hull: { properties: { width: { 'x-rivya-page': `${page}/api-credits` } } },
    },
  });
});

test('a union of nameless members has no discriminator, which could not name them', () => {
  const sail = z.object({ kind: z.literal('sail') });
  const motor = z.object({ kind: z.literal('motor') });
  const reply = z.discriminatedUnion('kind', [sail, motor]).meta({ id: 'Craft' });

  const document = toOpenApi({ launch: launch(z.object({}), reply) }, info);

  expect(document.components?.schemas?.['Craft']).toHaveProperty('oneOf');
  expect(document.components?.schemas?.['Craft']).not.toHaveProperty('discriminator');
});

test('times, ids and whole numbers are written as other tools read them', () => {
  const reply = boat({
    built: z.iso.datetime({ precision: 3 }),
    id: z.string().startsWith('boat_'),
    crew: z.int(),
  });

  const document = toOpenApi({ launch: launch(z.object({}), reply) }, info);

  const source = documented('files');
  const { Boat } = document.components?.schemas ?? {};
  expect(Boat).toHaveProperty('properties', {
    built: { type: 'string', format: 'date-time', ...source },
    id: { type: 'string', pattern: '^boat_.*', ...source },
    crew: { type: 'integer', ...source },
  });
});

test('a parameter that is known from elsewhere than its operation says so', () => {
  const query = z.object({
    colour: z.string().optional().meta(documented('credits')),
    length: z.string().describe('In metres.'),
  });

  const document = toOpenApi({ launch: { ...launch(z.object({}), z.object({})), query } }, info);

  expect(document.paths['/boats']?.post?.parameters).toMatchObject([
    { name: 'colour', in: 'query', required: false, ...documented('credits') },
    {
      name: 'length',
      in: 'query',
      required: true,
      description: 'In metres.',
      ...documented('files'),
    },
  ]);
});

test('each field that is refused in any case is named with what to do instead', () => {
  const refused = { oars: 'row yourself', anchor: 'use a mooring' };
  const endpoint = launch(z.object({}), z.object({}));
  const body = { ...jsonBody(z.object({})), refused };

  const document = toOpenApi({ launch: { ...endpoint, body } }, info);

  expect(document.paths['/boats']?.post?.requestBody).toMatchObject({
    description:
      'A field `oars` is refused: row yourself. A field `anchor` is refused: use a mooring.',
  });
});

test('a body that is closed by itself is referred to as it is', () => {
  const both = z.strictObject({ length: z.number() }).meta({ id: 'Boat' });

  const document = toOpenApi({ launch: launch(both, both) }, info);

  expect(document.paths['/boats']?.post?.requestBody).toHaveProperty(
    'content.application/json.schema',
    { $ref: '#/components/schemas/Boat' },
  );
});

test('the schemas of the fake itself leave no question about unknown fields', () => {
  const own = z.strictObject({ length: z.number() }).meta({ id: 'Boat', ...OWN });

  const document = toOpenApi({ launch: launch(z.object({}), own) }, info);

  expect(document.components?.schemas?.['Boat']).toMatchObject({ additionalProperties: false });
  expect(document.components?.schemas?.['Boat']).not.toHaveProperty('x-rivya-unknown-fields');
});
