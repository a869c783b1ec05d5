import { expect, test } from 'vitest';
import { compareDocuments } from '../../src/drift/compare-documents.ts';
import { OPERATION_RULES, type OperationRule } from '../../src/drift/operation-rules.ts';
import { SCHEMA_RULES, type SchemaRule } from '../../src/drift/rules.ts';

type Node = Readonly<Record<string, unknown>>;

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const ok = { 200: { description: '' } };
const boat = { operationId: 'sailBoat', responses: ok };
const other = { '/ports': { get: { operationId: 'listPorts', responses: ok } } };

/** A document of the operation `POST /boats` beside another, and more at its top. */
const documentOf = (operation: Node | undefined, more: Node = {}) => ({
  openapi: '3.1.0',
  paths: { ...other, ...(operation ? { '/boats': { post: { ...boat, ...operation } } } : {}) },
  ...more,
});

function rulesBetween(before: Node, after: Node): Map<string, string | undefined> {
  const checks = compareDocuments(before, after, { cosmetic: true });
  const found = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'finding');
  return new Map(found.map(({ id, severity }) => [id.replace('document.', ''), severity]));
}

const text = { type: 'string' };
const paper = { type: 'object', properties: { paper: text }, required: ['paper'] };
const wood = { type: 'object', properties: { wood: text }, required: ['wood'] };
const optional = { type: 'object', properties: { paper: text } };

/** The smallest change of a schema that each rule is about. */
const OF_SCHEMAS: Record<SchemaRule, readonly [before: Node, after: Node]> = {
  'field-removed': [optional, { type: 'object', properties: { glue: text } }],
  'field-added': [optional, { type: 'object', properties: { paper: text, glue: text } }],
  'required-field-added': [
    optional,
    { type: 'object', properties: { paper: text, glue: text }, required: ['glue'] },
  ],
  'field-became-required': [optional, paper],
  'field-became-optional': [paper, optional],
  'fields-unstated': [optional, { type: 'object' }],
  'other-fields-refused': [optional, { ...optional, additionalProperties: false }],
  'other-fields-allowed': [{ ...optional, additionalProperties: false }, optional],
  'type-changed': [text, { type: 'integer' }],
  'type-widened': [text, { type: ['string', 'integer'] }],
  'type-narrowed': [{ type: ['string', 'integer'] }, text],
  'became-nullable': [text, { type: ['string', 'null'] }],
  'became-not-nullable': [{ type: ['string', 'null'] }, text],
  'value-added': [{ enum: ['a'] }, { enum: ['a', 'b'] }],
  'value-removed': [{ enum: ['a', 'b'] }, { enum: ['a'] }],
  'values-listed': [text, { enum: ['a'] }],
  'values-unlisted': [{ enum: ['a'] }, text],
  'announced-value-added': [
    { type: 'object', properties: { code: { enum: ['a'] } } },
    { type: 'object', properties: { code: { enum: ['a', 'b'] } } },
  ],
  'alternative-added': [{ oneOf: [paper, { type: 'integer' }] }, { oneOf: [paper, wood] }],
  'alternative-removed': [{ oneOf: [paper, wood] }, paper],
  'limit-narrowed': [
    { ...text, maxLength: 5 },
    { ...text, maxLength: 4 },
  ],
  'limit-widened': [
    { ...text, maxLength: 5 },
    { ...text, maxLength: 6 },
  ],
  'limit-set': [text, { ...text, maxLength: 5 }],
  'limit-unstated': [{ ...text, maxLength: 5 }, text],
  'pattern-changed': [
    { ...text, pattern: 'a' },
    { ...text, pattern: 'b' },
  ],
  'pattern-set': [text, { ...text, pattern: 'a' }],
  'pattern-unstated': [{ ...text, pattern: 'a' }, text],
  'format-changed': [
    { ...text, format: 'date' },
    { ...text, format: 'time' },
  ],
  'format-set': [text, { ...text, format: 'date' }],
  'format-unstated': [{ ...text, format: 'date' }, text],
  'default-changed': [
    { ...text, default: 'a' },
    { ...text, default: 'b' },
  ],
  'default-unstated': [{ ...text, default: 'a' }, text],
  'default-set': [text, { ...text, default: 'a' }],
  'keyword-set': [text, { ...text, not: { const: 'a' } }],
  'keyword-unstated': [{ ...text, not: { const: 'a' } }, text],
  'keyword-changed': [
    { ...text, not: { const: 'a' } },
    { ...text, not: { const: 'b' } },
  ],
  'field-deprecated': [text, { ...text, deprecated: true }],
  'description-changed': [
    { ...text, description: 'A boat' },
    { ...text, description: 'A ship' },
  ],
};

test.each(Object.entries(OF_SCHEMAS))('%s', (name, [before, after]) => {
  const rule = name as SchemaRule;
  const holding = (it: Node) => ({ type: 'object', properties: { it } });
  const request = (it: Node) =>
    documentOf({ requestBody: { required: true, ...json(holding(it)) } });
  const reply = (it: Node) => documentOf({ responses: { 200: { ...json(holding(it)) } } });

  const sent = rulesBetween(request(before), request(after)).get(`request-${rule}`);
  const got = rulesBetween(reply(before), reply(after)).get(`reply-${rule}`);

  const { severity } = SCHEMA_RULES[rule];
  const [inRequest, inReply] =
    typeof severity === 'string' ? [severity, severity] : [severity.request, severity.reply];
  expect(sent).toBe(inRequest);
  // What must be sent is no news in a reply, and what might not have come is not missed.
  if (rule === 'required-field-added') expect(got).toBeUndefined();
  else expect(got).toBe(rule === 'field-removed' ? 'compatible' : inReply);
});

const query = (more: Node = {}, schema: Node = text) => ({
  parameters: [{ name: 'sail', in: 'query', schema, ...more }],
});
const body = (required = true, type = 'application/json') => ({
  requestBody: { required, content: { [type]: { schema: text } } },
});
const replies = (...statuses: number[]) => ({
  responses: Object.fromEntries(statuses.map((status) => [status, { description: '' }])),
});
const replying = (more: Node) => ({ responses: { 200: { description: '', ...more } } });
const refusing = (status: number, ...codes: string[]) => ({
  responses: { ...ok, [status]: { description: '', 'x-rivya-codes': codes } },
});
const components = {
  components: {
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer' },
      cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
    },
  },
};
const guarded = (...security: Node[]) => documentOf({ security }, components);
const sending = (...events: string[]) =>
  documentOf(
    {},
    {
      webhooks: Object.fromEntries(
        events.map((event) => [event, { post: { ...body(), ...boat } }]),
      ),
    },
  );
const answered = (status: string) =>
  documentOf({}, { webhooks: { sunk: { post: { ...body(), responses: { [status]: {} } } } } });
const list = { type: 'array', items: text };

/** The smallest change of a document that each rule is about. */
const OF_OPERATIONS: Record<OperationRule, readonly [before: Node, after: Node]> = {
  'operation-removed': [documentOf({}), documentOf(undefined)],
  'operation-added': [documentOf(undefined), documentOf({})],
  'operation-deprecated': [documentOf({}), documentOf({ deprecated: true })],
  'operation-renamed': [documentOf({}), documentOf({ operationId: 'rowBoat' })],
  'parameter-removed': [documentOf(query()), documentOf({})],
  'parameter-added': [documentOf({}), documentOf(query())],
  'required-parameter-added': [documentOf({}), documentOf(query({ required: true }))],
  'parameter-became-required': [documentOf(query()), documentOf(query({ required: true }))],
  'parameter-became-optional': [documentOf(query({ required: true })), documentOf(query())],
  'parameter-style-changed': [
    documentOf(query({}, list)),
    documentOf(query({ explode: false }, list)),
  ],
  'body-removed': [documentOf(body()), documentOf({})],
  'body-added': [documentOf({}), documentOf(body(false))],
  'required-body-added': [documentOf({}), documentOf(body())],
  'body-became-required': [documentOf(body(false)), documentOf(body())],
  'body-became-optional': [documentOf(body()), documentOf(body(false))],
  'request-media-type-removed': [documentOf(body()), documentOf(body(true, 'text/plain'))],
  'request-media-type-added': [documentOf(body()), documentOf(body(true, 'text/plain'))],
  'reply-media-type-removed': [documentOf(replying(json(text))), documentOf(replying({}))],
  'reply-media-type-added': [documentOf(replying({})), documentOf(replying(json(text)))],
  'success-removed': [documentOf(replies(200, 201)), documentOf(replies(200))],
  'success-added': [documentOf(replies(200)), documentOf(replies(200, 201))],
  'refusal-removed': [documentOf(replies(200, 404)), documentOf(replies(200))],
  'refusal-added': [documentOf(replies(200)), documentOf(replies(200, 404))],
  'header-removed': [
    documentOf(replying({ headers: { Wind: { schema: text } } })),
    documentOf(replying({})),
  ],
  'header-added': [
    documentOf(replying({})),
    documentOf(replying({ headers: { Wind: { schema: text } } })),
  ],
  'code-removed': [
    documentOf(refusing(404, 'not_found', 'boat_sunk')),
    documentOf(refusing(404, 'not_found')),
  ],
  'code-added': [
    documentOf(refusing(404, 'not_found')),
    documentOf(refusing(404, 'not_found', 'boat_sunk')),
  ],
  'code-moved': [documentOf(refusing(404, 'boat_sunk')), documentOf(refusing(409, 'boat_sunk'))],
  'security-added': [guarded(), guarded({ key: [] })],
  'security-removed': [guarded({ key: [] }), guarded()],
  'security-changed': [guarded({ key: [] }), guarded({ cookie: [] })],
  'scope-added': [guarded({ key: ['sail'] }), guarded({ key: ['sail', 'row'] })],
  'scope-removed': [guarded({ key: ['sail', 'row'] }), guarded({ key: ['sail'] })],
  'webhook-removed': [sending('sunk', 'landed'), sending('sunk')],
  'webhook-added': [sending('sunk'), sending('sunk', 'landed')],
  'webhook-answer-changed': [answered('2XX'), answered('200')],
};

test.each(Object.entries(OF_OPERATIONS))('%s', (name, [before, after]) => {
  const rule = name as OperationRule;

  const found = rulesBetween(before, after);

  expect(found.get(rule)).toBe(OPERATION_RULES[rule].severity);
  expect(rulesBetween(before, before)).toEqual(new Map());
});
