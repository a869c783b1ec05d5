import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/contracts/openapi.ts';
import { compareDocuments } from '../../src/drift/compare-documents.ts';
import { STYLES, seeded } from '../support/document-styles.ts';

// biome-ignore lint/suspicious/noExplicitAny: planted changes reach anywhere into a document
type Node = { [key: string]: any };

const contract = openApiDocument();
const schema = (name: string) => (document: Node) => document['components'].schemas[name] as Node;
const operation = (method: string, path: string) => (document: Node) =>
  document['paths'][`/api/v1${path}`][method] as Node;

const generation = schema('Generation');
const kling = schema('CreateKling30Generation');
const params = schema('Kling30Params');
const create = operation('post', '/generations');
const retrieve = operation('get', '/generations/{taskId}');
const without = (list: string[], name: string) => list.filter((one) => one !== name);

/** Planted change, what it is called, how it is judged, what becomes of it, and where it is. */
const PLANTED: [
  what: string,
  id: string,
  severity: string,
  outcome: string,
  pointer: RegExp,
  plant: (document: Node) => void,
][] = [
  [
    'an operation is gone',
    'operation-removed',
    'breaking',
    'failed',
    /credits\/get$/,
    (d) => delete d['paths']['/api/v1/credits'],
  ],
  [
    'an operation is new',
    'operation-added',
    'compatible',
    'finding',
    /usage\/get$/,
    (d) => (d['paths']['/api/v1/usage'] = { get: { responses: { 200: { description: '' } } } }),
  ],
  [
    'an operation is deprecated',
    'operation-deprecated',
    'compatible',
    'finding',
    /credits\/get$/,
    (d) => (operation('get', '/credits')(d)['deprecated'] = true),
  ],
  [
    'the method changes',
    'operation-removed',
    'breaking',
    'failed',
    /patch$/,
    (d) => {
      const item = d['paths']['/api/v1/webhooks/{endpointId}'];
      item.put = item.patch;
      delete item.patch;
    },
  ],
  [
    'a query parameter must be sent',
    'required-parameter-added',
    'breaking',
    'failed',
    /parameters\/0$/,
    (d) =>
      (operation('get', '/credits')(d)['parameters'] = [
        { name: 'team', in: 'query', required: true, schema: { type: 'string' } },
      ]),
  ],
  [
    'a query parameter may be sent',
    'parameter-added',
    'compatible',
    'finding',
    /parameters\/0$/,
    (d) =>
      (operation('get', '/credits')(d)['parameters'] = [
        { name: 'team', in: 'query', schema: { type: 'string' } },
      ]),
  ],
  [
    'the Idempotency-Key is gone',
    'parameter-removed',
    'breaking',
    'failed',
    /generations\/post\/parameters\/idempotency-key$/,
    (d) => delete create(d)['parameters'],
  ],
  [
    'the Idempotency-Key must be sent',
    'parameter-became-required',
    'breaking',
    'failed',
    /IdempotencyKey$/,
    (d) => (d['components'].parameters.IdempotencyKey.required = true),
  ],
  [
    'the Idempotency-Key is shorter',
    'request-limit-narrowed',
    'breaking',
    'finding',
    /IdempotencyKey\/schema\/maxLength$/,
    (d) => (d['components'].parameters.IdempotencyKey.schema.maxLength = 64),
  ],
  [
    'a body is taken no more',
    'body-removed',
    'breaking',
    'failed',
    /requestBody$/,
    (d) => delete create(d)['requestBody'],
  ],
  [
    'a body must be sent',
    'required-body-added',
    'breaking',
    'failed',
    /requestBody$/,
    (d) =>
      (operation('get', '/credits')(d)['requestBody'] = {
        required: true,
        content: { 'application/json': { schema: {} } },
      }),
  ],
  [
    'a body may be left out',
    'body-became-optional',
    'compatible',
    'finding',
    /requestBody$/,
    (d) => (create(d)['requestBody'].required = false),
  ],
  [
    'the body is a form',
    'request-media-type-removed',
    'breaking',
    'failed',
    /application~1json$/,
    (d) => {
      const { content } = create(d)['requestBody'];
      content['application/x-www-form-urlencoded'] = content['application/json'];
      delete content['application/json'];
    },
  ],
  [
    'a body of another type is taken too',
    'request-media-type-added',
    'compatible',
    'finding',
    /application~1xml$/,
    (d) => (create(d)['requestBody'].content['application/xml'] = {}),
  ],
  [
    'the reply is XML',
    'reply-media-type-removed',
    'breaking',
    'failed',
    /content\/application~1json$/,
    (d) => (retrieve(d)['responses'][200].content = { 'application/xml': {} }),
  ],
  [
    'the reply is XML as well',
    'reply-media-type-added',
    'compatible',
    'finding',
    /application~1xml$/,
    (d) => (retrieve(d)['responses'][200].content['application/xml'] = {}),
  ],
  [
    'the success has another status',
    'success-removed',
    'breaking',
    'failed',
    /get\/responses\/200$/,
    (d) => {
      const { responses } = retrieve(d) as Node;
      responses[203] = responses[200];
      delete responses[200];
    },
  ],
  [
    'another success comes',
    'success-added',
    'breaking',
    'failed',
    /responses\/202$/,
    (d) => (retrieve(d)['responses'][202] = { description: '' }),
  ],
  [
    'the create status is 201',
    'success-removed',
    'breaking',
    'finding',
    /post\/responses\/200$/,
    (d) => {
      const { responses } = create(d) as Node;
      responses[201] = responses[200];
      delete responses[200];
    },
  ],
  [
    'a refusal is gone',
    'refusal-removed',
    'compatible',
    'finding',
    /responses\/404$/,
    (d) => delete retrieve(d)['responses'][404],
  ],
  [
    'a refusal is new',
    'refusal-added',
    'compatible',
    'finding',
    /responses\/410$/,
    (d) => (retrieve(d)['responses'][410] = { description: '' }),
  ],
  [
    'a header is gone',
    'header-removed',
    'breaking',
    'finding',
    /headers\/x-request-id$/,
    (d) => delete retrieve(d)['responses'][200].headers['X-Request-Id'],
  ],
  [
    'a header is new',
    'header-added',
    'compatible',
    'finding',
    /headers\/x-region$/i,
    (d) => (retrieve(d)['responses'][200].headers['X-Region'] = { schema: { type: 'string' } }),
  ],
  [
    'an error code is new',
    'code-added',
    'compatible',
    'finding',
    /region_closed$/,
    (d) => retrieve(d)['responses'][404]['x-rivya-codes'].push('region_closed'),
  ],
  [
    'an error code is gone',
    'code-removed',
    'compatible',
    'finding',
    /api_key_expired$/,
    (d) =>
      (retrieve(d)['responses'][401]['x-rivya-codes'] = [
        'api_key_missing',
        'api_key_invalid',
        'api_key_revoked',
      ]),
  ],
  [
    'an error code has another status',
    'code-moved',
    'breaking',
    'failed',
    /not_found$/,
    (d) => {
      const { responses } = retrieve(d) as Node;
      responses[400] = responses[404];
      delete responses[404];
    },
  ],
  [
    'a key is needed',
    'security-added',
    'breaking',
    'failed',
    /models\/get\/security$/,
    (d) => (operation('get', '/models')(d)['security'] = [{ apiKey: [] }]),
  ],
  [
    'no key is needed',
    'security-removed',
    'compatible',
    'finding',
    /credits\/get\/security$/,
    (d) => (operation('get', '/credits')(d)['security'] = []),
  ],
  [
    'the key is in another header',
    'security-changed',
    'breaking',
    'failed',
    /security$/,
    (d) =>
      (d['components'].securitySchemes.apiKey = { type: 'apiKey', in: 'header', name: 'X-Key' }),
  ],
  [
    'a scope is new',
    'scope-added',
    'breaking',
    'failed',
    /credits\/get\/security$/,
    (d) =>
      (operation('get', '/credits')(d)['security'] = [{ apiKey: ['credits:read', 'credits:all'] }]),
  ],
  [
    'a scope is gone',
    'scope-removed',
    'compatible',
    'finding',
    /credits\/get\/security$/,
    (d) => {
      const one = operation('get', '/credits')(d);
      one['security'] = [{ apiKey: [] }];
      delete one['x-rivya-scopes'];
    },
  ],
  [
    'an event is gone',
    'webhook-removed',
    'breaking',
    'failed',
    /generation.failed$/,
    (d) => delete d['webhooks']['generation.failed'],
  ],
  [
    'an event is new',
    'webhook-added',
    'compatible',
    'finding',
    /generation.queued/,
    (d) => (d['webhooks']['generation.queued'] = d['webhooks']['generation.failed']),
  ],
  [
    'a field is gone from a reply',
    'reply-field-removed',
    'breaking',
    'failed',
    /Generation\/properties\/result$/,
    (d) => {
      delete generation(d)['properties'].result;
      generation(d)['required'] = without(generation(d)['required'], 'result');
    },
  ],
  [
    'a field of a reply may be missing',
    'reply-field-became-optional',
    'breaking',
    'failed',
    /properties\/result$/,
    (d) => (generation(d)['required'] = without(generation(d)['required'], 'result')),
  ],
  [
    'a field is new in a reply',
    'reply-field-added',
    'compatible',
    'finding',
    /properties\/progress$/,
    (d) => (generation(d)['properties'].progress = { type: 'number' }),
  ],
  [
    'a field of a reply may be null',
    'reply-became-nullable',
    'breaking',
    'failed',
    /properties\/model$/,
    (d) => (generation(d)['properties'].model.type = ['string', 'null']),
  ],
  [
    'a field of a reply is never null',
    'reply-became-not-nullable',
    'compatible',
    'finding',
    /properties\/error$/,
    (d) => (generation(d)['properties'].error = { $ref: '#/components/schemas/GenerationError' }),
  ],
  [
    'a field of a reply has another type',
    'reply-type-changed',
    'breaking',
    'failed',
    /reserved_credits$/,
    (d) => (generation(d)['properties'].reserved_credits.type = 'string'),
  ],
  [
    'a whole number may be a fraction',
    'reply-type-widened',
    'breaking',
    'failed',
    /reserved_credits$/,
    (d) => (generation(d)['properties'].reserved_credits.type = 'number'),
  ],
  [
    'a status is new',
    'reply-value-added',
    'breaking',
    'failed',
    /properties\/status$/,
    (d) => generation(d)['properties'].status.enum.push('cancelled'),
  ],
  [
    'a status is gone',
    'reply-value-removed',
    'compatible',
    'finding',
    /properties\/status$/,
    (d) => (generation(d)['properties'].status.enum = ['queued', 'succeeded', 'failed']),
  ],
  [
    'the statuses are not listed',
    'reply-values-unlisted',
    'breaking',
    'failed',
    /properties\/status$/,
    (d) => delete generation(d)['properties'].status.enum,
  ],
  [
    'the models are listed',
    'reply-values-listed',
    'compatible',
    'finding',
    /properties\/model$/,
    (d) => (generation(d)['properties'].model.enum = ['kling-3-0']),
  ],
  [
    'times are numbers of another format',
    'reply-format-changed',
    'breaking',
    'failed',
    /created_at\/format$/,
    (d) => (generation(d)['properties'].created_at.format = 'date'),
  ],
  [
    'a format is not stated',
    'reply-format-unstated',
    'compatible',
    'finding',
    /created_at\/format$/,
    (d) => delete generation(d)['properties'].created_at.format,
  ],
  [
    'credits may be negative',
    'reply-limit-widened',
    'breaking',
    'failed',
    /final_credits\/minimum$/,
    (d) => (generation(d)['properties'].final_credits.minimum = -10),
  ],
  [
    'a limit is not stated',
    'reply-limit-unstated',
    'compatible',
    'finding',
    /final_credits\/minimum$/,
    (d) => delete generation(d)['properties'].final_credits.minimum,
  ],
  [
    'ids have another pattern',
    'reply-pattern-changed',
    'breaking',
    'finding',
    /properties\/id\/pattern$/,
    (d) => (generation(d)['properties'].id.pattern = '^gen_'),
  ],
  [
    'an object does not name its fields',
    'reply-fields-unstated',
    'breaking',
    'failed',
    /GenerationResult$/,
    (d) => (d['components'].schemas.GenerationResult = { type: 'object' }),
  ],
  [
    'a prompt is shorter',
    'request-limit-narrowed',
    'breaking',
    'failed',
    /prompt\/maxLength$/,
    (d) => (kling(d)['properties'].prompt.maxLength = 500),
  ],
  [
    'a prompt is longer',
    'request-limit-widened',
    'compatible',
    'finding',
    /prompt\/maxLength$/,
    (d) => (kling(d)['properties'].prompt.maxLength = 9000),
  ],
  [
    'a prompt has a least length',
    'request-limit-set',
    'breaking',
    'failed',
    /prompt\/minLength$/,
    (d) => (kling(d)['properties'].prompt.minLength = 10),
  ],
  [
    'a prompt has no pattern',
    'request-pattern-unstated',
    'compatible',
    'finding',
    /prompt\/pattern$/,
    (d) => delete kling(d)['properties'].prompt.pattern,
  ],
  [
    'a prompt may be left out',
    'request-field-became-optional',
    'compatible',
    'finding',
    /properties\/prompt$/,
    (d) => (kling(d)['required'] = ['model']),
  ],
  [
    'params must be sent',
    'request-field-became-required',
    'breaking',
    'failed',
    /properties\/params$/,
    (d) => kling(d)['required'].push('params'),
  ],
  [
    'a new field must be sent',
    'request-required-field-added',
    'breaking',
    'failed',
    /properties\/region$/,
    (d) => {
      kling(d)['properties'].region = { type: 'string' };
      kling(d)['required'].push('region');
    },
  ],
  [
    'a param may be sent',
    'request-field-added',
    'compatible',
    'finding',
    /properties\/camera$/,
    (d) => (params(d)['properties'].camera = { type: 'string' }),
  ],
  [
    'a param is gone',
    'request-field-removed',
    'breaking',
    'failed',
    /properties\/sound$/,
    (d) => delete params(d)['properties'].sound,
  ],
  [
    'an option is gone',
    'request-value-removed',
    'breaking',
    'failed',
    /properties\/mode$/,
    (d) => (params(d)['properties'].mode.enum = ['pro']),
  ],
  [
    'an option is new',
    'request-value-added',
    'compatible',
    'finding',
    /properties\/mode$/,
    (d) => params(d)['properties'].mode.enum.push('max'),
  ],
  [
    'a default is another',
    'request-default-changed',
    'breaking',
    'failed',
    /mode\/default$/,
    (d) => (params(d)['properties'].mode.default = 'std'),
  ],
  [
    'a param is deprecated',
    'request-field-deprecated',
    'compatible',
    'finding',
    /properties\/mode$/,
    (d) => (params(d)['properties'].mode.deprecated = true),
  ],
  [
    'fewer files are taken',
    'request-limit-narrowed',
    'breaking',
    'failed',
    /referenceMediaItems\/maxItems$/,
    (d) => (params(d)['properties'].referenceMediaItems.maxItems = 1),
  ],
  [
    'a param takes a list',
    'request-type-changed',
    'breaking',
    'failed',
    /properties\/sound$/,
    (d) => (params(d)['properties'].sound = { type: 'array', items: { type: 'string' } }),
  ],
  [
    'unknown params are let through',
    'request-other-fields-allowed',
    'compatible',
    'finding',
    /Kling30Params\/additionalProperties$/,
    (d) => delete params(d)['additionalProperties'],
  ],
  [
    'a model is gone from the request',
    'request-alternative-removed',
    'breaking',
    'failed',
    /properties\/model$/,
    (d) => {
      const body = schema('CreateGeneration')(d);
      body['oneOf'] = body['oneOf'].filter((one: Node) => !one['$ref'].includes('CreateKling30G'));
    },
  ],
  [
    'a value is excluded',
    'request-keyword-set',
    'breaking',
    'failed',
    /prompt\/not$/,
    (d) => (kling(d)['properties'].prompt.not = { const: 'x' }),
  ],
  [
    'a keyword that nobody can weigh',
    'request-keyword-changed',
    'breaking',
    'failed',
    /prompt\/unit$/,
    (d) => (kling(d)['properties'].prompt.unit = 'words'),
  ],
];

function differencesOf(published: object) {
  const checks = compareDocuments(contract, published);
  return checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'finding');
}

test('there are more than forty planted changes', () => {
  expect(PLANTED.length).toBeGreaterThan(60);
});

test.each(PLANTED)('%s: %s, %s, %s', (_what, id, severity, outcome, pointer, plant) => {
  const published = structuredClone(contract) as Node;
  plant(published);

  const found = differencesOf(published);

  expect(found.map((check) => check.id)).toContain(`document.${id}`);
  const check = found.find((one) => one.id === `document.${id}` && pointer.test(one.pointer ?? ''));
  expect(check ?? found).toMatchObject({ severity, outcome });
  expect(check?.advice).toMatch(/^[A-Z].+; the contract says it in openapi\/rivya-v1\.json:\d+$/);
  expect(check?.expected).not.toBe(check?.seen);
});

test('a planted change is found in every style as well', () => {
  for (const [name, style] of Object.entries(STYLES)) {
    const published = structuredClone(contract) as Node;
    generation(published)['properties'].status.enum.push('cancelled');

    const ids = differencesOf(style(published, seeded(7))).map(({ id }) => id);

    expect(ids, name).toEqual(['document.reply-value-added']);
  }
});

test('no change of chance is called equal', () => {
  const draw = seeded(42);
  for (let round = 0; round < 10; round += 1) {
    const published = structuredClone(contract) as Node;
    const [what, , , , , plant] = PLANTED[Math.floor(draw() * PLANTED.length)]!;
    const styles = Object.values(STYLES).filter((style) => style !== STYLES['without extensions']);
    plant(published);

    const styled = styles[Math.floor(draw() * styles.length)]!(published, draw);

    expect(differencesOf(styled).length, what).toBeGreaterThan(0);
  }
});

test('a schema that holds itself is compared to its end', () => {
  const published = structuredClone(contract) as Node;
  generation(published)['properties'].result = {
    anyOf: [{ $ref: '#/components/schemas/Generation' }, { type: 'null' }],
  };
  published['components'].schemas.Loop = { allOf: [{ $ref: '#/components/schemas/Loop' }] };
  generation(published)['properties'].loop = { $ref: '#/components/schemas/Loop' };

  expect(differencesOf(published).map(({ id }) => id)).toContain('document.reply-field-removed');
});

test('a difference belongs to the operations and models that it is for', () => {
  const published = structuredClone(contract) as Node;
  params(published)['properties'].mode.enum = ['pro'];
  generation(published)['properties'].status.enum.push('cancelled');

  const found = differencesOf(published);

  expect(found.map(({ id, operations, models }) => ({ id, operations, models }))).toEqual([
    {
      id: 'document.request-value-removed',
      operations: ['createGeneration'],
      models: ['kling-3-0'],
    },
    {
      id: 'document.reply-value-added',
      operations: expect.arrayContaining(['createGeneration', 'retrieveGeneration']),
      models: undefined,
    },
  ]);
});
