import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  defineControl,
  defineEndpoint,
  type EndpointSpec,
  jsonBody,
  successStatus,
} from '../../src/contracts/endpoint.ts';
import { documented } from '../../src/contracts/source.ts';
import { setSwitches } from '../../src/contracts/switches.ts';

const REPLY = { kind: 'json', status: 200, schema: z.object({ text: z.string() }) } as const;
const RETRIEVE_BOAT = {
  method: 'get',
  path: '/boats/{id}',
  tag: 'Boats',
  summary: 'Retrieve a boat',
  reply: REPLY,
  example: { reply: { text: 'Adrift' } },
} as const;

function errorsOf(spec: Partial<EndpointSpec>) {
  const source = documented('files');
  return defineEndpoint({ ...RETRIEVE_BOAT, scopes: null, errors: [], source, ...spec }).errors;
}

describe('An endpoint', () => {
  test('without key, body and query can fail with a failure of the server alone', () => {
    expect(errorsOf({})).toEqual(['internal_error']);
  });

  test('with a key has the errors of keys, also where no scope is needed', () => {
    expect(errorsOf({ scopes: [] })).toEqual([
      'public_api_disabled',
      'api_key_missing',
      'api_key_invalid',
      'api_key_revoked',
      'api_key_expired',
      'api_scope_denied',
      'rate_limited',
      'internal_error',
    ]);
  });

  test.each<[string, Partial<EndpointSpec>]>([
    ['a query', { query: z.object({}) }],
    ['another method than GET', { method: 'delete' }],
  ])('with %s validates', (_what, spec) => {
    expect(errorsOf(spec)).toEqual(['validation_failed', 'internal_error']);
  });

  test('that is idempotent refuses keys that are malformed or taken', () => {
    expect(errorsOf({ idempotent: true })).toEqual([
      'validation_failed',
      'idempotency_conflict',
      'internal_error',
    ]);
  });

  test('lists its own errors among the others, in the order of the catalogue', () => {
    const errors = errorsOf({ method: 'post', errors: ['insufficient_credits', 'not_found'] });

    expect(errors).toEqual([
      'validation_failed',
      'not_found',
      'insufficient_credits',
      'internal_error',
    ]);
  });
});

describe('An endpoint of the control plane', () => {
  test('needs a key of any scope, and says that it is no part of the API', () => {
    const { scopes, source, errors } = defineControl(RETRIEVE_BOAT);

    expect(scopes).toEqual([]);
    expect(source).toEqual({ 'x-rivya-source': 'testkit' });
    expect(errors).toEqual([
      'api_key_missing',
      'api_key_invalid',
      'api_scope_denied',
      'validation_failed',
      'internal_error',
    ]);
  });

  test('takes no query of its own', () => {
    const { query } = defineControl(RETRIEVE_BOAT) as { query?: z.ZodObject };

    expect(query?.safeParse({}).success).toBe(true);
    expect(query?.safeParse({ format: 'text' }).success).toBe(false);
  });

  test('takes the format where its reply can be had as text', () => {
    const reply = { ...REPLY, text: true } as const;

    const { query } = defineControl({ ...RETRIEVE_BOAT, reply }) as { query?: z.ZodObject };

    const accepts = (value: object) => query?.safeParse(value).success;
    expect([{}, { format: 'json' }, { format: 'text' }].map(accepts)).toEqual([true, true, true]);
    expect([{ format: 'html' }, { page: '2' }].map(accepts)).toEqual([false, false]);
  });

  test('without a key has neither scopes, query nor errors of keys', () => {
    const endpoint = defineControl({ ...RETRIEVE_BOAT, scopes: null });

    expect(endpoint).toMatchObject({ scopes: null, errors: ['internal_error'] });
    expect(endpoint).not.toHaveProperty('query');
  });

  test('names an error once', () => {
    const { errors } = defineControl({
      ...RETRIEVE_BOAT,
      scopes: null,
      errors: ['not_found', 'internal_error'],
    });

    expect(errors).toEqual(['not_found', 'internal_error']);
  });
});

describe('A JSON body', () => {
  const schema = z.object({ length: z.number() });
  const sent = { length: 3, colour: 'red' };

  test('is shown in documents as it was declared', () => {
    const { kind, document } = jsonBody(schema);

    expect(kind).toBe('json');
    expect(document()).toBe(schema);
  });

  test('refuses fields that it does not name', () => {
    const body = jsonBody(schema);

    expect(body.pick(sent, setSwitches()).safeParse(sent).success).toBe(false);
  });

  test('drops them where unknown fields are ignored', () => {
    const switches = setSwitches({ 'request.unknownFields': 'ignore' });
    const body = jsonBody(schema);

    expect(body.pick(sent, switches).parse(sent)).toEqual({ length: 3 });
  });

  test('is needed unless it is optional', () => {
    expect(jsonBody(schema).optional).toBeUndefined();
    expect(jsonBody(schema, { optional: true }).optional).toBe(true);
  });
});

describe('The status of a success', () => {
  const switches = setSwitches({ 'http.createStatus': '201' });
  const spec = { ...RETRIEVE_BOAT, scopes: null, errors: [], source: documented('files') };

  test('is 200', () => {
    expect(successStatus(defineEndpoint(spec), switches)).toBe(200);
  });

  test('is that of the switch where something is created', () => {
    const reply = { ...REPLY, status: 'created' } as const;

    expect(successStatus(defineEndpoint({ ...spec, reply }), switches)).toBe(201);
  });
});
