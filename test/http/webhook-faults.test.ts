import { describe } from 'vitest';
import { verifyWebhook } from '../../src/client/index.ts';
import type { Fake } from '../../src/index.ts';
import type { Caller } from '../support/caller.ts';
import { IMAGE } from '../support/examples.ts';
import { type Received, test } from '../support/webhook-receiver.ts';

const PATH = '/api/v1/webhooks';

async function listen(call: Caller, url: string) {
  const { body } = await call.post(PATH, { name: 'Receiver', url });
  return body as { id: string; signing_secret: string };
}

/** What a receiver that verifies makes of a request: `ok`, or why it refuses. */
function judge({ body, headers }: Received, secret: string, fake: Fake): Promise<string> {
  return verifyWebhook({ body, headers, secret, now: fake.clock.now() }).then(
    () => 'ok',
    (error: { reason: string }) => error.reason,
  );
}

/** Offsets of all attempts from the beginning, in seconds, by delivery. */
function seconds(fake: Fake, start: number) {
  return fake.webhooks
    .deliveries()
    .map(({ attempts }) => attempts.map(({ atMs }) => (atMs - start) / 1_000));
}

describe('A planned fault', () => {
  test.override('options', { allowLocalWebhooks: true });

  test('duplicate: the same delivery comes twice at once', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'duplicate' });
    await call.post(`${PATH}/${id}/test`);
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    const [first, second, third] = receiver.received;
    expect(receiver.received).toHaveLength(3);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(third?.headers['webhook-id']).not.toBe(first?.headers['webhook-id']);
    expect(fake.webhooks.deliveries()[0]?.attempts).toMatchObject([
      { fault: undefined },
      { fault: 'duplicate' },
    ]);
  });

  test('duplicate: the second comes later', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'duplicate', delayMs: 90_000 });
    const start = fake.clock.now();
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    expect(seconds(fake, start)).toEqual([[0, 90]]);
    expect(receiver.received).toHaveLength(2);
  });

  test('duplicate: the second never comes to an endpoint that was deleted', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'duplicate', delayMs: 90_000 });
    await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(0);

    await call.send('DELETE', `${PATH}/${id}`);
    await fake.clock.runUntilIdle();

    expect(receiver.received).toHaveLength(1);
  });

  test('reorder: the next delivery overtakes', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'reorder' });
    const first = await call.post(`${PATH}/${id}/test`);
    await fake.clock.advance(5_000);
    const second = await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([second.body.id, first.body.id]);
  });

  test('reorder: without a next one it comes late', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'reorder', delayMs: 60_000 });
    const start = fake.clock.now();
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    expect(seconds(fake, start)).toEqual([[60]]);
    expect(receiver.received).toHaveLength(1);
  });

  test('delay: it comes late, and others meanwhile', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'delay', delayMs: 3_600_000 });
    const start = fake.clock.now();
    await call.post(`${PATH}/${id}/test`);
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    expect(seconds(fake, start)).toEqual([[3_600], [0]]);
    expect(receiver.received).toHaveLength(2);
  });

  test('drop: it never comes', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'drop' });
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.runUntilIdle();

    expect(receiver.received).toEqual([]);
    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'failed', attempts: [] }]);
    expect((await call.get(`${PATH}/${id}`)).body.failure_count).toBe(0);
  });

  test.for([
    { kind: 'bad-signature', reason: 'signature_mismatch' },
    { kind: 'old-secret', reason: 'signature_mismatch' },
    { kind: 'truncated-body', reason: 'signature_mismatch' },
    { kind: 'stale-timestamp', reason: 'timestamp_too_old' },
  ] as const)(
    '$kind: it is refused once, and the next try is good',
    async (row, { fake, call, receiver, expect }) => {
      const { id, signing_secret: secret } = await listen(call, receiver.url);
      const judged: string[] = [];
      receiver.answer = async (res, _index, received) => {
        judged.push(await judge(received, secret, fake));
        res.writeHead(judged.at(-1) === 'ok' ? 204 : 401).end();
      };
      fake.webhooks.inject({ kind: row.kind });
      await call.post(`${PATH}/${id}/test`);

      await fake.clock.runUntilIdle();

      expect(judged).toEqual([row.reason, 'ok']);
      expect(fake.webhooks.deliveries()).toMatchObject([
        { status: 'succeeded', attempts: [{ status: 401, fault: row.kind }, { status: 204 }] },
      ]);
    },
  );

  test('old-secret: it is signed as before the rotation', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    const { id, signing_secret: old } = await listen(call, receiver.url);
    await call.post(`${PATH}/${id}/rotate-secret`);
    fake.webhooks.inject({ kind: 'old-secret' });
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    expect(await judge(receiver.received[0]!, old, fake)).toBe('ok');
  });

  test('truncated-body: half of it arrives', async ({ fake, call, receiver, expect }) => {
    const { id } = await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'truncated-body' });
    await call.post(`${PATH}/${id}/test`);
    await call.post(`${PATH}/${id}/test`);

    await fake.clock.advance(0);

    const [half, whole] = receiver.received.map(({ body }) => body);
    expect(half).toHaveLength(whole!.length >> 1);
    expect(() => JSON.parse(half!)).toThrow(SyntaxError);
  });

  test('early: the event comes before the create call is answered', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    await listen(call, receiver.url);
    const steps: string[] = [];
    receiver.answer = (res, _index, { body }) => {
      steps.push(`event ${JSON.parse(body).data.id}`);
      res.writeHead(204).end();
    };
    fake.webhooks.inject({ kind: 'early' });

    const { body } = await call.post('/api/v1/generations', IMAGE);
    steps.push(`reply ${body.id}`);

    expect(steps).toEqual([`event ${body.id}`, `reply ${body.id}`]);
    expect(body).toMatchObject({ status: 'queued', result: null });
    expect((await call.get(`/api/v1/generations/${body.id}`)).body.status).toBe('succeeded');
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 1 });
    expect(fake.clock.pending).toBe(0);
  });

  test('early: a failure comes early too', async ({ fake, call, receiver, expect }) => {
    await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'early', eventType: 'generation.failed' });
    await call.post('/api/v1/generations', IMAGE);
    fake.generations.plan({ outcome: 'failed' });
    await call.post('/api/v1/generations', IMAGE);

    const types = receiver.received.map(({ body }) => JSON.parse(body).type);

    expect(types).toEqual(['generation.failed']);
    expect(fake.clock.pending).toBe(1);
  });

  test('late: the event comes after a poll has seen the end', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    await listen(call, receiver.url);
    fake.webhooks.inject({ kind: 'late' });
    const { body } = await call.post('/api/v1/generations', IMAGE);
    await call.get(`/api/v1/generations/${body.id}`);
    await fake.clock.advance(3_600_000);
    const before = receiver.received.length;

    await call.get(`/api/v1/generations/${body.id}`);
    await fake.clock.runUntilIdle();

    expect(before).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('Planned faults', () => {
  test('strike the endpoint and the events that they name', async ({ fake, call, expect }) => {
    const one = await listen(call, 'https://one.example.com/');
    const two = await listen(call, 'https://two.example.com/');
    fake.webhooks.inject({
      kind: 'drop',
      endpointId: two.id,
      eventType: 'generation.succeeded',
      times: 2,
    });
    await call.post(`${PATH}/${two.id}/test`);
    for (let count = 0; count < 3; count++) await call.post('/api/v1/generations', IMAGE);

    await fake.clock.runUntilIdle();

    const dropped = fake.webhooks.deliveries().filter(({ status }) => status === 'failed');
    expect(dropped.map(({ endpointId }) => endpointId)).toEqual([two.id, two.id]);
    expect(fake.webhooks.deliveries().filter((one_) => one_.endpointId === one.id)).toHaveLength(3);
  });

  test('strike by chance as the seed has it', async ({ fake, call, expect }) => {
    const { id } = await listen(call, 'https://example.com/hook');
    fake.webhooks.inject({ kind: 'drop', probability: 0.5, times: 1_000 });
    const run = async (endpoint: string) => {
      for (let count = 0; count < 100; count++) await call.post(`${PATH}/${endpoint}/test`);
      return fake.webhooks.deliveries().map(({ status }) => status);
    };
    const first = await run(id);
    fake.reset();
    const again = await listen(call, 'https://example.com/hook');
    fake.webhooks.inject({ kind: 'drop', probability: 0.5, times: 1_000 });

    const second = await run(again.id);

    const dropped = first.filter((status) => status === 'failed').length;
    expect(second).toEqual(first);
    expect(dropped).toBeGreaterThan(30);
    expect(dropped).toBeLessThan(70);
  });

  test('never change the ids of anything', async ({ fake, call, expect }) => {
    const before = await listen(call, 'https://example.com/hook');
    await call.post(`${PATH}/${before.id}/test`);
    const plain = fake.webhooks.deliveries()[0]!.id;
    fake.reset();
    const after = await listen(call, 'https://example.com/hook');
    fake.webhooks.inject({ kind: 'bad-signature' });
    await call.post(`${PATH}/${after.id}/test`);
    await fake.clock.advance(0);

    expect(after).toEqual(before);
    expect(fake.webhooks.deliveries()[0]!.id).toBe(plain);
  });

  test.for([
    [null, TypeError, 'expected an object with a kind'],
    [{ kind: 'explode' }, RangeError, 'kind is "explode"'],
    [{ kind: 'drop', endpoint: 'whend_1' }, TypeError, '"endpoint" is unknown'],
    [{ kind: 'drop', eventType: 'chat.completed' }, RangeError, 'eventType is "chat.completed"'],
    [{ kind: 'drop', times: 0 }, RangeError, 'times is 0'],
    [{ kind: 'drop', probability: 2 }, RangeError, 'probability is 2'],
    [{ kind: 'delay', delayMs: -1 }, RangeError, 'delayMs is -1'],
  ] as const)('%j is refused', ([fault, Kind, message], { fake, expect }) => {
    const inject = () => fake.webhooks.inject(fault as never);

    expect(inject).toThrow(Kind);
    expect(inject).toThrow(message);
  });
});

test.for(['early', 'late'] as const)(
  '%s leaves test events alone',
  async (kind, { fake, call, expect }) => {
    const { body } = await call.post('/api/v1/webhooks', {
      name: 'Boats',
      url: 'https://example.com/hook',
    });
    fake.webhooks.inject({ kind });

    await call.post(`/api/v1/webhooks/${body.id}/test`);
    await fake.clock.runUntilIdle();

    expect(fake.webhooks.deliveries()[0]?.status).toBe('succeeded');
    expect(() => fake.webhooks.inject({ kind, eventType: 'webhook.test' })).toThrow(RangeError);
  },
);

test('what a test reads of deliveries is its own copy', async ({ fake, call, expect }) => {
  const { body } = await call.post('/api/v1/webhooks', {
    name: 'Boats',
    url: 'https://example.com/hook',
  });
  await call.post(`/api/v1/webhooks/${body.id}/test`);
  await fake.clock.runUntilIdle();

  Object.assign(fake.webhooks.deliveries()[0]?.attempts[0]?.headers ?? {}, { 'webhook-id': 'x' });

  expect(fake.webhooks.deliveries()[0]?.attempts[0]?.headers['webhook-id']).not.toBe('x');
});
