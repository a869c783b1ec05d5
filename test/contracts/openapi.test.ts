import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { API } from '../../src/contracts/api.ts';
import { ASSUMPTIONS } from '../../src/contracts/assumptions.ts';
import { CONTROL } from '../../src/contracts/control.ts';
import type { Endpoint } from '../../src/contracts/endpoint.ts';
import { ERRORS, type ErrorCode } from '../../src/contracts/errors.ts';
import { MEDIA_MODEL_IDS } from '../../src/contracts/models/index.ts';
import { openApiDocument } from '../../src/contracts/openapi.ts';
import { controlDocument } from '../../src/contracts/openapi-control.ts';
import { documentText } from '../../src/contracts/openapi-document.ts';
import { WEBHOOKS } from '../../src/contracts/openapi-webhooks.ts';
import { scenarioSchema } from '../../src/contracts/scenario-schema.ts';
import { SWITCH_IDS, setSwitches } from '../../src/contracts/switches.ts';

interface Json {
  [key: string]: Json;
}

const document = openApiDocument() as unknown as Json;
const control = controlDocument() as unknown as Json;
const documents = [
  ['rivya-v1', document],
  ['control', control],
] as const;

const cases = [...casesOf(document, API), ...casesOf(control, CONTROL)];
const withBody = cases.filter(({ endpoint }) => endpoint.body !== undefined);

function casesOf(source: Json, api: { readonly [operationId: string]: Endpoint }) {
  return Object.entries(api).map(([operationId, endpoint]) => {
    const operation = source['paths']![endpoint.path]![endpoint.method]!;
    return { operationId, endpoint, operation, tags: source['tags'] };
  });
}

function sampleIn(content: Json): Json {
  return Object.values(content)[0]!['example']!;
}

/** Every object inside a document with its pointer; samples and defaults are not searched. */
function objectsOf(value: unknown, pointer = '#'): (readonly [string, Json])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).filter(([key]) => !/^(example|default|mapping)$/.test(key));
  const nested = inner.flatMap(([key, child]) =>
    objectsOf(child, `${pointer}/${key.replaceAll('/', '~1')}`),
  );
  return [[pointer, value as Json], ...nested];
}

test('the committed files are what the contract says', { timeout: 60_000 }, () => {
  const script = ['--import', 'tsx', 'scripts/generate-openapi.ts', '--check'];

  const said = execFileSync(process.execPath, script, { encoding: 'utf8', stdio: 'pipe' });

  expect(said).toBe('');
});

test.each([
  ['rivya-v1.json', () => documentText(openApiDocument())],
  ['control.json', () => documentText(controlDocument())],
  ['scenario.schema.json', () => `${JSON.stringify(scenarioSchema(), null, 2)}\n`],
])('openapi/%s is made anew byte by byte', (name, made) => {
  const isSame = made() === readFileSync(`openapi/${name}`, 'utf8');

  expect(isSame).toBe(true);
});

test.each(['1.1', '1.2'] as const)('a reader of YAML %s finds the same document', (version) => {
  const text = readFileSync('openapi/rivya-v1.yaml', 'utf8');

  expect(parse(text, { version })).toEqual(JSON.parse(documentText(document)));
});

test('the same contract gives the same bytes, however often it is read', async () => {
  vi.resetModules();

  const again = await import('../../src/contracts/openapi.ts');

  expect(again.openApiDocument()).not.toBe(openApiDocument());
  expect(documentText(again.openApiDocument())).toBe(documentText(openApiDocument()));
});

test.each(cases)('$operationId is described completely', ({ operationId, endpoint, ...rest }) => {
  const { operation, tags } = rest;

  expect(operation).toMatchObject({
    operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: endpoint.scopes === null ? [] : [{ apiKey: endpoint.scopes }],
    'x-rivya-source': endpoint.source['x-rivya-source'],
  });
  expect(tags).toContainEqual(expect.objectContaining({ name: endpoint.tag }));
  for (const scope of endpoint.scopes ?? []) expect(operation['description']).toContain(scope);
});

test.each(cases)('$operationId lists each error code at its status', ({ endpoint, operation }) => {
  const { 200: _success, ...refusals } = operation['responses']!;

  const listed = Object.entries(refusals).flatMap(([status, response]) => {
    const codes = response['x-rivya-codes'] as unknown as ErrorCode[];
    expect(Object.keys(response['content']!['application/json']!['examples']!)).toEqual(codes);
    return codes.map((code) => `${status} ${code}`);
  });

  const declared = endpoint.errors.map((code) => `${ERRORS[code].status} ${code}`);
  expect(listed.sort()).toEqual(declared.sort());
});

test.each(withBody)('the sample body of $operationId is valid', ({ endpoint, operation }) => {
  const sample = sampleIn(operation['requestBody']!['content']!);

  if (endpoint.body?.kind === 'multipart') {
    const { [endpoint.body.filePart]: file, ...fields } = sample;
    expect(file).toBeTypeOf('string');
    expect(endpoint.body.fields.parse(fields)).toEqual(fields);
  } else {
    expect(endpoint.body?.pick(sample, setSwitches()).parse(sample)).toMatchObject(sample);
  }
});

test.each(cases)('the sample reply of $operationId is valid', ({ endpoint, operation }) => {
  const sample = sampleIn(operation['responses']!['200']!['content']!);

  if (endpoint.reply.kind === 'stream') {
    const [, name, data] = /^event: (.+)\ndata: (.+)\n\n$/.exec(String(sample)) ?? [];
    const sent = JSON.parse(String(data));
    expect(endpoint.reply.events[String(name)]?.parse(sent)).toEqual(sent);
  } else {
    expect(endpoint.reply.schema.parse(sample)).toEqual(sample);
  }
});

test.each(Object.entries(WEBHOOKS))('the sample of the event %s is valid', (type, { schema }) => {
  const { requestBody } = document['webhooks']![type]!['post']!;
  const sample = sampleIn(requestBody!['content']!);

  expect(schema.parse(sample)).toEqual(sample);
});

test.each(documents)('every part of %s says where it is known from', (_name, source) => {
  const objects = objectsOf(source);
  const properties = objects.flatMap(([pointer, node]) => {
    const isSchema = node['type'] !== undefined && node['properties'] !== undefined;
    return isSchema ? Object.entries(node['properties']!).map(named(pointer)) : [];
  });
  const places = /\/(headers|parameters|x-rivya-errors)\/[^/]+$/;
  const shared = objects.filter(([pointer]) => places.test(pointer));
  const silent = [...properties, ...shared].filter(
    ([, node]) => node['x-rivya-source'] === undefined && node['$ref'] === undefined,
  );
  const silentReferences = properties.filter(([, node]) => !node['x-rivya-source']);

  expect(properties.length).toBeGreaterThan(30);
  expect([...silent, ...silentReferences].map(([pointer]) => pointer)).toEqual([]);
});

function named(pointer: string) {
  return ([name, node]: [string, Json]) => [`${pointer}/${name}`, node] as const;
}

test.each(documents)('every reference in %s leads somewhere', (_name, source) => {
  const known = new Set(objectsOf(source).map(([pointer]) => pointer));
  const references = objectsOf(source).map(([, node]) => node['$ref']);
  const used = references.filter((ref) => typeof ref === 'string');

  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((ref) => !known.has(String(ref)))).toEqual([]);
});

test('a creation is told apart by its model', () => {
  const { CreateGeneration, Kling30Params } = document['components']!['schemas']!;
  const { propertyName, mapping } = CreateGeneration!['discriminator']!;

  expect(propertyName).toBe('model');
  expect(Object.keys(mapping!)).toEqual(MEDIA_MODEL_IDS);
  expect(mapping!['kling-3-0']).toBe('#/components/schemas/CreateKling30Generation');
  expect(Kling30Params).toMatchObject({
    'x-rivya-source': 'documented',
    'x-rivya-page': 'https://rivya.ai/vi/docs/api/models/kling-3-0',
    additionalProperties: false,
  });
});

test('the register of assumptions is part of the document', () => {
  expect(Object.keys(document['x-rivya-assumptions']!)).toEqual(Object.keys(ASSUMPTIONS));
  expect(Object.keys(document['x-rivya-switches']!)).toEqual(SWITCH_IDS);
  expect(document['x-rivya-switches']!['http.createStatus']).toMatchObject({
    default: '200',
    alternatives: ['201', '202'],
  });
});

test('what is cut in the pages about a code or a success is no documented fact', () => {
  const { idempotency_conflict: row } = document['components']!['x-rivya-errors']!;
  const successOf = (path: string, method: string) =>
    (document['paths'] as never)[`/api/v1/webhooks/{endpointId}${path}`][method]['responses'][
      '200'
    ];

  expect(row).toMatchObject({
    'x-rivya-source': 'documented',
    'x-rivya-meaning': { 'x-rivya-assumption': 'idempotency.sameRequest' },
  });
  for (const [path, method] of [
    ['', 'patch'],
    ['', 'delete'],
    ['/rotate-secret', 'post'],
    ['/test', 'post'],
  ] as const) {
    expect(successOf(path, method)).toMatchObject({ 'x-rivya-assumption': 'http.otherStatus' });
  }
});

test('a code whose status nobody documents says so', () => {
  const { insufficient_credits: row } = document['components']!['x-rivya-errors']!;

  expect(row).toMatchObject({
    status: 402,
    'x-rivya-source': 'documented',
    'x-rivya-status': { 'x-rivya-assumption': 'error.insufficientCredits' },
  });
});
