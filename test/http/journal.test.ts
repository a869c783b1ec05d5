import { request } from 'node:http';
import { describe } from 'vitest';
import type { JournalEntry } from '../../src/index.ts';
import { IMAGE, TURN, uploadForm, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const START_MS = Date.parse('2026-05-11T00:00:00.000Z');

describe('The journal', () => {
  test('tells what was asked and answered, without the key', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations?from=ci', VIDEO, {
      headers: { 'idempotency-key': 'order-17', 'x-trace': 'abc' },
    });

    const { id } = created.body;
    expect(fake.journal.entries()).toEqual([
      {
        sequence: 1,
        method: 'POST',
        path: '/api/v1/generations?from=ci',
        operation: 'createGeneration',
        subject: id,
        account: 'main',
        key: 'main',
        request: {
          headers: expect.objectContaining({
            authorization: '[redacted]',
            'idempotency-key': 'order-17',
            'x-trace': 'abc',
          }),
          body: VIDEO,
          bytes: JSON.stringify(VIDEO).length,
          isCut: false,
        },
        reply: {
          status: 200,
          errorCode: undefined,
          requestId: created.headers.get('x-request-id'),
          replayed: false,
          ending: 'sent',
          body: created.body,
          bytes: Number(created.headers.get('content-length')),
          isCut: false,
        },
        faults: [],
        directives: [],
        nearMisses: [],
        credits: [{ kind: 'reserve', amount: 90, reference: id, atMs: START_MS }],
        startedAtMs: START_MS,
        endedAtMs: START_MS,
        durationMs: expect.any(Number),
      },
    ]);
  });

  test('keeps refusals, with the body that was refused', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', { model: 'kling-9' });
    await call.post('/api/v1/generations', undefined, { text: '{"model":' });

    const refused = fake.journal.entries({ error: 'validation_failed' });

    expect(refused.map(({ request }) => request.body)).toEqual([{ model: 'kling-9' }, '{"model":']);
    expect(refused.map(({ reply }) => reply.status)).toEqual([400, 400]);
  });

  test.for([
    { what: 'a revoked key', suffix: '.revoked', key: 'revoked', account: undefined },
    {
      what: 'a key that the world never had',
      suffix: '.stolen',
      key: undefined,
      account: undefined,
    },
    { what: 'a read-only key', suffix: '.readonly', key: 'readonly', account: undefined },
  ])('keeps what $what was refused', async ({ suffix, key, account }, { fake, call, expect }) => {
    await call.post('/api/v1/generations', IMAGE, { key: fake.apiKey + suffix });

    expect(fake.journal.entries()).toMatchObject([{ key, account, request: { body: undefined } }]);
  });

  test('names a made key by a part of its hash', async ({ fake, call, expect }) => {
    const key = fake.createKey();

    await call.get('/api/v1/credits', { key });

    expect(fake.journal.entries()[0]?.key).toMatch(/^made-[\w-]{8}$/);
  });

  test('keeps calls of paths that do not exist', async ({ fake, call, expect }) => {
    await call.get('/api/v1/generation/task_1');

    expect(fake.journal.entries({ operation: 'none' })).toMatchObject([
      { path: '/api/v1/generation/task_1', reply: { status: 404, errorCode: 'not_found' } },
    ]);
  });

  test('keeps neither calls of the control plane nor those of nobody', async ({
    fake,
    call,
    expect,
  }) => {
    await call.post('/__rivya/clock/advance', { ms: 5 });
    await call.get('/__rivya/nothing');
    await call.get('/api/v1/models', { key: null });
    await call.get('/api/v1/credits', { key: null });

    expect(fake.journal.size).toBe(0);
  });

  test('keeps downloads, without their bytes', async ({ fake, call, expect }) => {
    const { body } = await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();
    const { result } = (await call.get(`/api/v1/generations/${body.id}`)).body;

    await fetch(result.primary_url);
    await fetch(result.primary_url, { headers: { range: 'bytes=0-9' } });

    const downloads = fake.journal.entries({ operation: 'media', subject: body.id });
    expect(downloads.map(({ reply }) => [reply.status, reply.body])).toEqual([
      [200, undefined],
      [206, undefined],
    ]);
    expect(downloads[1]?.reply.bytes).toBe(10);
  });

  test('keeps the fields of an upload and what is known of its file', async ({
    fake,
    call,
    expect,
  }) => {
    await call.post('/api/v1/files', uploadForm({ name: 'boat.png', type: 'image/png' }));

    const [entry] = fake.journal.entries();
    expect(entry?.request.body).toEqual({
      kind: 'image',
      file: { name: 'boat.png', type: 'image/png', size_bytes: 70 },
    });
    expect(entry?.subject).toMatch(/^file_/);
  });

  test('keeps the events of a stream as text', async ({ fake, call, expect }) => {
    fake.chat.script({ text: 'A fold' });

    const { body } = await call.post('/api/v1/chat/completions/stream', TURN);

    const [entry] = fake.journal.entries();
    expect(entry?.reply.body).toBe(body);
    expect(entry?.subject).toMatch(/^chatcmpl_/);
    expect(entry?.credits.map(({ kind }) => kind)).toEqual(['reserve', 'settle', 'release']);
  });

  test('tells that a caller left before the answer', async ({ fake, expect }) => {
    fake.chat.script({ text: 'Late', firstDelayMs: 5_000 });
    const url = `${fake.url}/api/v1/chat/completions/stream`;
    const headers = {
      authorization: `Bearer ${fake.apiKey}`,
      'content-type': 'application/json',
    };
    const req = request(url, { method: 'POST', headers }).on('error', () => {});
    req.end(JSON.stringify(TURN));
    await until(() => fake.clock.pending === 1);

    req.destroy();
    await until(() => fake.journal.size === 1);

    expect(fake.journal.entries()).toMatchObject([
      { reply: { status: undefined, ending: 'caller-left' }, operation: 'streamChatCompletion' },
    ]);
  });

  test('tells a replay', async ({ fake, call, expect }) => {
    const options = { headers: { 'idempotency-key': 'order-17' } };
    await call.post('/api/v1/generations', IMAGE, options);
    await call.post('/api/v1/generations', IMAGE, options);

    const [first, second] = fake.journal.entries();

    expect([first?.reply.replayed, second?.reply.replayed]).toEqual([false, true]);
    expect(second?.subject).toBe(first?.subject);
    expect(second?.credits).toEqual([]);
  });

  test('tells only the credits that the request has moved itself', async ({
    fake,
    call,
    expect,
  }) => {
    fake.generations.plan({ acceptMs: 1_000, times: 2 });
    const both = [call.post('/api/v1/generations', IMAGE), call.post('/api/v1/generations', VIDEO)];
    await until(() => fake.clock.pending === 2);

    await fake.clock.advance(1_000);
    await Promise.all(both);

    const moves = fake.journal.entries().map(({ subject, credits }) => [subject, credits]);
    expect(moves).toHaveLength(2);
    for (const [subject, credits] of moves) {
      expect(credits).toMatchObject([{ kind: 'reserve', reference: subject }]);
    }
  });

  test('cuts bodies without losing their size', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', { ...IMAGE, prompt: '€'.repeat(3_000) });

    const [entry] = fake.journal.entries() as [JournalEntry];
    expect(entry.request).toMatchObject({ isCut: true, body: expect.any(String) });
    expect(entry.request.bytes).toBeGreaterThan(9_000);
    expect(Buffer.byteLength(String(entry.request.body))).toBeLessThanOrEqual(4_096);
    expect(String(entry.request.body)).toMatch(/€$/);
  });

  test('goes with its world', async ({ fake, call, expect }) => {
    await call.get('/api/v1/credits');
    await call.get('/api/v1/credits', { key: fake.world('w2').apiKey });
    fake.reset();

    await call.get('/api/v1/models/', { key: fake.apiKey });

    expect(fake.journal.entries().map(({ path }) => path)).toEqual(['/api/v1/models/']);
    expect(fake.world('w2').journal.size).toBe(1);
  });

  test('finds entries by what is known of them', async ({ fake, call, expect }) => {
    await call.get('/api/v1/credits');
    await fake.clock.advance(5_000);
    const { body } = await call.post('/api/v1/generations', IMAGE);
    await call.get('/api/v1/generations/task_none', { key: `${fake.apiKey}.other` });

    const found = (filter: Parameters<typeof fake.journal.entries>[0]) =>
      fake.journal.entries(filter).map(({ sequence }) => sequence);

    expect(found({ operation: 'createGeneration' })).toEqual([2]);
    expect(found({ method: 'get' })).toEqual([1, 3]);
    expect(found({ status: 404 })).toEqual([3]);
    expect(found({ status: '2xx' })).toEqual([1, 2]);
    expect(found({ error: 'not_found' })).toEqual([3]);
    expect(found({ subject: body.id })).toEqual([2]);
    expect(found({ account: 'other' })).toEqual([3]);
    expect(found({ since: START_MS + 5_000 })).toEqual([2, 3]);
    expect(found({ since: new Date(START_MS + 5_001) })).toEqual([]);
    expect(found({ text: 'PAPER boat' })).toEqual([2]);
    expect(found({ limit: 2 })).toEqual([2, 3]);
    expect(found({ method: 'GET', status: 200 })).toEqual([1]);
  });

  test('forgets on demand, and counts on', async ({ fake, call, expect }) => {
    await call.get('/api/v1/credits');
    fake.journal.clear();
    await call.get('/api/v1/credits');

    expect(fake.journal.entries().map(({ sequence }) => sequence)).toEqual([2]);
  });

  test.for([
    [{ stauts: 404 }, 'unknown filter "stauts"'],
    [{ status: '6xx' }, 'status is "6xx", expected a status as 404, or a class as "4xx"'],
    [{ limit: 0 }, 'limit is 0, expected a whole number from 1'],
    [{ since: new Date(Number.NaN) }, 'since is Invalid Date'],
    [null, 'the filter is null'],
  ])('refuses the filter %j', ([filter, reason], { fake, expect }) => {
    expect(() => fake.journal.entries(filter as never)).toThrow(String(reason));
  });
});

describe('GET /__rivya/journal', () => {
  test('shows the entries that are asked for', async ({ call, expect }) => {
    await call.get('/api/v1/credits');
    const created = await call.post('/api/v1/generations', IMAGE);

    const { status, body } = await call.get('/__rivya/journal?operation=createGeneration&limit=5');

    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'list', dropped: 0 });
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).toMatchObject({
      sequence: 2,
      subject: created.body.id,
      request: { body: IMAGE },
      reply: { status: 200, error_code: null, body: created.body },
      started_at: '2026-05-11T00:00:00.000Z',
    });
  });

  test.for([
    ['status=4xx', [2]],
    ['status=200', [1]],
    ['since=2026-05-11T00:00:00.001Z', []],
    ['limit=1', [2]],
  ] as const)('filters by %s', async ([query, sequences], { call, expect }) => {
    await call.get('/api/v1/credits');
    await call.get('/api/v1/generations/task_none');

    const { body } = await call.get(`/__rivya/journal?${query}`);

    expect(body.data.map((entry: { sequence: number }) => entry.sequence)).toEqual(sequences);
  });

  test.for([
    ['/__rivya/journal?stauts=404', 'stauts is not a known field: received "404"'],
    [
      '/__rivya/journal?status=9',
      'status must be a status as 404, or a class as 4xx: received "9"',
    ],
    ['/__rivya/journal?limit=x', 'limit must be a whole number from 1: received "x"'],
    ['/__rivya/journal?text=a&text=b', 'the query parameter "text" is given twice'],
    ['/__rivya/ledger?account=other', 'account is not a known field: received "other"'],
  ] as const)('refuses %s', async ([path, message], { call, expect }) => {
    const { status, body } = await call.get(path);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'validation_failed', message });
  });

  test('is emptied by DELETE', async ({ fake, call, expect }) => {
    await call.get('/api/v1/credits');

    const { body } = await call.send('DELETE', '/__rivya/journal');

    expect(body).toEqual({ object: 'list', data: [], dropped: 0 });
    expect(fake.journal.size).toBe(0);
  });
});

describe('A journal that is off', () => {
  test.override('options', { journal: false });

  test('keeps nothing', async ({ fake, call, expect }) => {
    await call.get('/api/v1/credits');

    expect(fake.journal.entries()).toEqual([]);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
