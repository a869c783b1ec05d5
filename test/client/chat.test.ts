import { createParser } from 'eventsource-parser';
import { describe } from 'vitest';
import {
  ApiCallError,
  type ChatStreamEvent,
  type Client,
  createClient,
} from '../../src/client/index.ts';
import type { Fake } from '../../src/index.ts';
import { settled } from '../domain/clocks.ts';
import { TURN } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const turn = { model: 'gpt-5-2-chat', message: TURN.message } as const;

function clientOf({ url, apiKey, clock }: Fake, more: { attemptTimeoutMs?: number } = {}): Client {
  return createClient({
    baseUrl: url,
    apiKey,
    sleep: (ms) => clock.advance(ms),
    maxRetries: 0,
    ...more,
  });
}

async function read(client: Client, idempotencyKey?: string): Promise<ChatStreamEvent[]> {
  const events: ChatStreamEvent[] = [];
  for await (const event of client.chat.completions.stream(turn, { idempotencyKey })) {
    events.push(event);
  }
  return events;
}

async function failureOf(client: Client): Promise<ApiCallError> {
  const error = await read(client).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiCallError) return error;
  throw new Error(`Expected an ApiCallError: ${error}`);
}

describe('chat.completions', () => {
  test('create() resolves with the whole answer', async ({ fake, expect }) => {
    fake.chat.script({ text: 'A fold' });

    const { message, session_id } = await clientOf(fake).chat.completions.create(turn);

    expect(message.content).toBe('A fold');
    expect(session_id).toMatch(/^chat_/);
  });

  test('stream() hands on pieces, then the whole', async ({ fake, expect }) => {
    fake.chat.script({ text: 'A fold' });

    const events = await read(clientOf(fake));

    expect(events.map(({ event }) => event)).toEqual([
      'chat.completion.delta',
      'chat.completion.delta',
      'chat.completion.completed',
    ]);
    const pieces = events.flatMap((event) =>
      event.event === 'chat.completion.delta' ? [event.data.delta.content] : [],
    );
    expect(pieces.join('')).toBe('A fold');
    expect(events[2]?.data).toMatchObject({ message: { content: 'A fold' } });
  });

  test('stream() sends nothing before the loop begins', async ({ fake, expect }) => {
    clientOf(fake).chat.completions.stream(turn);
    await settled(20);

    expect(fake.ledger.entries).toHaveLength(1);
  });

  test('leaving the loop aborts the request, and the fake settles', async ({ fake, expect }) => {
    fake.chat.script({ chunks: ['One', ' two'], tokensPerSecond: 1 });
    for await (const event of clientOf(fake).chat.completions.stream(turn)) {
      expect(event.event).toBe('chat.completion.delta');
      break;
    }

    while (fake.ledger.reserved > 0) await settled(1);

    expect(fake.ledger.settled).toBe(1);
    expect(fake.clock.pending).toBe(0);
  });

  test('the signal ends the loop with its reason', async ({ fake, expect }) => {
    fake.chat.inject({ faults: ['stall'] });
    const abort = new AbortController();
    const { signal } = abort;
    const reading = (async () => {
      for await (const _ of clientOf(fake).chat.completions.stream(turn, { signal })) {
        abort.abort(new Error('Enough'));
      }
    })();

    await expect(reading).rejects.toThrow('Enough');
    while (fake.ledger.reserved > 0) await settled(1);
  });

  test('wrong use is refused at the call', ({ fake, expect }) => {
    const { completions } = clientOf(fake).chat;

    expect(() => completions.stream(turn, { timeout: 5 } as never)).toThrow(
      'Cannot stream the answer: there is no option "timeout"',
    );
    expect(() => completions.stream(undefined as never)).toThrow(
      'Cannot stream the answer: the body must be an object',
    );
  });
});

describe('A stream that is no success', () => {
  test.for([
    { fault: 'no-completion', code: 'incomplete_stream' },
    { fault: 'no-last-blank-line', code: 'incomplete_stream' },
    { fault: 'drop', code: 'connection_failed' },
    { fault: 'error-event', code: 'internal_error' },
  ] as const)('$fault rejects with $code', async ({ fault, code }, { fake, expect }) => {
    fake.chat.inject({ faults: [fault] });

    const error = await failureOf(clientOf(fake));

    expect(error).toMatchObject({ name: 'ApiCallError', code });
    while (fake.ledger.reserved > 0) await settled(1);
  });

  test('says what it lacks', async ({ fake, expect }) => {
    fake.chat.inject({ faults: ['no-completion'] });

    const error = await failureOf(clientOf(fake));

    expect(error.message).toBe(
      'Cannot call POST /api/v1/chat/completions/stream: the stream ended before its completion; what came of it is only a part',
    );
    expect(error).toMatchObject({ status: 200, requestId: expect.stringMatching(/^req_/) });
  });

  test('is one that stalls', async ({ fake, expect }) => {
    fake.chat.inject({ faults: ['stall'] });

    const error = await failureOf(clientOf(fake, { attemptTimeoutMs: 500 }));

    expect(error.code).toBe('timeout');
    expect(error.message).toContain('the stream stalled for 500 ms');
    while (fake.ledger.reserved > 0) await settled(1);
  });

  test('is a refusal before the first piece', async ({ fake, expect }) => {
    fake.ledger.setBalance(0);

    expect(await failureOf(clientOf(fake))).toMatchObject({
      code: 'insufficient_credits',
      status: 402,
    });
  });

  test('before it was accepted is asked for again', async ({ fake, expect }) => {
    fake.chat.script({ error: { code: 'rate_limited' } });
    const { url, apiKey, clock } = fake;
    const client = createClient({ baseUrl: url, apiKey, sleep: (ms) => clock.advance(ms) });

    const events = await read(client);

    expect(events.at(-1)?.event).toBe('chat.completion.completed');
  });

  test('can be asked for again by its key, for nothing', async ({ fake, expect }) => {
    fake.chat.inject({ faults: ['no-completion'] });
    await read(clientOf(fake), 'turn-1').catch(() => {});

    const events = await read(clientOf(fake), 'turn-1');

    expect(events.at(-1)?.event).toBe('chat.completion.completed');
    expect(fake.ledger.settled).toBe(1);
  });
});

describe('Whatever happens on the way', () => {
  test.for([
    ['cr'],
    ['crlf', 'bom', 'cut-every'],
    ['comments', 'multiline-data', 'cut-random'],
    ['cr', 'multiline-data', 'cut-every'],
    ['cut-utf8', 'comments', 'crlf'],
  ] as const)(
    '%j: client, fetch and another parser read the same',
    async (faults, { fake, expect }) => {
      fake.chat.script({ text: 'Grüße 😀 紙の船', times: 2 });
      fake.chat.inject({ faults, times: 2 });
      const idempotencyKey = 'turn-1';
      const ours = await read(clientOf(fake), idempotencyKey);

      const response = await fetch(`${fake.url}/api/v1/chat/completions/stream`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${fake.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify(turn),
      });
      const theirs: { event: string | undefined; data: unknown }[] = [];
      const parser = createParser({
        onEvent: ({ event, data }) => theirs.push({ event, data: JSON.parse(data) }),
      });
      // The other parser does not believe a CR before it has seen what follows.
      parser.feed(`${await response.text()}:\n`);

      expect(ours).toHaveLength(4);
      expect(theirs).toEqual(ours);
    },
  );
});

describe('chat.sessions', () => {
  test('are listed and retrieved', async ({ fake, expect }) => {
    const { chat } = clientOf(fake);
    const { session_id } = await chat.completions.create(turn);
    await chat.completions.create({ ...turn, session_id, message: 'More' });

    const { data } = await chat.sessions.list();
    const session = await chat.sessions.retrieve(session_id);

    expect(data).toMatchObject([{ id: session_id, message_count: 4 }]);
    expect(session.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
  });
});
