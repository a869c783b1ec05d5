import { IMAGE, TURN, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const PATH = '/api/v1/generations';
const WEBHOOK = { name: 'Hook', url: 'https://example.com/hook' };

test('everything that was planned waits until it is used', async ({ fake, call, expect }) => {
  fake.faults.inject({ kind: 'reply-lost', operations: ['retrieveCredits'], times: 'always' });
  fake.generations.plan({ model: 'z-image', outcome: 'failed', times: 2 });
  fake.chat.script({ text: 'Hello', messageMatches: /^Hi/i });
  fake.chat.inject({ faults: ['crlf'] });
  fake.webhooks.inject({ kind: 'drop' });
  await call.post(PATH, IMAGE);

  expect(fake.waiting().map((row) => [row.id, row.for, row.left, row.struck])).toEqual([
    ['fault_1', 'call', undefined, 0],
    ['plan_1', 'generation', 1, 1],
    ['script_1', 'chat', 1, 0],
    ['stream_fault_1', 'stream', 1, 0],
    ['webhook_fault_1', 'webhook', 1, 0],
  ]);
});

test('what was planned in vain says what it just missed', async ({ fake, call, expect }) => {
  const { id } = (await call.post('/api/v1/webhooks', WEBHOOK)).body;
  fake.faults.inject({ kind: 'latency', ms: 5, operations: ['createGeneration'], nth: 3 });
  fake.generations.plan({ category: 'image', outcome: 'failed' });
  fake.chat.script({ text: 'Hello', messageContains: 'weather' });
  fake.webhooks.inject({ kind: 'delay', eventType: 'generation.failed', endpointId: id });
  await call.post(PATH, VIDEO);
  await call.post('/api/v1/chat/completions', { ...TURN, message: 'Hi' });
  await fake.clock.runUntilIdle();

  expect(fake.waiting().map((row) => [row.id, row.missed])).toEqual([
    ['fault_1', 'nth 3, the call is number 1'],
    ['plan_1', 'category "image", the call has "video"'],
    ['script_1', 'message with "weather" inside, the call has "Hi"'],
    ['webhook_fault_1', 'event_type "generation.failed", the delivery has "generation.succeeded"'],
  ]);
});

test('what misses by more than one condition has nothing to say', async ({
  fake,
  call,
  expect,
}) => {
  fake.generations.plan({ category: 'image', promptContains: 'horse' });
  await call.post(PATH, VIDEO);

  expect(fake.waiting()[0]?.missed).toBeUndefined();
});

test('chance is a reason too, with what was drawn', async ({ fake, call, expect }) => {
  await call.post('/api/v1/webhooks', WEBHOOK);
  fake.webhooks.inject({ kind: 'drop', probability: 0 });
  await call.post(PATH, VIDEO);
  await fake.clock.runUntilIdle();

  expect(fake.waiting()[0]?.missed).toMatch(/^probability 0, drawn was 0\.\d+$/);
});

test('the journal names the plans that a request almost matched', async ({
  fake,
  call,
  expect,
}) => {
  const plan = fake.generations.plan({ model: 'z-image', outcome: 'failed' });
  const script = fake.chat.script({ text: 'Hello', model: 'gpt-5-codex-chat' });
  const fault = fake.chat.inject({ faults: ['bom'], sessionId: 'chat_none' });
  await call.post(PATH, VIDEO);
  await call.post('/api/v1/chat/completions/stream', TURN);

  const misses = fake.journal.entries().flatMap(({ nearMisses }) => nearMisses);

  expect(misses).toEqual([
    { kind: 'plan', id: plan, reason: 'model "z-image", the call has "kling-3-0"' },
    { kind: 'plan', id: script, reason: 'model "gpt-5-codex-chat", the call has "gpt-5-2-chat"' },
    { kind: 'fault', id: fault, reason: 'session_id "chat_none", the call has none' },
  ]);
});

test('the control plane tells the same, in its own words', async ({ fake, call, expect }) => {
  await call.post('/__rivya/generations/plan', { prompt_contains: 'horse', queued_ms: 5 });
  await call.post('/__rivya/chat/script', { text: 'Hello', message_matches: '^Hi' });
  fake.chat.script({ text: 'Hello', tokensPerSecond: Number.POSITIVE_INFINITY });
  await call.post(PATH, VIDEO);

  const { body } = await call.get('/__rivya/waiting');

  expect(body.data).toEqual([
    {
      id: 'plan_1',
      for: 'generation',
      plan: { prompt_contains: 'horse', queued_ms: 5, times: 1 },
      left: 1,
      struck: 0,
      missed: `prompt with "horse" inside, the call has ${JSON.stringify(VIDEO.prompt)}`,
    },
    expect.objectContaining({
      for: 'chat',
      plan: expect.objectContaining({ message_matches: '^Hi' }),
    }),
    expect.objectContaining({ plan: { text: 'Hello', tokens_per_second: 'Infinity' } }),
  ]);
});

test('plans of generations can be forgotten', async ({ fake, call, expect }) => {
  fake.generations.plan({ outcome: 'failed' });
  fake.generations.clear();
  const { body } = await call.post('/__rivya/generations/plan', { outcome: 'failed' });
  const cleared = await call.send('DELETE', '/__rivya/generations/plan');

  expect(body).toEqual({ id: 'plan_2', pending: 1 });
  expect(cleared.body).toEqual({ pending: 0 });
  expect(fake.waiting()).toEqual([]);
});

test('each can be forgotten by its id, whatever it is for', async ({ fake, call, expect }) => {
  const ids = [
    fake.faults.inject({ kind: 'reply-lost' }),
    fake.generations.plan({ outcome: 'failed' }),
    fake.chat.script({ text: 'Hello' }),
    fake.chat.inject({ faults: ['crlf'] }),
    fake.webhooks.inject({ kind: 'drop' }),
  ];
  const kept = fake.generations.plan({ outcome: 'failed' });

  const forgotten = ids.map((id) => fake.forget(id));

  expect(forgotten).toEqual([true, true, true, true, true]);
  expect(fake.waiting().map(({ id }) => id)).toEqual([kept]);
  expect(fake.forget('plan_1')).toBe(false);

  const { body } = await call.send('DELETE', `/__rivya/waiting/${kept}`);
  const again = await call.send('DELETE', `/__rivya/waiting/${kept}`);

  expect(body).toEqual({ object: 'list', data: [] });
  expect([again.status, again.body.error.code]).toEqual([404, 'not_found']);
});

test('a restored world goes on with the ids and turns of its plans', async ({
  fake,
  call,
  expect,
}) => {
  fake.generations.plan({ outcome: 'failed', times: 2 });
  fake.webhooks.inject({ kind: 'drop', times: 3 });
  await call.post(PATH, VIDEO);
  const before = fake.waiting();

  fake.restore(fake.snapshot());

  expect(fake.waiting()).toEqual(before);
  expect(fake.generations.plan({ outcome: 'failed' })).toBe('plan_2');
});

test('a plan that a refused request gave back has not struck', async ({ fake, call, expect }) => {
  await call.put('/__rivya/credits', { balance: 0 });
  fake.generations.plan({ outcome: 'failed' });
  await call.post(PATH, VIDEO);

  expect(fake.waiting()).toMatchObject([{ id: 'plan_1', left: 1, struck: 0 }]);
});
