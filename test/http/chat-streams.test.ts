import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { describe } from 'vitest';
import type { Exchange, Fake } from '../../src/index.ts';
import { settled } from '../domain/clocks.ts';
import { eventsIn } from '../support/events.ts';
import { TURN } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const STREAM = '/api/v1/chat/completions/stream';
const KEY = { headers: { 'idempotency-key': 'turn-1' } };

/** A stream whose reader decides when to read and when to leave. */
function open(fake: Fake, body: object = TURN): Promise<[ClientRequest, IncomingMessage]> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
    const req = request(fake.url + STREAM, { method: 'POST', headers }, (res) => {
      res.on('error', () => {});
      resolve([req, res]);
    });
    req.on('error', reject);
    req.end(JSON.stringify(body));
  });
}

async function released(fake: Fake): Promise<void> {
  while (fake.ledger.reserved > 0) await settled(1);
}

describe('POST /api/v1/chat/completions/stream', () => {
  test('sends pieces, then the whole completion', async ({ fake, call, expect }) => {
    fake.chat.script({ chunks: ['A fold,', ' a sail'], inputTokens: 1_200, outputTokens: 320 });

    const { status, headers, body } = await call.post(STREAM, TURN);
    const [first, second, last] = eventsIn(body);

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toMatch(/^req_/);
    expect(first).toEqual({
      event: 'chat.completion.delta',
      data: {
        id: last?.data.id,
        session_id: last?.data.session_id,
        delta: { content: 'A fold,' },
      },
    });
    expect(second?.data.delta.content).toBe(' a sail');
    expect(last).toMatchObject({
      event: 'chat.completion.completed',
      data: {
        object: 'chat.completion',
        message: { role: 'assistant', content: 'A fold, a sail' },
        usage: { input_tokens: 1_200, output_tokens: 320, total_tokens: 1_520 },
        credits: { reserved: 3, final: 2 },
      },
    });
  });

  test('answers as the whole completion does', async ({ fake, call, expect }) => {
    const whole = await call.post('/api/v1/chat/completions', TURN);
    fake.reset();

    const { body } = await call.post(STREAM, TURN);

    expect(eventsIn(body).at(-1)?.data).toEqual(whole.body);
  });

  test('comes at the pace of the script', async ({ fake, expect }) => {
    fake.chat.script({ text: 'One two', firstDelayMs: 1_000, tokensPerSecond: 1 });
    const opening = open(fake);
    await settled(20);
    expect(fake.ledger.reserved).toBe(3);

    await fake.clock.advance(1_000);
    const [, res] = await opening;
    let text = '';
    res.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    await fake.clock.advance(999);
    await settled(20);
    expect(text).not.toContain(' two');
    await fake.clock.advance(1);
    while (!res.complete) await settled(1);

    expect(eventsIn(text)).toHaveLength(3);
  });
});

describe('Observers', () => {
  const seen: Exchange[] = [];
  test.override({ options: { onExchange: (exchange) => seen.push(exchange) } });

  test('are told of a stream at its end, with the credits it moved', async ({ call, expect }) => {
    await call.post(STREAM, TURN);

    expect(seen).toEqual([
      expect.objectContaining({ operationId: 'streamChatCompletion', status: 200 }),
    ]);
    expect(seen[0]?.credits.map(({ kind }) => kind)).toEqual(['reserve', 'settle', 'release']);
  });
});

describe('A turn that fails', () => {
  test('before the first piece is a plain refusal', async ({ fake, call, expect }) => {
    fake.chat.script({ error: { code: 'rate_limited', message: 'Slow down' } });

    const { status, body } = await call.post(STREAM, TURN);

    expect(status).toBe(429);
    expect(body.error).toMatchObject({ code: 'rate_limited', message: 'Slow down' });
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 0 });
  });

  test('later ends in an error event', async ({ fake, call, expect }) => {
    fake.chat.script({ text: 'One two three', error: { afterChunks: 2 } });

    const { status, headers, body } = await call.post(STREAM, TURN);
    const events = eventsIn(body);

    expect(status).toBe(200);
    expect(events.map(({ event }) => event)).toEqual([
      'chat.completion.delta',
      'chat.completion.delta',
      'error',
    ]);
    expect(events[2]?.data).toEqual({
      error: {
        code: 'internal_error',
        message: 'The server failed unexpectedly.',
        requestId: headers.get('x-request-id'),
      },
    });
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 0 });
  });
});

describe('The same Idempotency-Key', () => {
  test('replays the same bytes and costs nothing', async ({ fake, call, expect }) => {
    const first = await call.post(STREAM, TURN, KEY);

    const second = await call.post(STREAM, TURN, KEY);

    expect(second.body).toBe(first.body);
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(fake.ledger.settled).toBe(1);
  });

  test('is free again after a stream that broke off with an error', async ({
    fake,
    call,
    expect,
  }) => {
    fake.chat.script({ text: 'One two', error: { afterChunks: 1 } });
    const broken = await call.post(STREAM, TURN, KEY);

    const retried = await call.post(STREAM, TURN, KEY);

    expect(broken.body).toContain('event: error');
    expect(retried.headers.get('idempotency-replayed')).toBeNull();
    expect(retried.body).toContain('event: chat.completion.completed');
  });

  test('is refused while the stream is running', async ({ fake, call, expect }) => {
    fake.chat.script({ text: 'One two', firstDelayMs: 1_000 });
    const both = [call.post(STREAM, TURN, KEY), call.post(STREAM, TURN, KEY)];

    const early = await Promise.race(both);
    await fake.clock.advance(1_000);
    const statuses = (await Promise.all(both)).map(({ status }) => status);

    expect(early.body.error.code).toBe('idempotency_conflict');
    expect(statuses.sort()).toEqual([200, 409]);
  });

  test('is free again after a refusal', async ({ fake, call, expect }) => {
    fake.chat.script({ error: {} });
    const refused = await call.post(STREAM, TURN, KEY);

    const { status } = await call.post(STREAM, TURN, KEY);

    expect([refused.status, status]).toEqual([500, 200]);
  });

  test('after a faulty stream brings the whole one', async ({ fake, call, expect }) => {
    fake.chat.inject({ faults: ['no-completion'] });
    const first = await call.post(STREAM, TURN, KEY);

    const second = await call.post(STREAM, TURN, KEY);

    expect(eventsIn(first.body).at(-1)?.event).toBe('chat.completion.delta');
    expect(eventsIn(second.body).at(-1)?.event).toBe('chat.completion.completed');
    expect(second.body.startsWith(first.body)).toBe(true);
    expect(fake.ledger.settled).toBe(1);
  });

  test('of a stream that broke brings what was produced, and costs nothing', async ({
    fake,
    call,
    expect,
  }) => {
    fake.chat.inject({ faults: ['drop'] });
    await call.post(STREAM, TURN, KEY).catch(() => {});
    await released(fake);

    const { body } = await call.post(STREAM, TURN, KEY);

    expect(eventsIn(body).map(({ event }) => event)).toEqual(['chat.completion.delta']);
    expect(fake.ledger.settled).toBe(1);
  });

  describe('if a broken stream is assumed to start again', () => {
    test.override({ options: { assume: { 'chat.streamReplay': 'restart' } } });

    test('brings another turn, which is paid too', async ({ fake, call, expect }) => {
      fake.chat.inject({ faults: ['drop'] });
      await call.post(STREAM, TURN, KEY).catch(() => {});
      await released(fake);

      const { body } = await call.post(STREAM, TURN, KEY);

      expect(eventsIn(body).at(-1)?.event).toBe('chat.completion.completed');
      expect(fake.ledger.settled).toBe(2);
    });

    test('a whole stream is replayed all the same', async ({ fake, call, expect }) => {
      const first = await call.post(STREAM, TURN, KEY);

      const second = await call.post(STREAM, TURN, KEY);

      expect(second.body).toBe(first.body);
      expect(fake.ledger.settled).toBe(1);
    });
  });
});

describe('A reader', () => {
  test('who leaves pays what was produced', async ({ fake, expect }) => {
    fake.chat.script({ chunks: ['One', ' two'], tokensPerSecond: 1, inputTokens: 1_500 });
    const [req] = await open(fake);
    expect(fake.ledger.reserved).toBe(3);

    req.destroy();
    await released(fake);

    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 2 });
    expect(fake.clock.pending).toBe(0);
  });

  test('who leaves before the first piece pays nothing', async ({ fake, expect }) => {
    fake.chat.script({ text: 'Late', firstDelayMs: 60_000 });
    const abort = new AbortController();
    const opening = fetch(fake.url + STREAM, {
      method: 'POST',
      headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(TURN),
      signal: abort.signal,
    }).catch(() => 'left');
    while (fake.ledger.reserved === 0) await settled(1);

    abort.abort();
    await released(fake);

    expect(await opening).toBe('left');
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 0 });
  });

  test('who does not read stops the turn until he does', async ({ fake, expect }) => {
    const chunk = 'x'.repeat(100_000);
    fake.chat.script({ chunks: Array.from({ length: 200 }, () => chunk) });
    const [, res] = await open(fake);
    await settled(200);
    expect(fake.ledger.reserved).toBe(3);

    let bytes = 0;
    for await (const part of res) bytes += part.length;

    expect(bytes).toBeGreaterThan(40_000_000);
    expect(fake.ledger.reserved).toBe(0);
  });

  test('does not wait for those of other worlds', async ({ fake, call, expect }) => {
    fake.chat.inject({ faults: ['stall'] });
    const [req] = await open(fake);

    const { status } = await call.post(STREAM, TURN, { key: 'rvya_sk_test_else' });

    expect(status).toBe(200);
    req.destroy();
    await released(fake);
  });
});

describe('A stream in a world that is thrown away', () => {
  test('is cut off', async ({ fake, expect }) => {
    fake.chat.script({ chunks: ['One', ' two'], tokensPerSecond: 1 });
    const [, res] = await open(fake);
    const end = new Promise((resolve) => res.on('close', () => resolve(res.complete)).resume());

    fake.reset();

    expect(await end).toBe(false);
    expect(fake.ledger.reserved).toBe(0);
  });
});

describe('With a clock that moves with each request', () => {
  test.override({ options: { clock: 'per-request' } });

  test('a paced stream moves it by its own time', async ({ fake, call, expect }) => {
    fake.chat.script({ text: 'One two', firstDelayMs: 500, tokensPerSecond: 2 });

    const { body } = await call.post(STREAM, TURN);

    expect(eventsIn(body)).toHaveLength(3);
    expect(new Date(fake.clock.now()).toISOString()).toBe('2026-05-11T00:00:02.000Z');
  });
});
