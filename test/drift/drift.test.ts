import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/contracts/openapi.ts';
import {
  exitCodeOf,
  issueText,
  parseBaseline,
  parseNames,
  runDrift,
  writeBaseline,
} from '../../src/drift/index.ts';
import { startFake } from '../../src/index.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that publishes what it is given; a text that begins with a path is a redirect. */
async function publish(replies: { readonly [path: string]: unknown }): Promise<string> {
  const server = createServer((req, res) => {
    const reply = replies[req.url ?? ''];
    if (typeof reply === 'string' && reply.startsWith('http')) {
      res.writeHead(302, { location: reply }).end();
      return;
    }
    res.writeHead(reply === undefined ? 404 : 200, { 'content-type': 'application/json' });
    res.end(typeof reply === 'string' ? reply : JSON.stringify(reply ?? {}));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function models(): Promise<{ data: { [key: string]: unknown }[] }> {
  const fake = await startFake();
  const reply = await fetch(`${fake.url}/api/v1/models`);
  await fake.close();
  return (await reply.json()) as { data: { [key: string]: unknown }[] };
}

const DOCUMENT = '/api/v1/openapi.json';
const MODELS = '/api/v1/models';

function withoutResult() {
  const document = structuredClone(openApiDocument()) as unknown as {
    components: {
      schemas: { [name: string]: { properties: { [name: string]: unknown }; required: string[] } };
    };
  };
  const generation = document.components.schemas['Generation']!;
  delete generation.properties['result'];
  generation.required = generation.required.filter((name) => name !== 'result');
  return document;
}

test('an unchanged API has no drift, and the run was whole', async () => {
  const fake = await startFake();

  const { report, patch } = await runDrift({ baseUrl: fake.url, apiKey: fake.apiKey });

  const differences = report.checks.filter(
    ({ outcome }) => outcome === 'failed' || outcome === 'finding',
  );
  expect(differences).toEqual([]);
  expect(report.problems).toEqual([]);
  expect(exitCodeOf(report)).toBe(0);
  expect(patch).toBe('');
  await fake.close();
});

test('a document that has lost a field fails, and says where', async () => {
  const baseUrl = await publish({ [DOCUMENT]: withoutResult(), [MODELS]: await models() });

  const { report } = await runDrift({ baseUrl, probes: false });

  expect(exitCodeOf(report)).toBe(1);
  expect(report.checks).toContainEqual(
    expect.objectContaining({
      id: 'document.reply-field-removed',
      outcome: 'failed',
      severity: 'breaking',
      pointer: '/components/schemas/Generation/properties/result',
    }),
  );
  expect(issueText(report)).toMatch(/^# The Rivya API has moved: 1 breaking difference\n/);
});

test('an operation that is new is named by its place', async () => {
  const { paths, ...document } = openApiDocument() as { paths: object };
  const added = { '/api/v1/usage': { get: { responses: { 200: { description: 'Usage' } } } } };
  const baseUrl = await publish({
    [DOCUMENT]: { ...document, paths: { ...paths, ...added } },
    [MODELS]: await models(),
  });

  const { report } = await runDrift({ baseUrl, probes: false });

  expect(report.checks).toContainEqual(
    expect.objectContaining({
      id: 'document.operation-added',
      title: 'the operations: no operation is new',
      seen: 'get /api/v1/usage',
    }),
  );
});

test('models that are no longer taken are named each, and are red only for those who use them', async () => {
  const gone = ['z-image', 'kling-3-0'];
  const document = structuredClone(openApiDocument()) as unknown as {
    components: { schemas: { CreateGeneration: { oneOf: { $ref: string }[] } } };
  };
  const { CreateGeneration } = document.components.schemas;
  CreateGeneration.oneOf = CreateGeneration.oneOf.filter(
    ({ $ref }) => !/\/Create(Kling30|ZImage)Generation$/.test($ref),
  );
  const baseUrl = await publish({ [DOCUMENT]: document, [MODELS]: await models() });

  const all = await runDrift({ baseUrl, probes: false });
  const other = await runDrift({ baseUrl, probes: false, only: parseNames('4o-image') });
  const own = await runDrift({ baseUrl, probes: false, only: parseNames('z-image') });

  const failed = all.report.checks.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ id, models, seen }) => [id, models, seen])).toEqual(
    gone.map((model) => ['document.request-alternative-removed', [model], `no model: "${model}"`]),
  );
  expect(exitCodeOf(other.report)).toBe(0);
  expect(exitCodeOf(own.report)).toBe(1);
});

test.each([
  ['is missing', undefined, /the answer is 404/],
  ['is a page of HTML', '<!doctype html><title>hello</title>', /a page of HTML/],
  ['is broken off', '{"openapi": "3.1.0", "paths": {', /neither JSON nor YAML/],
  ['is of Swagger 2', { swagger: '2.0', paths: { '/a': {} } }, /no OpenAPI 3/],
  ['has no paths', { openapi: '3.1.0', paths: {} }, /no paths/],
  [
    'has a reference to nothing',
    JSON.stringify(openApiDocument()).replace('schemas/ModelList"', 'schemas/Gone"'),
    /nothing is at/,
  ],
  [
    'has a schema that is only a reference to itself',
    JSON.stringify(openApiDocument()).replace(
      '"schemas":{',
      '"schemas":{"Loop":{"$ref":"#/components/schemas/Loop"},',
    ),
    /it leads to itself/,
  ],
  [
    'has other operations only',
    { openapi: '3.1.0', paths: { '/a': { get: { responses: { 200: { description: '' } } } } } },
    /no operation of the contract/,
  ],
  ['leads to another host', 'http://127.0.0.2:1/api/v1/openapi.json', /another host/],
])('a document that %s is no pass', async (_what, document, problem) => {
  const baseUrl = await publish({ [DOCUMENT]: document, [MODELS]: await models() });

  const { report } = await runDrift({ baseUrl, probes: false });

  expect(exitCodeOf(report)).toBe(2);
  expect(report.problems).toEqual([expect.stringMatching(problem)]);
});

test('a host that does not answer is no pass', async () => {
  const { report } = await runDrift({ baseUrl: 'http://127.0.0.1:1', probes: false });

  expect(exitCodeOf(report)).toBe(2);
  expect(report.problems[0]).toMatch(/^Cannot reach 127\.0\.0\.1:1 for /);
});

test('only what concerns the caller makes the job red', async () => {
  const baseUrl = await publish({ [DOCUMENT]: withoutResult(), [MODELS]: await models() });

  const other = await runDrift({ baseUrl, probes: false, only: parseNames('retrieveCredits') });
  const own = await runDrift({ baseUrl, probes: false, only: parseNames('retrieveGeneration') });
  const wrong = await runDrift({ baseUrl, probes: false, only: parseNames('retrieveCredit') });

  expect(exitCodeOf(other.report)).toBe(0);
  expect(exitCodeOf(own.report)).toBe(1);
  expect(wrong.report.problems).toEqual([expect.stringMatching(/did you mean "retrieveCredits"/)]);
});

describe('names are read from', () => {
  const exchange = (model: string, status: number) => ({
    startedAt: '2026-05-11T00:00:00.000Z',
    durationMs: 1,
    request: {
      method: 'POST',
      path: '/api/v1/generations',
      headers: {},
      body: { kind: 'text', type: 'application/json', text: JSON.stringify({ model }) },
    },
    reply: { status, headers: {}, body: null },
    ended: 'whole',
  });
  const recording = [
    { format: 'rivya-testkit-recording', version: 1 },
    exchange('kling-3-0', 402),
    exchange('brand-new', 200),
    exchange('mistyped', 400),
  ];
  const har = {
    log: {
      entries: [
        {
          startedDateTime: '2026-05-11T00:00:00.000Z',
          request: { method: 'GET', url: 'https://rivya.ai/api/v1/credits?a=1', headers: [] },
          response: { status: 200, headers: [] },
        },
      ],
    },
  };

  test.each([
    ['a list with commas', 'createGeneration, kling-3-0\n', ['createGeneration', 'kling-3-0']],
    ['lines, without comments', '# ours\ncreateGeneration\n', ['createGeneration']],
    ['a list in JSON', '["createGeneration"]', ['createGeneration']],
    [
      'a recording, without models that were refused as unknown',
      recording.map((line) => `${JSON.stringify(line)}\n`).join(''),
      ['createGeneration', 'kling-3-0', 'brand-new'],
    ],
    ['a HAR file', `\uFEFF${JSON.stringify(har, null, 2)}`, ['retrieveCredits']],
    [
      'a report of operations and models',
      '{"operations":["createGeneration"],"models":["kling-3-0"]}',
      ['createGeneration', 'kling-3-0'],
    ],
  ])('%s', (_what, text, names) => {
    expect([...parseNames(text)]).toEqual(names);
  });

  test('the coverage of a fake, and of that only what was exercised', async () => {
    const fake = await startFake();
    await fetch(`${fake.url}/api/v1/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'z-image', prompt: 'A paper boat' }),
    });
    const coverage = await fetch(`${fake.url}/__rivya/coverage`, {
      headers: { authorization: `Bearer ${fake.apiKey}` },
    });

    expect([...parseNames(await coverage.text())]).toEqual(['createGeneration', 'z-image']);
    await fake.close();
  });

  test.each([['{"operations": ['], ['{"log": 5}'], ['{"names": ["a"]}']])(
    'nothing else: %s',
    (text) => {
      expect(() => parseNames(text)).toThrow(
        /^Cannot read names: expected a list, a recording, a HAR file or a report of coverage \(/,
      );
    },
  );
});

test('an accepted difference is skipped with its reason, until it is stale or expired', async () => {
  const baseUrl = await publish({ [DOCUMENT]: withoutResult(), [MODELS]: await models() });
  const before = await runDrift({ baseUrl, probes: false });
  const baseline = await parseBaseline(
    writeBaseline(before.report.checks, 'We do not read it', '2026-05-11'),
  );
  const [entry] = baseline;

  const accepted = await runDrift({ baseUrl, probes: false, baseline });
  const expired = [{ ...entry!, until: '2026-05-12' }];
  const late = await runDrift({ baseUrl, probes: false, baseline: expired });
  const stale = await runDrift({
    baseUrl,
    probes: false,
    baseline: [entry!, { ...entry!, pointer: '/x' }],
  });

  expect(baseline).toHaveLength(1);
  expect(exitCodeOf(accepted.report)).toBe(0);
  expect(accepted.report.checks).toContainEqual(
    expect.objectContaining({
      outcome: 'skipped',
      accepted: true,
      advice: 'Accepted on 2026-05-11: We do not read it',
    }),
  );
  expect(exitCodeOf(late.report)).toBe(1);
  expect(stale.report.checks).toContainEqual(expect.objectContaining({ id: 'baseline.stale' }));
});

test('an accepted difference that this run did not look for is kept, not called stale', async () => {
  const fake = await startFake();
  const about = { pointer: '', reason: 'Known', date: '2026-05-11' };
  const ofProbe = { ...about, id: 'probe.headers' };
  const ofDocument = { ...about, id: 'document.reply-field-removed', pointer: '/x' };
  const options = { baseUrl: fake.url, probes: false, baseline: [ofProbe, ofDocument] };

  const whole = await runDrift(options);
  const half = await runDrift({ ...options, document: 'no document' });

  const idsOf = ({ checks }: typeof whole.report) =>
    checks.filter(({ group }) => group === 'baseline').map(({ id, outcome }) => [id, outcome]);
  expect(idsOf(whole.report)).toEqual([
    ['baseline.unjudged', 'skipped'],
    ['baseline.stale', 'finding'],
  ]);
  expect(idsOf(half.report)).toEqual([
    ['baseline.unjudged', 'skipped'],
    ['baseline.unjudged', 'skipped'],
  ]);
  await fake.close();
});

test.each([
  ['no reason', '{"accepted":[{"id":"a","pointer":"/b","reason":" ","date":"2026-05-11"}]}'],
  ['no date', '{"accepted":[{"id":"a","pointer":"/b","reason":"why"}]}'],
  ['no list', '[]'],
])('a baseline with %s is refused', async (_what, text) => {
  await expect(parseBaseline(text)).rejects.toThrow(/^Cannot read the baseline: /);
});

test('a baseline may be YAML', async () => {
  const text = 'accepted:\n  - { id: a, pointer: /b, reason: because, date: "2026-05-11" }\n';

  expect(await parseBaseline(text)).toEqual([
    { id: 'a', pointer: '/b', reason: 'because', date: '2026-05-11' },
  ]);
});

test('a document or a reply that nests without end is said to, and read no further', async () => {
  const deep = `${'{"items":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const baseUrl = await publish({ [DOCUMENT]: deep, [MODELS]: `{"data":${deep}}` });

  const { report } = await runDrift({ baseUrl });

  expect(report.problems).toContain(
    'Cannot read the published document: it nests deeper than 200 levels',
  );
  expect(exitCodeOf(report)).not.toBe(0);
});
