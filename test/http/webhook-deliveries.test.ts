import { createHmac } from 'node:crypto';
import { describe } from 'vitest';
import { verifyWebhook } from '../../src/client/index.ts';
import type { Caller } from '../support/caller.ts';
import { IMAGE } from '../support/examples.ts';
import { type Receiver, status, test } from '../support/webhook-receiver.ts';

const PATH = '/api/v1/webhooks';

/** Makes an endpoint for the receiver. */
async function listen(call: Caller, { url }: Pick<Receiver, 'url'>) {
  const { body } = await call.post(PATH, { name: 'Receiver', url });
  return body as { id: string; signing_secret: string };
}

describe('A receiver', () => {
  test.override('options', { allowLocalWebhooks: true, webhookTimeoutMs: 1_000 });

  test('gets the end of a generation, signed', async ({ fake, call, receiver, expect }) => {
    const endpoint = await listen(call, receiver);
    const { body: generation } = await call.post('/api/v1/generations', IMAGE);

    await fake.clock.advance(5_000);

    const shown = await call.get(`/api/v1/generations/${generation.id}`);
    const [request] = receiver.received;
    const event = await verifyWebhook({
      body: request!.body,
      headers: request!.headers,
      secret: endpoint.signing_secret,
      now: fake.clock.now(),
    });
    expect(request).toMatchObject({ method: 'POST', path: '/hook' });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(event).toMatchObject({ type: 'generation.succeeded', data: shown.body });
    expect((await call.get(`${PATH}/${endpoint.id}`)).body).toMatchObject({
      last_success_at: '2026-05-11T00:00:05.000Z',
      failure_count: 0,
    });
  });

  test('gets what it asked for', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    await call.send('PATCH', `${PATH}/${id}`, { event_types: ['generation.failed'] });
    await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();
    fake.generations.plan({ outcome: 'failed' });
    await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();

    const types = receiver.received.map(({ body }) => JSON.parse(body).type);

    expect(types).toEqual(['generation.failed']);
  });

  test('that succeeds the third time gets the same delivery with fresh times', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = (res, index) => res.writeHead(index < 2 ? 503 : 200).end();
    const sent = await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    const times = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    const bodies = new Set(receiver.received.map(({ body }) => body));
    expect(ids).toEqual([sent.body.id, sent.body.id, sent.body.id]);
    expect(times).toEqual([1_778_457_600, 1_778_457_630, 1_778_457_750]);
    expect(bodies.size).toBe(1);
    expect((await call.get(`${PATH}/${id}/deliveries`)).body.data).toMatchObject([
      {
        id: sent.body.id,
        status: 'succeeded',
        attempt_count: 3,
        last_response_status: 200,
        last_error: null,
        next_attempt_at: null,
        updated_at: '2026-05-11T00:02:30.000Z',
      },
    ]);
  });

  test('that never answers 2xx is tried six times', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = status(500);
    await call.post(`${PATH}/${id}/test`);
    const start = fake.clock.now();

    await fake.clock.runUntilIdle();

    const [delivery] = fake.webhooks.deliveries();
    const seconds = delivery!.attempts.map(({ atMs }) => (atMs - start) / 1_000);
    expect(seconds).toEqual([0, 30, 150, 750, 4_350, 25_950]);
    expect(delivery).toMatchObject({ status: 'failed', nextAttemptAtMs: undefined });
    expect((await call.get(`${PATH}/${id}`)).body).toMatchObject({
      failure_count: 1,
      last_failure_at: '2026-05-11T07:12:30.000Z',
      last_success_at: null,
    });
  });

  test('that says nothing is left after its time', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = () => {};
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    expect((await call.get(`${PATH}/${id}/deliveries`)).body.data).toMatchObject([
      {
        status: 'pending',
        attempt_count: 1,
        last_response_status: null,
        last_error: 'No whole answer within 1000 ms',
        next_attempt_at: '2026-05-11T00:00:30.000Z',
      },
    ]);
  });

  test('that redirects is not followed', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = status(307, { location: `${receiver.url}/elsewhere` });
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    expect(receiver.received).toHaveLength(1);
    expect(fake.webhooks.deliveries()).toMatchObject([
      { status: 'pending', attempts: [{ status: 307 }] },
    ]);
  });

  test('that answers 410 is tried again', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = (res, index) => res.writeHead(index === 0 ? 410 : 200).end();
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    expect(fake.webhooks.deliveries()).toMatchObject([
      { status: 'succeeded', attempts: [{ status: 410 }, { status: 200 }] },
    ]);
  });

  test('that disappears in mid-body has not received', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = (res) => {
      res.writeHead(200, { 'content-length': 1_000 }).write('{"ok":');
      setImmediate(() => res.destroy());
    };
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    expect(fake.webhooks.deliveries()).toMatchObject([
      { status: 'pending', attempts: [{ status: 200, error: 'The answer broke off' }] },
    ]);
  });

  test('that is not there is told by its error', async ({ fake, call, expect }) => {
    const { id } = await listen(call, { url: 'http://127.0.0.1:1/hook' });
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    const [delivery] = fake.webhooks.deliveries();
    expect(delivery).toMatchObject({ status: 'pending' });
    expect(delivery?.lastError).toMatch(/^No answer: connect ECONNREFUSED/);
  });

  test('gets events in their order, one at a time', async ({ fake, call, receiver, expect }) => {
    await listen(call, receiver);
    let [underWay, most] = [0, 0];
    receiver.answer = async (res) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      res.writeHead(204).end();
    };
    const created: string[] = [];
    for (let count = 0; count < 10; count++) {
      created.push((await call.post('/api/v1/generations', IMAGE)).body.id);
    }

    await fake.clock.runUntilIdle();

    expect(receiver.received.map(({ body }) => JSON.parse(body).data.id)).toEqual(created);
    expect(most).toBe(1);
  });

  test('that fails does not hold up later events', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = (res, index) => res.writeHead(index === 0 ? 500 : 200).end();
    const first = await call.post(`${PATH}/${id}/test`);
    const second = await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([first.body.id, second.body.id, first.body.id]);
  });

  test('may call the fake before it answers', async ({ fake, call, receiver, expect }) => {
    await listen(call, receiver);
    const seen: string[] = [];
    receiver.answer = async (res, _index, { body }) => {
      const shown = await call.get(`/api/v1/generations/${JSON.parse(body).data.id}`);
      seen.push(shown.body.status);
      res.writeHead(200).end();
    };
    await call.post('/api/v1/generations', IMAGE);

    await fake.clock.runUntilIdle();

    expect(seen).toEqual(['succeeded']);
    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'succeeded' }]);
  });
});

describe('An endpoint', () => {
  test.override('options', { allowLocalWebhooks: true });

  test('that is disabled gets nothing more', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = status(500);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(0);

    await call.send('PATCH', `${PATH}/${id}`, { status: 'disabled' });
    await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();

    expect(receiver.received).toHaveLength(1);
    expect((await call.get(`${PATH}/${id}/deliveries`)).body.data).toMatchObject([
      { status: 'failed', last_error: 'The endpoint was disabled', next_attempt_at: null },
    ]);
    expect((await call.get('/api/v1/webhook-events')).body.data).toHaveLength(2);
  });

  test('that is deleted gets nothing more', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    await call.post(`${PATH}/${id}/test`);

    await call.send('DELETE', `${PATH}/${id}`);
    await fake.clock.runUntilIdle();

    expect(receiver.received).toEqual([]);
    expect(fake.webhooks.deliveries()).toMatchObject([
      { status: 'failed', lastError: 'The endpoint was deleted' },
    ]);
  });

  test('that fails twenty times in a row is disabled, and can be turned on again', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = status(500);
    for (let count = 0; count < 19; count++) await call.post(`${PATH}/${id}/test`);
    await fake.clock.runUntilIdle();
    const before = await call.get(`${PATH}/${id}`);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.runUntilIdle();

    const after = await call.get(`${PATH}/${id}`);
    const again = await call.send('PATCH', `${PATH}/${id}`, { status: 'active' });

    expect(before.body).toMatchObject({ status: 'active', failure_count: 19 });
    expect(after.body).toMatchObject({
      status: 'disabled',
      failure_count: 20,
      disabled_at: '2026-05-11T14:25:00.000Z',
    });
    expect(again.body).toMatchObject({ status: 'active', failure_count: 0, disabled_at: null });
  });

  test('begins to count anew with a success', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = status(500);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.runUntilIdle();
    receiver.answer = status(200);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.runUntilIdle();

    expect((await call.get(`${PATH}/${id}`)).body.failure_count).toBe(0);
  });

  test('signs with its new secret after a rotation', async ({ fake, call, receiver, expect }) => {
    const { id, signing_secret: old } = await listen(call, receiver);
    const { body } = await call.post(`${PATH}/${id}/rotate-secret`);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(0);

    const [request] = receiver.received;
    const received = { body: request!.body, headers: request!.headers, now: fake.clock.now() };

    await expect(
      verifyWebhook({ ...received, secret: body.signing_secret }),
    ).resolves.toBeDefined();
    await expect(verifyWebhook({ ...received, secret: old })).rejects.toMatchObject({
      reason: 'signature_mismatch',
    });
  });
});

describe('With webhook.rotation on "overlap24h"', () => {
  test.override('options', { assume: { 'webhook.rotation': 'overlap24h' } });

  test('both secrets sign for a day', async ({ fake, call, expect }) => {
    const { id } = await listen(call, { url: 'https://example.com/hook' });
    await call.post(`${PATH}/${id}/rotate-secret`);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(24 * 3_600_000);
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(0);

    const signatures = fake.webhooks
      .deliveries()
      .map(({ attempts }) => attempts[0]?.headers['webhook-signature']?.split(' ').length);
    expect(signatures).toEqual([2, 1]);
  });
});

describe('With webhook.signature on "timestamped-hex"', () => {
  test.override('options', { assume: { 'webhook.signature': 'timestamped-hex' } });

  test('one header signs the time and the body', async ({ fake, call, expect }) => {
    const { id, signing_secret } = await listen(call, { url: 'https://example.com/hook' });
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(0);

    const [attempt] = fake.webhooks.deliveries()[0]!.attempts;
    const hex = createHmac('sha256', signing_secret)
      .update(`1778457600.${attempt!.body}`)
      .digest('hex');
    expect(attempt?.headers).toEqual({
      'content-type': 'application/json',
      'rivya-signature': `t=1778457600,v1=${hex}`,
    });
  });
});

describe('With webhook.gone on "disable"', () => {
  test.override('options', { allowLocalWebhooks: true, assume: { 'webhook.gone': 'disable' } });

  test('the answer 410 turns the endpoint off', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver);
    receiver.answer = status(410);
    await call.post(`${PATH}/${id}/test`);
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    expect(receiver.received).toHaveLength(1);
    expect((await call.get(`${PATH}/${id}`)).body.status).toBe('disabled');
    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
  });
});
