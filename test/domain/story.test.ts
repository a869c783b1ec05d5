import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/server/domain/journal-entries.ts';
import { storyOf } from '../../src/server/domain/story.ts';
import { journalRecord } from './journal-records.ts';
import { answered, HOOK } from './webhook-worlds.ts';
import { worldOf } from './worlds.ts';

const BOAT = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;
const SECRET = 'whsec_abcdef';

/** The only event of a call about `task_a`, in a world that knows no more of it. */
function callOf(different: Partial<JournalRecord>) {
  const world = worldOf('w1');
  world.journal.add(journalRecord({ subject: 'task_a', ...different }));
  const events = storyOf(world, 'task_a')?.events ?? [];
  expect(events).toHaveLength(1);
  return events[0];
}

test('a world has no story of what it does not know', () => {
  expect(storyOf(worldOf('w1'), 'task_a')).toBeUndefined();
});

describe('the story of a generation', () => {
  test('has its moves, and its credits before them, as far as it has come', async () => {
    const world = worldOf('w1');
    const { id } = await world.generations.start(world.accounts.get('main'), BOAT);
    await world.clock.advance(1_000);
    const running = storyOf(world, id);

    await world.clock.runUntilIdle();

    const told = storyOf(world, id);
    const whole = [
      [0, 'credits', 'reserved 1'],
      [0, 'status', 'queued'],
      [1_000, 'status', 'processing'],
      [5_000, 'credits', 'settled 1'],
      [5_000, 'status', 'succeeded'],
    ];
    expect(told?.events.map(({ atMs, kind, what }) => [atMs, kind, what])).toEqual(whole);
    expect(running?.events.map(({ atMs, kind, what }) => [atMs, kind, what])).toEqual(
      whole.slice(0, 3),
    );
    expect(told).toMatchObject({ account: 'main', model: 'z-image', status: 'succeeded' });
  });

  test('tells why it failed, without secrets, and that its credits came back', async () => {
    const world = worldOf('w1');
    world.generations.plans.add({ error: { code: 'content_rejected', message: SECRET } });
    const { id } = await world.generations.start(world.accounts.get('main'), BOAT);

    await world.clock.runUntilIdle();

    const [, last] = storyOf(world, id)?.events.slice(-2) ?? [];
    expect(last).toMatchObject({ what: 'failed', detail: 'content_rejected: whsec_[redacted]' });
  });
});

describe('the story of a webhook', () => {
  test('has each attempt at an endpoint, and at what an event is about', async () => {
    const answers = [
      { status: undefined, error: `refused ${SECRET}`, sentTo: undefined },
      answered(200),
    ];
    const deliver = async () => answers.shift() ?? answered(200);
    const world = worldOf('w1', { deliver });
    const account = world.accounts.get('main');
    const { id: endpoint } = world.webhooks.endpoints.create(account, HOOK);
    const { id } = await world.generations.start(account, BOAT);
    const other = await world.generations.start(account, { ...BOAT, prompt: 'Another' });

    await world.clock.runUntilIdle();

    const attempts = (of: string) =>
      storyOf(world, of)
        ?.events.filter(({ kind }) => kind === 'webhook')
        .map(({ what, detail }) => [what, detail]);
    expect(attempts(id)).toEqual([
      ['generation.succeeded → no answer', `attempt 1 to ${endpoint}, refused whsec_[redacted]`],
      ['generation.succeeded → 200', `attempt 2 to ${endpoint}`],
    ]);
    expect(attempts(other.id)).toEqual([
      ['generation.succeeded → 200', `attempt 1 to ${endpoint}`],
    ]);
    expect(attempts(endpoint)).toHaveLength(3);
  });
});

describe('the story of calls', () => {
  test('names the operation, the status and what the reply shows', () => {
    const looked = callOf({
      operation: 'retrieveGeneration',
      target: '/api/v1/generations/task_a',
      replyText: '{"status":"queued"}',
      startedAtMs: 7,
    });

    expect(looked).toEqual({
      atMs: 7,
      kind: 'call',
      what: 'retrieveGeneration → 200',
      detail: 'queued',
    });
  });

  test('says what is known of a call that no operation serves', () => {
    const lost = callOf({ operation: undefined, target: '/api/v2/task_a', status: 404 });

    expect(lost).toMatchObject({ what: 'GET /api/v2/task_a → 404', detail: undefined });
  });

  test.each([
    ['sent', 200, undefined, 'retrieveCredits → 200'],
    ['dropped', undefined, 'dropped', 'retrieveCredits → no reply'],
    ['caller-left', 200, 'caller left', 'retrieveCredits → 200'],
  ] as const)('tells a reply that was %s', (ending, status, detail, what) => {
    expect(callOf({ ending, status })).toMatchObject({ what, detail });
  });

  test('tells the code of a refusal, and a reply that was remembered', () => {
    const refused = callOf({ status: 404, errorCode: 'not_found', replayed: true });

    expect(refused).toMatchObject({ detail: 'not_found, replayed' });
  });

  test('tells the key of a creation, and of nothing else', () => {
    const rawHeaders = ['Idempotency-Key', 'order-1'];
    const creation = {
      method: 'POST',
      target: '/api/v1/generations',
      operation: 'createGeneration',
    };

    expect(callOf({ ...creation, rawHeaders })).toMatchObject({
      kind: 'create',
      detail: 'Idempotency-Key order-1',
    });
    expect(callOf(creation)).toMatchObject({ kind: 'create', detail: undefined });
    expect(callOf({ rawHeaders })).toMatchObject({ kind: 'call', detail: undefined });
    expect(callOf({ ...creation, target: '/api/v1/webhooks/task_a/test' })?.kind).toBe('call');
  });

  test('names the file of a download and its size', () => {
    const fetched = callOf({
      operation: 'media',
      target: '/media/task_a/0.png',
      replyText: undefined,
      replyBytes: 512,
    });

    expect(fetched).toMatchObject({ kind: 'download', what: '0.png → 200', detail: '512 bytes' });
  });

  test('tells what directives and faults have done', () => {
    const evidence = {
      faults: [{ id: 'fault_1', summary: '503' }],
      directives: [{ field: 'prompt', text: 'fail' }],
      nearMisses: [],
    };

    expect(callOf({ evidence })).toMatchObject({ detail: 'directive fail, fault: 503' });
  });

  test('tells the model that a chat turn has named, and the account that asked', () => {
    const world = worldOf('w1');
    const bodies = [undefined, 'null', '{"model":7}', '{"model":"gpt-5-2-chat"}'];
    for (const requestText of bodies) {
      const requestBytes = requestText?.length ?? 0;
      world.journal.add(journalRecord({ subject: 'chat_a', requestText, requestBytes }));
    }

    expect(storyOf(world, 'chat_a')).toMatchObject({ account: 'main', model: 'gpt-5-2-chat' });
  });

  test('says how many entries are gone', () => {
    const world = worldOf('w1', { journal: { maxEntries: 1, maxBytes: 1e6, maxBodyBytes: 100 } });
    for (let count = 0; count < 3; count++) world.journal.add(journalRecord({ subject: 'task_a' }));

    expect(storyOf(world, 'task_a')?.journalDropped).toBe(2);
  });
});
