import { describe } from 'vitest';
import { verifyWebhook } from '../../src/client/index.ts';
import type { WorldSnapshot } from '../../src/index.ts';
import { ENDPOINT, IMAGE, PNG, TURN, uploadForm, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

test('a snapshot goes out and comes back over HTTP', async ({ fake, call, expect }) => {
  const { body: task } = await call.post('/api/v1/generations', VIDEO);
  const { status, body: snapshot } = await call.get('/__rivya/snapshot');
  fake.reset();

  const restored = await call.put('/__rivya/snapshot', snapshot);

  expect(status).toBe(200);
  expect(restored).toMatchObject({
    status: 200,
    body: { world: 'default', now: '2026-05-11T00:00:00.000Z' },
  });
  await fake.clock.advance(5_000);
  expect((await call.get(`/api/v1/generations/${task.id}`)).body.status).toBe('succeeded');
});

describe('What is written down', () => {
  test('holds no key, no signing secret and no duration token', async ({ fake, call, expect }) => {
    const key = fake.createKey();
    const endpoint = await call.post('/api/v1/webhooks', ENDPOINT);
    const rotated = await call.post(`/api/v1/webhooks/${endpoint.body.id}/rotate-secret`);
    const secrets = [endpoint.body.signing_secret, rotated.body.signing_secret];

    const text = JSON.stringify(fake.snapshot({ files: true }));

    expect(text).not.toContain(key.split('.')[1]);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/whsec_|durationToken|duration_token/);
  });

  test('is not changed by what happens later', async ({ fake, call, expect }) => {
    await call.post('/api/v1/generations', VIDEO);
    const snapshot = fake.snapshot();
    const text = JSON.stringify(snapshot);

    await fake.clock.advance(5_000);

    expect(JSON.stringify(snapshot)).toBe(text);
  });

  test('changes nothing when it is changed, before and after', async ({ fake, call, expect }) => {
    const { body } = await call.post('/api/v1/generations', VIDEO);
    const snapshot = fake.snapshot();
    fake.restore(snapshot);

    Object.assign(snapshot.generations.records[0]!, { status: 'failed', params: null });

    expect((await call.get(`/api/v1/generations/${body.id}`)).body.status).toBe('queued');
  });

  test.for([
    ['', null],
    ['?files=false', null],
    ['?files=true', PNG.toString('base64')],
  ] as const)('with %j the bytes of uploads are %j', async ([query, bytes], { call, expect }) => {
    await call.post('/api/v1/files', uploadForm({}));

    const { body } = await call.get(`/__rivya/snapshot${query}`);

    expect(body.files.records[0].bytes).toBe(bytes);
  });

  test.for([
    ['?files=yes', 'files must be one of "true", "false": received "yes"'],
    ['?file=true', 'file is not a known field: received "true"'],
  ])('%s is refused', async ([query, message], { call, expect }) => {
    const { status, body } = await call.get(`/__rivya/snapshot${query}`);

    expect([status, body.error.code]).toEqual([400, 'validation_failed']);
    expect(body.error.message).toContain(message);
  });
});

describe('A restored world', () => {
  test('signs webhooks with the secret that its endpoint had', async ({ fake, call, expect }) => {
    const { body: endpoint } = await call.post('/api/v1/webhooks', ENDPOINT);
    await call.post('/api/v1/generations', IMAGE);
    fake.restore(fake.snapshot());

    await fake.clock.runUntilIdle();

    const [sent] = fake.webhooks.deliveries();
    const { body, headers } = sent!.attempts[0]!;
    const now = new Date(fake.clock.now());
    const event = await verifyWebhook({ body, headers, secret: endpoint.signing_secret, now });
    expect(event.type).toBe('generation.succeeded');
  });

  test('strikes with the faults that were planned', async ({ fake, call, expect }) => {
    await call.post('/__rivya/faults', { kind: 'error', code: 'internal_error', nth: 2 });
    await call.get('/api/v1/credits');
    fake.restore(fake.snapshot());

    const replies = [await call.get('/api/v1/credits'), await call.get('/api/v1/credits')];

    expect(replies.map(({ status }) => status)).toEqual([500, 200]);
  });

  test('knows the keys that were made', async ({ fake, call, expect }) => {
    const key = fake.createKey({ scopes: ['credits:read'] });

    fake.restore(fake.snapshot());

    expect((await call.get('/api/v1/credits', { key })).status).toBe(200);
    expect((await call.post('/api/v1/generations', VIDEO, { key })).status).toBe(403);
  });

  test('replays the replies of requests with an Idempotency-Key', async ({
    fake,
    call,
    expect,
  }) => {
    const headers = { 'idempotency-key': 'order-17' };
    const first = await call.post('/api/v1/generations', VIDEO, { headers });
    fake.restore(fake.snapshot());

    const again = await call.post('/api/v1/generations', VIDEO, { headers });

    expect(again.body).toEqual(first.body);
    expect(fake.ledger.reserved).toBe(90);
  });

  test('goes on with chats', async ({ fake, call, expect }) => {
    const first = await call.post('/api/v1/chat/completions', TURN);
    fake.chat.script({ messageMatches: /ECHO/i, text: 'Infinity', tokensPerSecond: Infinity });
    fake.restore(fake.snapshot());

    const { session_id } = first.body;
    const turn = { ...TURN, message: 'echo, please', session_id };
    const second = await call.post('/api/v1/chat/completions', turn);

    expect(second.body.message.content).toBe('Infinity');
    expect((await call.get(`/api/v1/chat/sessions/${session_id}`)).body.messages).toHaveLength(4);
  });

  test('serves uploads whose bytes were included, and only knows of the others', async ({
    fake,
    call,
    expect,
  }) => {
    const { body: file } = await call.post('/api/v1/files', uploadForm({}));
    const [whole, bare] = [fake.snapshot({ files: true }), fake.snapshot()];
    const statusOf = async (snapshot: WorldSnapshot) => {
      fake.restore(snapshot);
      const known = await call.get(`/api/v1/files/${file.id}`);
      return [known.status, (await fetch(file.url)).status];
    };

    expect(await statusOf(whole)).toEqual([200, 200]);
    expect(await statusOf(bare)).toEqual([200, 404]);
  });

  test('can have another name, and its media and keys are found under it', async ({
    fake,
    call,
    expect,
  }) => {
    const key = fake.createKey();
    const { body: file } = await call.post('/api/v1/files', uploadForm({}));
    const copy = fake.world('copy');

    copy.restore(fake.snapshot({ files: true }));

    const renamed = key.replace('default', 'copy');
    const found = await call.get(`/api/v1/files/${file.id}`, { key: renamed });
    expect(found.body.url).toBe(file.url.replace('/media/default/', '/media/copy/'));
    expect((await fetch(found.body.url)).status).toBe(200);
  });
});

describe('What was under way when the snapshot was taken', () => {
  test('a chat turn is as if it had failed: its credits are released', async ({
    fake,
    call,
    expect,
  }) => {
    fake.chat.script({ firstDelayMs: 1_000 });
    const turn = call.post('/api/v1/chat/completions', TURN);
    await expect.poll(() => fake.ledger.reserved, { interval: 1 }).toBe(3);

    fake.restore(fake.snapshot());

    await expect(turn).rejects.toThrow('fetch failed');
    expect([fake.ledger.available, fake.ledger.reserved]).toEqual([1_000, 0]);
    expect(fake.ledger.entries.at(-1)).toMatchObject({ kind: 'release', amount: 3 });
  });

  test('a request with an Idempotency-Key can be made again', async ({ fake, call, expect }) => {
    const headers = { 'idempotency-key': 'order-17' };
    fake.generations.plan({ acceptMs: 1_000 });
    const lost = call.post('/api/v1/generations', VIDEO, { headers });
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);
    fake.restore(fake.snapshot());

    await expect(lost).rejects.toThrow('fetch failed');
    const again = await call.post('/api/v1/generations', VIDEO, { headers });

    expect(again.status).toBe(200);
    expect(fake.ledger.reserved).toBe(90);
  });
});
