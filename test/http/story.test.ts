import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { TURN, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const START = '2026-05-11T00:00:00.000Z';

function ask({ url, apiKey }: Fake, path: string, accept: string): Promise<Response> {
  return fetch(url + path, { headers: { accept, authorization: `Bearer ${apiKey}` } });
}

describe('A story', () => {
  test.override('options', { timing: 'short' });

  test('tells the life of a generation in order, as text', async ({ fake, call, expect }) => {
    const headers = { 'idempotency-key': 'order-17' };
    const { id } = (await call.post('/api/v1/generations', VIDEO, { headers })).body;
    await fake.clock.advance(60_000);
    const { result } = (await call.get(`/api/v1/generations/${id}`)).body;
    await (await fetch(result.primary_url, { method: 'HEAD' })).arrayBuffer();

    const { text, events } = fake.story(id);

    expect(events.map(({ kind }) => kind)).toEqual([
      'create',
      'credits',
      'status',
      'status',
      'credits',
      'status',
      'call',
      'download',
    ]);
    const [title, ...lines] = text.split('\n');
    expect(title).toBe(
      `${id} · kling-3-0 · succeeded · world default · account main · from ${START}`,
    );
    expect(lines[0]).toMatch(
      /^ {3}\+0\.000 s {2}call {6}createGeneration → 200 {4}queued, Idempotency-Key order-17$/,
    );
    expect(lines[1]).toBe('   +0.000 s  credits   reserved 90');
    expect(lines.at(-2)).toBe('  +60.000 s  call      retrieveGeneration → 200  succeeded');
    expect(lines.at(-1)).toMatch(/^ {2}\+60\.000 s {2}download {2}0\.mp4 → 200 /);
  });

  test('tells why a generation failed, and the webhook of it', async ({ fake, call, expect }) => {
    await call.post('/api/v1/webhooks', { name: 'Hook', url: 'https://example.com/hook' });
    fake.generations.plan({ error: { code: 'content_rejected', message: 'whsec_abcdef' } });
    const { id } = (await call.post('/api/v1/generations', VIDEO)).body;

    await fake.clock.advance(60_000);

    const { events, status } = fake.story(id);
    expect(status).toBe('failed');
    expect(events.find(({ what }) => what === 'failed')?.detail).toBe(
      'content_rejected: whsec_[redacted]',
    );
    expect(events.find(({ kind }) => kind === 'webhook')).toMatchObject({
      what: 'generation.failed → 200',
      detail: expect.stringMatching(/^attempt 1 to whend_/),
    });
  });

  test('tells a chat turn from its call and its credits', async ({ fake, call, expect }) => {
    const { id } = (await call.post('/api/v1/chat/completions', TURN)).body;

    const { model, events } = fake.story(id);

    expect(model).toBe(TURN.model);
    expect(events.map(({ kind }) => kind)).toEqual(['create', 'credits', 'credits', 'credits']);
  });

  test('is told over the control plane', async ({ fake, call, expect }) => {
    const { id } = (await call.post('/api/v1/generations', VIDEO)).body;

    const { status, body } = await call.get(`/__rivya/stories/${id}`);

    expect(status).toBe(200);
    expect(body.text).toBe(fake.story(id).text);
    expect(body.events[0]).toMatchObject({ at: START, kind: 'create' });
  });

  test.for([
    ['?format=text', '*/*'],
    ['?format=text', 'application/json'],
    ['', 'text/plain'],
    ['', 'text/*'],
    ['', 'application/json;q=0.5, text/plain'],
  ] as const)(
    'is told as text alone: %j, Accept %s',
    async ([query, accept], { fake, call, expect }) => {
      const { id } = (await call.post('/api/v1/generations', VIDEO)).body;

      const reply = await ask(fake, `/__rivya/stories/${id}${query}`, accept);

      expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await reply.text()).toBe(`${fake.story(id).text}\n`);
    },
  );

  test.for([
    ['?format=json', 'text/plain'],
    ['', '*/*'],
    ['', 'text/html, */*;q=0.8'],
    ['', 'text/plain;q=0.5, application/json'],
    ['', 'text/plain;q=0'],
  ] as const)('is told as JSON: %j, Accept %s', async ([query, accept], { fake, call, expect }) => {
    const { id } = (await call.post('/api/v1/generations', VIDEO)).body;

    const reply = await ask(fake, `/__rivya/stories/${id}${query}`, accept);

    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await reply.json()).toMatchObject({ id, text: fake.story(id).text });
  });

  test('is refused in JSON, also to who wants text', async ({ fake, expect }) => {
    const unknown = await ask(fake, '/__rivya/stories/task_unknown', 'text/plain');
    const misspelt = await ask(fake, '/__rivya/stories/task_unknown?format=txt', '*/*');

    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'not_found' } });
    expect(misspelt.status).toBe(400);
    expect(await misspelt.json()).toMatchObject({
      error: { message: 'format must be one of "json", "text": received "txt"' },
    });
  });

  test.for(['spend', 'coverage'] as const)(
    'and %s is told in the same ways',
    async (report, { fake, expect }) => {
      const reply = await ask(fake, `/__rivya/${report}`, 'text/plain');

      expect(await reply.text()).toBe(`${fake[report]().text}\n`);
    },
  );

  test('is not told of what the world does not know', async ({ fake, call, expect }) => {
    const { id } = (await call.post('/api/v1/generations', VIDEO)).body;

    const { status } = await call.get('/__rivya/stories/nothing');

    expect(status).toBe(404);
    expect(() => fake.story('nothing')).toThrow(
      new RangeError('Cannot tell the story of "nothing": the world "default" knows nothing of it'),
    );
    expect(() => fake.world('other').story(id)).toThrow(RangeError);
  });
});
