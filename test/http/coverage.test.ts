import { CoverageReport } from '../../src/contracts/control-coverage.ts';
import { startFake } from '../../src/index.ts';
import { mergeCoverage } from '../../src/server/coverage-report.ts';
import { createCaller } from '../support/caller.ts';
import { IMAGE, TURN, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/generations';
const STREAM = '/api/v1/chat/completions/stream';

/** Names of rows that were exercised, with how often. */
const exercised = <Row extends { readonly count: number }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
) =>
  Object.fromEntries(rows.filter(({ count }) => count > 0).map((row) => [nameOf(row), row.count]));

test('each operation tells its requests, its HTTP statuses and its error codes', async ({
  fake,
  call,
  expect,
}) => {
  const { id } = (await call.post(PATH, VIDEO)).body;
  await call.post(PATH, { ...VIDEO, model: 'nobody' });
  await call.get(`${PATH}/${id}`);
  await call.get(`${PATH}/${id}`);

  const { operations } = fake.coverage();

  const called = operations.filter(({ requests }) => requests > 0);
  expect(called.map(({ operation, requests }) => [operation, requests])).toEqual([
    ['createGeneration', 2],
    ['retrieveGeneration', 2],
  ]);
  expect(exercised(called[0]?.statuses ?? [], ({ status }) => String(status))).toEqual({
    200: 1,
    400: 1,
  });
  expect(exercised(called[0]?.errors ?? [], ({ code }) => code)).toEqual({
    validation_failed: 1,
  });
});

test('what was never called, answered or reached has rows with a count of 0', async ({
  fake,
  expect,
}) => {
  const { operations, models, summary } = fake.coverage();

  expect(operations).toHaveLength(20);
  expect(
    operations.find(({ operation }) => operation === 'createGeneration')?.errors,
  ).toContainEqual({ code: 'insufficient_credits', count: 0, declared: true });
  expect(models).toHaveLength(60);
  expect(summary.filter(({ exercised }) => exercised > 0).map(({ part }) => part)).toEqual([
    'positions',
  ]);
});

test('models and statuses are those of generations and turns that were begun', async ({
  fake,
  call,
  expect,
}) => {
  fake.generations.plan({ model: 'z-image', outcome: 'failed' });
  await call.post(PATH, IMAGE);
  await call.post(PATH, VIDEO);
  await call.post('/api/v1/chat/completions', TURN);
  await fake.clock.advance(2_000);

  const { models, statuses } = fake.coverage();

  expect(exercised(models, ({ model }) => model)).toEqual({
    'gpt-5-2-chat': 1,
    'kling-3-0': 1,
    'z-image': 1,
  });
  expect(exercised(statuses, ({ status }) => status)).toEqual({ queued: 2, processing: 2 });
});

test('faults count when they strike, wherever they were planned for', async ({
  fake,
  call,
  expect,
}) => {
  fake.faults.inject({ kind: 'extra-fields' });
  fake.faults.inject({ kind: 'error', code: 'rate_limited', operations: ['retrieveCredits'] });
  fake.generations.plan({ pathology: 'many-results' });
  fake.chat.inject({ faults: ['crlf', 'bom'] });
  await call.post(PATH, { ...VIDEO, prompt: '[[rivya: error=rate_limited]] A boat' });
  await call.post(PATH, VIDEO);
  await call.post(STREAM, TURN);

  const { faults, directives } = fake.coverage();

  expect(exercised(faults, ({ on, kind }) => `${on} ${kind}`)).toEqual({
    'call error': 1,
    'call extra-fields': 1,
    'generation many-results': 1,
    'stream crlf': 1,
    'stream bom': 1,
  });
  expect(exercised(directives, ({ directive }) => directive)).toEqual({ error: 1 });
});

test('faults of webhooks count too', async ({ fake, call, expect }) => {
  const webhook = {
    name: 'Hook',
    url: 'https://example.com/hook',
    event_types: ['generation.succeeded'],
  };
  await call.post('/api/v1/webhooks', webhook);
  fake.webhooks.inject({ kind: 'drop' });
  await call.post(PATH, VIDEO);
  await fake.clock.advance(5_000);

  const { faults } = fake.coverage();

  expect(exercised(faults, ({ on, kind }) => `${on} ${kind}`)).toEqual({ 'webhook drop': 1 });
});

test('what only a fault can answer is told apart from the contract, and does not make it look covered', async ({
  fake,
  call,
  expect,
}) => {
  const before = fake.coverage();
  fake.faults.inject({ kind: 'error', code: 'insufficient_credits' });
  await call.get('/api/v1/credits');

  const { operations, summary, text } = fake.coverage();

  const credits = operations.find(({ operation }) => operation === 'retrieveCredits');
  expect(credits?.errors).toContainEqual({
    code: 'insufficient_credits',
    count: 1,
    declared: false,
  });
  expect(credits?.statuses).toContainEqual({ status: 402, count: 1, declared: false });
  const refusals = ({ part }: { part: string }) => part === 'refusals';
  expect(summary.find(refusals)).toEqual(before.summary.find(refusals));
  expect(text).toContain('insufficient_credits ×1 (not in the contract)');
});

test('all worlds count together, and a reset forgets nothing', async ({ fake, call, expect }) => {
  const other = createCaller(fake.url, fake.apiKey.replace('default', 'other'));
  await call.get('/api/v1/credits');
  await other.get('/api/v1/credits');
  fake.reset();

  const { operations } = fake.coverage();

  expect(operations.find(({ operation }) => operation === 'retrieveCredits')?.requests).toBe(2);
});

test('switches tell which position this run had', async ({ expect }) => {
  const fake = await startFake({ assume: { 'http.createStatus': '202' } });
  const { switches, operations } = fake.coverage();
  await fake.close();

  expect(switches.find((row) => row.switch === 'http.createStatus')?.positions).toEqual([
    { position: '200', count: 0 },
    { position: '201', count: 0 },
    { position: '202', count: 1 },
  ]);
  const create = operations.find(({ operation }) => operation === 'createGeneration');
  expect(create?.statuses.map(({ status }) => status)).toContain(202);
});

test('an answer is declared if it is so in one of the runs that are put together', async ({
  fake,
  call,
  expect,
}) => {
  fake.faults.inject({ kind: 'reply', status: 201, body: '{}' });
  await call.post(PATH, VIDEO);
  const other = await startFake({ assume: { 'http.createStatus': '201' } });
  const runs = [fake.coverage(), other.coverage()];
  await other.close();

  const merged = [mergeCoverage(runs), mergeCoverage(runs.toReversed())].map(({ operations }) =>
    operations
      .find(({ operation }) => operation === 'createGeneration')
      ?.statuses.find(({ status }) => status === 201),
  );

  const row = { status: 201, count: 1, declared: true };
  expect(merged).toEqual([row, row]);
});

test('the control plane tells the same', async ({ fake, call, expect }) => {
  await call.get('/api/v1/credits');

  const { body } = await call.get('/__rivya/coverage');

  expect(CoverageReport.parse(body)).toEqual(fake.coverage());
});

test('the text sums up, and names what was exercised and what is missing', async ({
  fake,
  call,
  expect,
}) => {
  await call.get('/api/v1/credits');
  await call.get('/api/v1/credits');
  await call.post(PATH, VIDEO);

  const { text } = fake.coverage();

  expect(text).toMatch(/^operations {2}2 of 20\nrefusals {4}0 of \d+\nmodels {6}1 of 60\n/);
  expect(text).toMatch(
    /\noperations not called:\n {2}listModels, retrieveOpenApi, retrieveGeneration, /,
  );
  expect(text).toMatch(/\nerrors that retrieveCredits did not answer:\n {2}.*api_key_missing/);
  expect(text).toContain('\nretrieveCredits, called ×2, answered:\n  200 ×2\n');
  expect(text).toContain('\nmodels used:\n  kling-3-0 ×1\n');
  expect(text).toMatch(/\npositions of switches tried:\n {2}http.createStatus=200 ×1, /);
  expect(text.split('\n').every((line) => line.length <= 102)).toBe(true);
});
