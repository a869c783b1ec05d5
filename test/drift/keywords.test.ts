import { describe, expect, test } from 'vitest';
import { compareDocuments } from '../../src/drift/compare-documents.ts';

type Schema = Record<string, unknown> | boolean;

const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });

/** A document of one operation, whose request or reply holds a schema at `it`. */
function documentOf(
  side: 'request' | 'reply',
  it: Schema,
  components: Record<string, Schema> = {},
) {
  const holder = { type: 'object', properties: { it } };
  return {
    openapi: '3.1.0',
    paths: {
      '/boats': {
        post: {
          operationId: 'createBoat',
          requestBody: { required: true, ...json(side === 'request' ? holder : true) },
          responses: { 200: { description: '', ...json(side === 'reply' ? holder : true) } },
        },
      },
    },
    components: { schemas: components },
  };
}

/** What a change of a schema is called and how it is judged, in requests and in replies. */
function judged(before: Schema, after: Schema): Record<string, string> {
  const found = (['request', 'reply'] as const).flatMap((side) => {
    const checks = compareDocuments(documentOf(side, before), documentOf(side, after));
    return checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'finding');
  });
  return Object.fromEntries(found.map(({ id, severity = '' }) => [id.slice(9), severity]));
}

const text = { type: 'string' };
const list = { type: 'array' };
const map = { type: 'object' };
const short = { type: 'string', maxLength: 5 };

const NARROWED = { request: 'breaking', reply: 'compatible' };
const WIDENED = { request: 'compatible', reply: 'breaking' };
const EITHER = { request: 'breaking', reply: 'breaking' };
const UNSAID = { request: 'compatible', reply: 'compatible' };

const both = (rule: string, { request, reply }: typeof NARROWED) => ({
  [`request-${rule}`]: request,
  [`reply-${rule}`]: reply,
});

describe('a schema within a keyword is compared as any other', () => {
  test.each<[keyword: string, holder: Schema, at: (schema: Schema) => Schema]>([
    ['prefixItems', list, (it) => ({ prefixItems: [true, it] })],
    ['items behind prefixItems', list, (it) => ({ prefixItems: [true], items: it })],
    ['contains', list, (it) => ({ contains: it })],
    ['unevaluatedItems', list, (it) => ({ prefixItems: [true], unevaluatedItems: it })],
    ['patternProperties', map, (it) => ({ patternProperties: { '^x-': it } })],
    ['propertyNames', map, (it) => ({ propertyNames: it })],
    ['dependentSchemas', map, (it) => ({ dependentSchemas: { a: { properties: { b: it } } } })],
    ['additionalProperties', map, (it) => ({ additionalProperties: it })],
    ['unevaluatedProperties', map, (it) => ({ unevaluatedProperties: it })],
    ['contentSchema', text, (it) => ({ contentMediaType: 'application/json', contentSchema: it })],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    ['then', map, (it) => ({ if: { required: ['a'] }, then: { properties: { b: it } } })],
    ['else', map, (it) => ({ if: { required: ['a'] }, else: { properties: { b: it } } })],
  ])('%s', (_keyword, holder, at) => {
    const holding = (it: Schema) => ({ ...Object(holder), ...Object(at(it)) });

    expect(judged(holding(short), holding(short))).toEqual({});
    expect(judged(holding(short), holding({ ...short, maxLength: 4 }))).toEqual(
      both('limit-narrowed', NARROWED),
    );
    expect(judged(holding(short), holding({ ...short, maxLength: 6 }))).toEqual(
      both('limit-widened', WIDENED),
    );
  });

  test('also behind a reference, which is no difference', () => {
    const inline = documentOf('reply', { ...list, contains: short });
    const apart = documentOf(
      'reply',
      { ...list, contains: { $ref: '#/components/schemas/S' } },
      { S: short },
    );

    const [check] = compareDocuments(inline, apart);

    expect(check).toMatchObject({ outcome: 'passed' });
  });
});

describe('a keyword that only one document has', () => {
  test.each<[keyword: string, without: Schema, withIt: Schema]>([
    ['contains', list, { ...list, contains: short }],
    ['patternProperties', map, { ...map, patternProperties: { '^x-': short } }],
    ['propertyNames', map, { ...map, propertyNames: short }],
    ['dependentSchemas', map, { ...map, dependentSchemas: { a: { required: ['b'] } } }],
    ['dependentRequired', map, { ...map, dependentRequired: { a: ['b'] } }],
    ['unevaluatedItems', list, { ...list, unevaluatedItems: false }],
    ['contentSchema', text, { ...text, contentSchema: short }],
    ['contentMediaType', text, { ...text, contentMediaType: 'application/json' }],
    ['contentEncoding', text, { ...text, contentEncoding: 'base32' }],
    ['not', text, { ...text, not: { enum: ['a'] } }],
    ['if', map, { ...map, if: { required: ['a'] } }],
  ])(
    '%s allows less where it is new, and is unsaid where it is gone',
    (_keyword, without, withIt) => {
      expect(judged(without, withIt)).toEqual(both('keyword-set', NARROWED));
      expect(judged(withIt, without)).toEqual(both('keyword-unstated', UNSAID));
    },
  );

  test.each<[keyword: string, without: Schema, withIt: Schema]>([
    ['minProperties', map, { ...map, minProperties: 1 }],
    ['maxProperties', map, { ...map, maxProperties: 9 }],
    ['uniqueItems', list, { ...list, uniqueItems: true }],
    ['multipleOf', { type: 'number' }, { type: 'number', multipleOf: 0.5 }],
    ['maxContains', list, { ...list, contains: true, maxContains: 2 }],
    ['minContains', list, { ...list, contains: true, minContains: 2 }],
  ])('%s is a limit', (_keyword, without, withIt) => {
    const plain = { ...Object(without), ...(Object(withIt).contains ? { contains: true } : {}) };

    expect(judged(plain, withIt)).toEqual(both('limit-set', NARROWED));
    expect(judged(withIt, plain)).toEqual(both('limit-unstated', UNSAID));
  });

  test.each<[what: string, before: Schema, after: Schema]>([
    ['names of fields that may be any text', map, { ...map, propertyNames: text }],
    [
      'one item that it contains by default',
      { ...list, contains: short },
      { ...list, contains: short, minContains: 1 },
    ],
    ['items that may be anything', list, { ...list, items: true }],
    ['bytes in Base64', { ...text, contentEncoding: 'base64' }, { ...text, format: 'byte' }],
    ['a constant', { enum: ['a'] }, { const: 'a' }],
    ['types as a list', { type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
  ])('%s: no difference', (_what, before, after) => {
    expect(judged(before, after)).toEqual({});
    expect(judged(after, before)).toEqual({});
  });
});

describe('what no tool can weigh is told as one difference', () => {
  test.each<[keyword: string, before: Schema, after: Schema]>([
    ['not', { ...text, not: { enum: ['a'] } }, { ...text, not: { enum: ['a', 'b'] } }],
    ['not, without a type', { not: { type: 'string' } }, { not: { type: 'integer' } }],
    ['if', { ...map, if: { required: ['a'] } }, { ...map, if: { required: ['b'] } }],
    [
      'contentMediaType',
      { ...text, contentMediaType: 'a/b' },
      { ...text, contentMediaType: 'a/c' },
    ],
    [
      'steps of which none divides the other',
      { type: 'number', multipleOf: 0.2 },
      { type: 'number', multipleOf: 0.3 },
    ],
    ['a keyword of another vocabulary', { ...text, unit: 'm' }, { ...text, unit: 'km' }],
  ])('%s', (_keyword, before, after) => {
    expect(judged(before, after)).toEqual(both('keyword-changed', EITHER));
  });

  test('and is no difference where it is only written in another way', () => {
    const before = { ...text, not: { const: 'a' } };
    const after = { ...text, not: { type: 'string', enum: ['a'] } };

    expect(judged(before, after)).toEqual({});
  });
});

test.each([
  ['finer', 0.3, 0.1, 'limit-widened', WIDENED],
  ['coarser', 0.1, 0.3, 'limit-narrowed', NARROWED],
] as const)('a %s step is judged by what stays right', (_what, before, after, rule, severities) => {
  const steps = (multipleOf: number) => ({ type: 'number', multipleOf });

  expect(judged(steps(before), steps(after))).toEqual(both(rule, severities));
});

test('each field that has come to need another is a difference of its own', () => {
  const before = { ...map, dependentRequired: { a: ['b'] } };
  const after = { ...map, dependentRequired: { a: ['b'], c: ['b'] } };

  expect(judged(before, after)).toEqual(both('keyword-set', NARROWED));
});

test('error codes that a schema lists behind references are compared', () => {
  const refusal = (...codes: string[]) => ({
    openapi: '3.1.0',
    paths: {
      '/boats': {
        get: {
          operationId: 'listBoats',
          responses: {
            404: {
              description: '',
              ...json({ allOf: [{ $ref: '#/components/schemas/Envelope' }] }),
            },
          },
        },
      },
    },
    components: {
      schemas: {
        Envelope: {
          type: 'object',
          properties: { error: { $ref: '#/components/schemas/Problem' } },
        },
        Problem: { type: 'object', properties: { code: { enum: codes } } },
      },
    },
  });

  const checks = compareDocuments(refusal('not_found'), refusal('not_found', 'boat_sunk'));

  expect(checks.map(({ id }) => id)).toContain('document.code-added');
});
