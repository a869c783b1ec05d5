import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createParser } from 'eventsource-parser';
import { describe } from 'vitest';
import type { StreamFault } from '../../src/contracts/stream-faults.ts';
import type { Fake } from '../../src/index.ts';
import { settled } from '../domain/clocks.ts';
import { TURN } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const STREAM = '/api/v1/chat/completions/stream';

/** The chunks of a stream as the platform's fetch hands them out, and how it ended. */
async function chunksOf(fake: Fake): Promise<{ chunks: Uint8Array[]; end: 'closed' | 'broken' }> {
  const response = await fetch(fake.url + STREAM, {
    method: 'POST',
    headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(TURN),
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const part = await reader.read().catch(() => 'broken' as const);
    if (part === 'broken') return { chunks, end: 'broken' };
    if (part.value === undefined) return { chunks, end: 'closed' };
    chunks.push(part.value);
  }
}

/** The lengths of the chunks of HTTP, which fetch may join when it reads late. */
async function httpChunks(fake: Fake): Promise<number[]> {
  const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
  const req = request(fake.url + STREAM, { method: 'POST', headers }).end(JSON.stringify(TURN));
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  const lengths: number[] = [];
  res.on('data', (chunk: Buffer) => lengths.push(chunk.length));
  await once(res, 'end');
  return lengths;
}

/** What an independent parser reads. */
function parsed(chunks: Uint8Array[]): string[] {
  const names: string[] = [];
  const parser = createParser({ onEvent: ({ event = '' }) => names.push(event) });
  const decoder = new TextDecoder();
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  // It does not believe a CR before it has seen what follows.
  parser.feed(':\n');
  return names;
}

const PIECE = 'chat.completion.delta';
const WHOLE = [PIECE, PIECE, 'chat.completion.completed'];

describe('A stream under a fault', () => {
  test.for<[StreamFault, string[], 'closed' | 'broken']>([
    ['cr', WHOLE, 'closed'],
    ['lf', WHOLE, 'closed'],
    ['crlf', WHOLE, 'closed'],
    ['bom', WHOLE, 'closed'],
    ['comments', WHOLE, 'closed'],
    ['multiline-data', WHOLE, 'closed'],
    ['cut-at', WHOLE, 'closed'],
    ['cut-every', WHOLE, 'closed'],
    ['cut-random', WHOLE, 'closed'],
    ['cut-utf8', WHOLE, 'closed'],
    ['no-last-blank-line', [PIECE, PIECE], 'closed'],
    ['no-completion', [PIECE, PIECE], 'closed'],
    ['error-event', [PIECE, PIECE, 'error'], 'closed'],
    ['drop', [PIECE], 'broken'],
  ])(
    '%s is read as it should be, and holds no credits',
    async ([fault, events, end], { fake, expect }) => {
      fake.chat.script({ text: 'Grüße 😀' });
      fake.chat.inject({ faults: [fault] });

      const received = await chunksOf(fake);

      expect(parsed(received.chunks)).toEqual(events);
      expect(received.end).toBe(end);
      while (fake.ledger.reserved > 0) await settled(1);
    },
  );

  test('is for one stream unless told otherwise', async ({ fake, expect }) => {
    fake.chat.script({ text: 'One two', times: 2 });
    fake.chat.inject({ faults: ['no-completion'] });

    const first = await chunksOf(fake);
    const second = await chunksOf(fake);

    expect([parsed(first.chunks), parsed(second.chunks)]).toEqual([[PIECE, PIECE], WHOLE]);
  });

  test('arrives in the chunks that were asked for', async ({ fake, expect }) => {
    fake.chat.inject({ faults: ['cut-every'], bytes: 3 });

    const lengths = await httpChunks(fake);

    expect(new Set(lengths.slice(0, -1))).toEqual(new Set([3]));
    expect(lengths.length).toBeGreaterThan(500);
  });

  test('is cut alike by the same seed', async ({ fake, expect }) => {
    const lengths = (seed: number) => {
      fake.reset();
      fake.chat.inject({ faults: ['cut-random'], seed });
      return httpChunks(fake);
    };

    const [first, second, other] = [await lengths(7), await lengths(7), await lengths(8)];

    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('that is stalled goes on after its time', async ({ fake, expect }) => {
    fake.chat.script({ text: 'One two' });
    fake.chat.inject({ faults: ['stall'], ms: 5_000 });
    const receiving = chunksOf(fake);
    while (fake.clock.pending === 0) await settled(1);
    expect(fake.ledger.reserved).toBe(3);

    await fake.clock.advance(5_000);

    expect(parsed((await receiving).chunks)).toEqual(WHOLE);
  });

  test('that is slow takes world time for each chunk', async ({ fake, expect }) => {
    fake.chat.script({ text: 'One two' });
    fake.chat.inject({ faults: ['slow'], ms: 100 });
    const receiving = chunksOf(fake);
    while (fake.clock.pending === 0) await settled(1);
    const startMs = fake.clock.now();

    while (fake.ledger.reserved > 0) {
      await fake.clock.advance(100);
      await settled(5);
    }
    await fake.clock.runUntilIdle();

    expect(parsed((await receiving).chunks)).toEqual(WHOLE);
    expect(fake.clock.now() - startMs).toBe(200);
  });
});
