import { type Caller, createCaller } from '../support/caller.ts';
import { ENDPOINT, IMAGE, TURN, uploadForm } from '../support/examples.ts';
import { test as base } from '../support/fake.ts';

const WORLDS = 1_000;
const AT_ONCE = 40;
const START_MS = Date.parse('2026-05-11T00:00:00.000Z');
/** Requests that a world makes with its key; one more of all worlds together would be refused. */
const LIMIT = 9;

const test = base.extend({ options: { rateLimit: LIMIT } });

/** What is left of the life of one world, as it sees it itself. */
interface Trace {
  readonly call: Caller;
  readonly fileId: string;
  readonly taskId: string;
  readonly sessionId: string;
}

/** Numbers that differ from world to world. */
const balanceOf = (index: number) => 100 + index;
const forwardOf = (index: number) => 10_000 + 10 * index;
const isStruck = (index: number) => index % 2 === 0;

async function live(url: string, index: number): Promise<Trace> {
  const call = createCaller(url, `rvya_sk_test_world-${index}`);
  await call.put('/__rivya/credits', { balance: balanceOf(index) });
  if (isStruck(index)) {
    const fault = { kind: 'error', code: 'internal_error', operations: ['retrieveCredits'] };
    await call.post('/__rivya/faults', fault);
  } else {
    await call.post('/__rivya/generations/plan', { outcome: 'failed' });
  }
  await call.post('/api/v1/webhooks', ENDPOINT);
  const file = await call.post('/api/v1/files', uploadForm({}));
  // The same key in all worlds, with another body in each: shared memory would answer 409.
  const headers = { 'Idempotency-Key': 'order-1' };
  const order = { ...IMAGE, prompt: `Paper boat number ${index}` };
  const task = await call.post('/api/v1/generations', order, { headers });
  await call.post('/__rivya/clock/advance', { ms: forwardOf(index) });
  const turn = await call.post('/api/v1/chat/completions', TURN);
  return { call, fileId: file.body.id, taskId: task.body.id, sessionId: turn.body.session_id };
}

test('a thousand worlds used in parallel do not see each other', { timeout: 120_000 }, async ({
  fake,
  expect,
}) => {
  const traces = await inParallel((index) => live(fake.url, index));

  await inParallel(async (index) => {
    const { call, taskId, sessionId } = traces[index] as Trace;
    const next = traces[(index + 1) % WORLDS] as Trace;
    const credits = await call.get('/api/v1/credits');
    const own = await call.get(`/api/v1/generations/${taskId}`);
    const foreign = await call.get(`/api/v1/files/${next.fileId}`);
    const sessions = await call.get('/api/v1/chat/sessions');
    const clock = await call.get('/__rivya/clock');
    const ledger = await call.get('/__rivya/ledger');
    const faults = await call.get('/__rivya/faults');
    const webhooks = await call.get('/__rivya/webhooks/deliveries');
    const journal = await call.get('/__rivya/journal');

    const { available, settled, reserved } = ledger.body;
    expect({
      credits: credits.status,
      task: own.body.status,
      foreign: foreign.status,
      sessions: sessions.body.data.map(({ id }: { id: string }) => id),
      nowMs: Date.parse(clock.body.now),
      sum: [available + settled, reserved],
      faults: faults.body.data,
      events: webhooks.body.data.map(({ event_type: type }: { event_type: string }) => type),
      calls: journal.body.data.map(({ operation }: { operation: string }) => operation),
      key: new Set(journal.body.data.map(({ key }: { key: string }) => key)),
    }).toEqual({
      credits: isStruck(index) ? 500 : 200,
      task: isStruck(index) ? 'succeeded' : 'failed',
      foreign: 404,
      sessions: [sessionId],
      nowMs: START_MS + forwardOf(index),
      sum: [balanceOf(index), 0],
      faults: [],
      events: [isStruck(index) ? 'generation.succeeded' : 'generation.failed'],
      calls: [
        'createWebhookEndpoint',
        'uploadFile',
        'createGeneration',
        'createChatCompletion',
        'retrieveCredits',
        'retrieveGeneration',
        'retrieveFile',
        'listChatSessions',
      ],
      key: new Set(['main']),
    });
    const told = JSON.stringify(journal.body).match(/Paper boat number \d+/g);
    expect(new Set(told)).toEqual(new Set([`Paper boat number ${index}`]));
    const limited = [await call.get('/api/v1/credits'), await call.get('/api/v1/credits')];
    expect(limited.map(({ status }) => status)).toEqual([200, 429]);
  });

  const { held, worlds } = fake.spend();
  expect({ held, worlds: worlds.length }).toEqual({ held: 0, worlds: WORLDS });
});

/** Does something for each world, some at a time. */
async function inParallel<T>(work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < WORLDS) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
