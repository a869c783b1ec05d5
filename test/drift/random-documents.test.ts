import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDocuments } from '../../src/drift/compare-documents.ts';
import { STYLES, seeded } from '../support/document-styles.ts';

type Schema = Record<string, unknown>;

const bounds = fc.record(
  { minLength: fc.integer({ min: 1, max: 4 }), maxLength: fc.integer({ min: 5, max: 9 }) },
  { requiredKeys: [] },
);
const limits = fc.record(
  { minimum: fc.integer({ min: -9, max: 0 }), maximum: fc.integer({ min: 1, max: 9 }) },
  { requiredKeys: [] },
);
const names = fc.uniqueArray(fc.constantFrom('bow', 'mast', 'sail', 'keel', 'flag'), {
  minLength: 1,
});

const { schema } = fc.letrec<{
  schema: Schema;
  leaf: Schema;
  list: Schema;
  map: Schema;
  union: Schema;
}>((tie) => ({
  leaf: fc.oneof(
    bounds.map((some) => ({ type: 'string', ...some })),
    limits.map((some) => ({ type: 'integer', ...some })),
    limits.map((some) => ({ type: ['number', 'null'], ...some })),
    names.map((values) => ({ type: 'string', enum: values })),
    fc.constant({ type: 'boolean' }),
    fc.constant({ const: 'paper' }),
  ),
  list: fc.record(
    { type: fc.constant('array'), items: tie('schema'), minItems: fc.integer({ min: 1, max: 3 }) },
    { requiredKeys: ['type', 'items'] },
  ),
  map: fc
    .tuple(names, fc.array(tie('schema'), { minLength: 5, maxLength: 5 }), fc.nat(5))
    .map(([keys, schemas, count]) => ({
      type: 'object',
      properties: Object.fromEntries(keys.map((key, index) => [key, schemas[index]])),
      required: keys.slice(0, count),
    })),
  union: fc
    .uniqueArray(tie('leaf') as fc.Arbitrary<Schema>, {
      minLength: 2,
      maxLength: 3,
      selector: ({ type }) => String(type),
    })
    .map((oneOf) => ({ oneOf })),
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    tie('leaf'),
    tie('list'),
    tie('map'),
    tie('union'),
  ),
}));

/** The two that are about keys need an operation that wants one. */
const styleNames = Object.keys(STYLES).filter((name) => !/security|the key/.test(name));

/** A document whose only operation takes one schema and answers with another. */
function documentOf(request: Schema, reply: Schema) {
  const json = (it: Schema) => ({ content: { 'application/json': { schema: it } } });
  return {
    openapi: '3.1.0',
    paths: {
      '/api/v1/boats': {
        post: {
          operationId: 'createBoat',
          requestBody: { required: true, ...json({ $ref: '#/components/schemas/NewBoat' }) },
          responses: { 200: { description: '', ...json({ $ref: '#/components/schemas/Boat' }) } },
        },
      },
    },
    components: { schemas: { NewBoat: request, Boat: reply }, securitySchemes: {} },
  };
}

function differences(before: object, after: object) {
  const checks = compareDocuments(before as never, after);
  return checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'finding');
}

test('any document equals itself, in any style and any order of styles', () => {
  fc.assert(
    fc.property(
      schema,
      schema,
      fc.shuffledSubarray(styleNames),
      fc.nat(),
      (one, other, styles, seed) => {
        const document = documentOf(one, other);
        const draw = seeded(seed);

        const published = styles.reduce<object>((it, name) => STYLES[name]!(it, draw), document);

        expect(differences(document, published)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever is judged in one direction is judged the other way in the other', () => {
  fc.assert(
    fc.property(schema, schema, (one, other) => {
      const sent = differences(documentOf(one, {}), documentOf(other, {}));
      const sentBack = differences(documentOf(other, {}), documentOf(one, {}));

      expect(sent.length > 0).toBe(sentBack.length > 0);
    }),
    { numRuns: 500 },
  );
});

test('a request that allows less breaks a caller, and a reply that does is compatible', () => {
  const tighter = fc.oneof(
    bounds.map((some) => [
      { type: 'string', maxLength: 10, ...some },
      {
        type: 'string',
        ...some,
        maxLength: (some.maxLength ?? 10) - 1,
        minLength: 2 + (some.minLength ?? 1),
      },
    ]),
    names
      .filter((values) => values.length > 1)
      .map((values) => [{ enum: values }, { enum: values.slice(1) }]),
    schema.map((one) => [
      { type: 'object' },
      { type: 'object', properties: { bow: one }, required: ['bow'] },
    ]),
  );
  fc.assert(
    fc.property(tighter, ([wide = {}, narrow = {}]) => {
      const severities = (found: ReturnType<typeof differences>) =>
        found.map(({ severity }) => severity);

      expect(severities(differences(documentOf(wide, {}), documentOf(narrow, {})))).toContain(
        'breaking',
      );
      expect(severities(differences(documentOf({}, wide), documentOf({}, narrow)))).not.toContain(
        'breaking',
      );
    }),
  );
});
