import { describe } from 'vitest';
import type { Check, RunningProxy } from '../../src/drift/index.ts';
import { exitCodeOf } from '../../src/drift/index.ts';
import { createCaller } from '../support/caller.ts';
import { IMAGE, prepareExample, SERVED_IDS, TURN, uploadForm, VIDEO } from '../support/examples.ts';
import { type Lie, liar } from '../support/liar.ts';
import { test as base } from '../support/target.ts';

const test = base.extend<{
  /** A caller of a fake that lies, through a proxy, and what that has to say. */
  through: (lie: Lie) => Promise<{ call: ReturnType<typeof createCaller>; proxy: RunningProxy }>;
}>({
  through: async ({ fake, target, proxyTo }, use) =>
    use(async (lie) => {
      const proxy = await proxyTo(await target(liar(fake.url, lie)));
      return { call: createCaller(proxy.url, fake.apiKey), proxy };
    }),
});

/** What differs, in short. */
function differences({ checks }: { checks: readonly Check[] }) {
  return checks
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ id, outcome, severity, pointer, expected, seen, basis }) => ({
      id,
      outcome,
      severity,
      pointer,
      expected,
      seen,
      basis: basis.kind === 'assumed' ? basis.assumption : basis.kind,
    }));
}

const EVERY_CALL = SERVED_IDS.map((id) => ({ id }));

test.for(EVERY_CALL)(
  '$id of an unchanged API differs in nothing',
  async ({ id }, { fake, proxyTo, expect }) => {
    const proxy = await proxyTo(fake.url);

    const send = await prepareExample(createCaller(proxy.url, fake.apiKey), id);
    const { status } = await send();
    const report = await proxy.close();

    expect(status).toBe(200);
    expect(differences(report)).toEqual([]);
    expect(
      report.checks.filter(({ operations }) => operations?.includes(id)).length,
    ).toBeGreaterThan(2);
    expect(exitCodeOf(report)).toBe(0);
  },
);

test('Refusals of an unchanged API differ in nothing', async ({ fake, proxyTo, expect }) => {
  const proxy = await proxyTo(fake.url);
  const call = createCaller(proxy.url, fake.apiKey);

  await call.get('/api/v1/credits', { key: null });
  await call.get('/api/v1/credits', { key: 'rvya_sk_test_default.revoked' });
  await call.get('/api/v1/generations/task_gone');
  await call.get('/api/v1/nothing');
  await call.post('/api/v1/generations', VIDEO, { key: 'rvya_sk_test_default.broke' });
  await call.post('/api/v1/webhooks', { name: 'Local', url: 'https://localhost/hook' });
  const report = await proxy.close();

  expect(differences(report)).toEqual([]);
  expect(exitCodeOf(report)).toBe(0);
});

test('A wrong request of the caller is named, and does not break the contract', async ({
  fake,
  proxyTo,
  expect,
}) => {
  const proxy = await proxyTo(fake.url);
  const call = createCaller(proxy.url, fake.apiKey);

  await call.post('/api/v1/generations', { ...VIDEO, params: { mode: 'max' } });
  const report = await proxy.close();

  expect(differences(report)).toEqual([
    {
      id: 'request.invalid',
      outcome: 'finding',
      severity: 'cosmetic',
      pointer: undefined,
      expected: 'a request that keeps the contract',
      seen: 'params.mode must be one of "std", "pro": received "max"',
      basis: 'contract',
    },
  ]);
  expect(exitCodeOf(report)).toBe(0);
});

const LIES: readonly {
  readonly title: string;
  readonly ask: (call: ReturnType<typeof createCaller>) => Promise<unknown>;
  readonly lie: Lie;
  readonly found: object;
}[] = [
  {
    title: 'a field that is gone',
    ask: (call) => call.get('/api/v1/credits'),
    lie: () => ({ body: { credits: 5 } }),
    found: {
      id: 'reply.body',
      outcome: 'failed',
      severity: 'breaking',
      pointer: '/current_credits',
    },
  },
  {
    title: 'a field of another type',
    ask: (call) => call.get('/api/v1/credits'),
    lie: () => ({ body: { current_credits: '1000' } }),
    found: {
      id: 'reply.body',
      outcome: 'failed',
      seen: 'current_credits must be a number: received "1000"',
    },
  },
  {
    title: 'a new field',
    ask: (call) => call.get('/api/v1/credits'),
    lie: ({ body }) => ({ body: { ...body, currency: 'credits' } }),
    found: {
      id: 'reply.undeclared-field',
      outcome: 'finding',
      severity: 'compatible',
      pointer: '/currency',
    },
  },
  {
    title: 'a new status of a generation',
    ask: (call) => call.post('/api/v1/generations', IMAGE),
    lie: ({ body }) => ({ body: { ...body, status: 'paused' } }),
    found: {
      id: 'reply.body',
      outcome: 'failed',
      severity: 'breaking',
      pointer: '/status',
      basis: 'documented',
    },
  },
  {
    title: 'an assumed part of the model list',
    ask: (call) => call.get('/api/v1/models'),
    lie: ({ body }) => ({
      body: { ...body, data: body.data.map((model: object) => ({ ...model, runtime: 'worker' })) },
    }),
    found: {
      id: 'reply.body',
      outcome: 'finding',
      pointer: '/data/*/runtime',
      basis: 'model.chatRuntime',
    },
  },
  {
    title: 'an unknown error code',
    ask: (call) => call.get('/api/v1/generations/task_gone'),
    lie: ({ body }) => ({ body: { error: { ...body.error, code: 'task_archived' } } }),
    found: {
      id: 'refusal.code',
      outcome: 'finding',
      severity: 'compatible',
      seen: '404 task_archived',
    },
  },
  {
    title: 'a known error code with another status',
    ask: (call) => call.get('/api/v1/generations/task_gone'),
    lie: () => ({ status: 410 }),
    found: {
      id: 'refusal.code',
      outcome: 'failed',
      expected: '404 not_found',
      seen: '410 not_found',
    },
  },
  {
    title: 'a refusal without its envelope',
    ask: (call) => call.get('/api/v1/generations/task_gone'),
    lie: () => ({
      status: 502,
      headers: new Headers({ 'content-type': 'text/html' }),
      body: '<h1>Bad gateway</h1>',
    }),
    found: { id: 'refusal.envelope', outcome: 'failed', seen: '502 with a body that is no JSON' },
  },
  {
    title: 'a request that is refused although it keeps the contract',
    ask: (call) => call.post('/api/v1/generations', IMAGE),
    lie: () => ({
      status: 400,
      body: {
        error: { code: 'validation_failed', message: 'seed is required', requestId: 'req_1' },
      },
    }),
    found: {
      id: 'request.body',
      outcome: 'failed',
      severity: 'breaking',
      seen: '400 validation_failed: seed is required',
    },
  },
  {
    title: 'a reply without a key',
    ask: (call) => call.get('/api/v1/credits', { key: null }),
    lie: () => ({ status: 200, body: { current_credits: 1 } }),
    found: {
      id: 'request.key',
      outcome: 'finding',
      severity: 'compatible',
      expected: '401 api_key_missing',
    },
  },
  {
    title: 'a redirect',
    ask: (call) => call.get('/api/v1/credits'),
    lie: () => ({
      status: 307,
      headers: new Headers({ location: '/api/v2/credits' }),
      body: '',
    }),
    found: { id: 'reply.redirect', outcome: 'failed', seen: '307, a redirect' },
  },
  {
    title: 'an operation that the contract does not know',
    ask: (call) => call.get('/api/v1/generations'),
    lie: () => ({ status: 200, body: { object: 'list', data: [] } }),
    found: {
      id: 'exchange.unknown-operation',
      outcome: 'finding',
      seen: '200 GET /api/v1/generations',
      basis: 'http.unknownRoute',
    },
  },
  {
    title: 'an event that the contract does not know',
    ask: (call) => call.post('/api/v1/chat/completions/stream', TURN),
    lie: ({ body }) => ({ body: `event: thinking\ndata: {}\n\n${body}` }),
    found: {
      id: 'stream.events',
      outcome: 'finding',
      severity: 'compatible',
      seen: 'the event "thinking"',
    },
  },
  {
    title: 'a stream that never says that it ended',
    ask: (call) => call.post('/api/v1/chat/completions/stream', TURN),
    lie: ({ body }) => ({ body: body.split('event: chat.completion.completed')[0] }),
    found: {
      id: 'stream.events',
      outcome: 'finding',
      severity: 'breaking',
      seen: 'chat.completion.delta',
    },
  },
  {
    title: 'an upload whose reply lost its url',
    ask: (call) => call.post('/api/v1/files', uploadForm({})),
    lie: ({ body: { url: _url, ...rest } }) => ({ body: rest }),
    found: { id: 'reply.body', outcome: 'failed', pointer: '/url', basis: 'documented' },
  },
];

describe('An API that has moved is found out by', () => {
  test.for(LIES)('$title', async ({ ask, lie, found }, { through, expect }) => {
    const { call, proxy } = await through(lie);

    await ask(call).catch(() => {});
    const report = await proxy.close();

    expect(differences(report)).toContainEqual(expect.objectContaining(found));
  });
});

const SWITCHES = [
  { assume: { 'http.createStatus': '201' }, id: 'reply.status', seen: '201' },
  { assume: { 'generation.runningStatus': 'running' }, id: 'reply.body', seen: 'running' },
  {
    assume: { 'error.insufficientCredits': 'http403' },
    id: 'refusal.code',
    seen: '403 insufficient_credits',
  },
  {
    assume: { 'request.unknownFields': 'ignore' },
    id: 'request.body',
    seen: '200, although colour is not a known field: received "red"',
  },
] as const;

describe.for(SWITCHES)('An API in the reality of %j', ({ assume, id, seen }) => {
  test.override('options', { assume });

  async function live(call: ReturnType<typeof createCaller>, advance: () => Promise<unknown>) {
    const { body } = await call.post('/api/v1/generations', VIDEO);
    await advance();
    await call.get(`/api/v1/generations/${body.id}`);
    await call.post('/api/v1/generations', { ...IMAGE, colour: 'red' });
    await call.post('/api/v1/generations', VIDEO, { key: 'rvya_sk_test_default.broke' });
  }

  test('refutes the assumption, and breaks nothing', async ({ fake, proxyTo, expect }) => {
    const proxy = await proxyTo(fake.url);

    await live(createCaller(proxy.url, fake.apiKey), () => fake.clock.advance(1_000));
    const report = await proxy.close();

    const [name] = Object.keys(assume);
    expect(differences(report)).toContainEqual(
      expect.objectContaining({ id, outcome: 'finding', basis: name, seen }),
    );
    expect(exitCodeOf(report)).toBe(0);
  });

  test('differs in nothing from what is assumed so', async ({ fake, proxyTo, expect }) => {
    const proxy = await proxyTo(fake.url, { assume });

    await live(createCaller(proxy.url, fake.apiKey), () => fake.clock.advance(1_000));
    const report = await proxy.close();

    const found = differences(report).filter(({ id }) => id !== 'request.invalid');
    expect(found).toEqual([]);
  });
});
