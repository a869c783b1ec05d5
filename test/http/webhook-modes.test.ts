import type { ServerResponse } from 'node:http';
import { describe } from 'vitest';
import { startFake } from '../../src/index.ts';
import { createCaller } from '../support/caller.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/webhook-receiver.ts';

const PATH = '/api/v1/webhooks';

describe('Without any option', () => {
  test('deliveries are collected, with everything that was sent', async ({
    fake,
    call,
    expect,
  }) => {
    const { body } = await call.post(PATH, { name: 'A', url: 'https://example.com/hook' });
    await call.post(`${PATH}/${body.id}/test`);

    await fake.clock.advance(0);

    const [delivery] = fake.webhooks.deliveries();
    expect(delivery).toEqual({
      id: expect.stringMatching(/^whdel_/),
      endpointId: body.id,
      eventId: expect.stringMatching(/^evt_/),
      eventType: 'webhook.test',
      account: 'main',
      status: 'succeeded',
      lastError: undefined,
      nextAttemptAtMs: undefined,
      attempts: [
        {
          atMs: fake.clock.now(),
          url: 'https://example.com/hook',
          headers: {
            'content-type': 'application/json',
            'webhook-id': delivery?.id,
            'webhook-timestamp': '1778457600',
            'webhook-signature': expect.stringMatching(/^v1,\S{44}$/),
          },
          body: expect.stringMatching(/^\{"id":"evt_/),
          status: 200,
          error: undefined,
          fault: undefined,
        },
      ],
    });
  });
});

describe('With forwardWebhooks', () => {
  test('public URLs are demanded, and the local one is reached', async ({ receiver, expect }) => {
    const fake = await startFake({ forwardWebhooks: receiver.url });
    const call = createCaller(fake.url, fake.apiKey);
    const refused = await call.post(PATH, { name: 'A', url: receiver.url });
    const { body } = await call.post(PATH, { name: 'A', url: 'https://example.com/production' });
    await call.post(`${PATH}/${body.id}/test`);

    await fake.clock.advance(0);
    await fake.close();

    expect(refused.body.error.code).toBe('webhook_url_rejected');
    expect(receiver.received).toMatchObject([{ method: 'POST', path: '/hook' }]);
    expect(fake.webhooks.deliveries()[0]?.attempts[0]?.url).toBe('https://example.com/production');
  });
});

describe('With allowLocalWebhooks', () => {
  test.override('options', { allowLocalWebhooks: true });

  test('public URLs are still collected only', async ({ fake, call, expect }) => {
    const { body } = await call.post(PATH, { name: 'A', url: 'https://example.com/hook' });
    await call.post(`${PATH}/${body.id}/test`);

    await fake.clock.advance(0);

    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'succeeded' }]);
  });

  test('the clock realtime delivers by itself', async ({ receiver, expect }) => {
    const fake = await startFake({ allowLocalWebhooks: true, clock: 'realtime' });
    const call = createCaller(fake.url, fake.apiKey);
    const { body } = await call.post(PATH, { name: 'A', url: receiver.url });
    const arrived = new Promise<void>((resolve) => {
      receiver.answer = (res) => {
        res.writeHead(204).end();
        resolve();
      };
    });

    await call.post(`${PATH}/${body.id}/test`);
    await arrived;
    await fake.close();

    expect(receiver.received).toHaveLength(1);
  });
});

describe.for(['manual', 'realtime', 'per-request'] as const)(
  'A slow receiver under the clock %s',
  (clock) => {
    test('slows no API call and no other timer', async ({ receiver, expect }) => {
      const fake = await startFake({
        allowLocalWebhooks: true,
        clock,
        speed: 1_000,
        timing: { image: { queuedMs: 1, processingMs: 1 } },
      });
      const call = createCaller(fake.url, fake.apiKey);
      const { body } = await call.post(PATH, { name: 'A', url: receiver.url });
      const arrived = new Promise<void>((resolve) => {
        receiver.answer = () => resolve();
      });
      await call.post(`${PATH}/${body.id}/test`);
      if (clock === 'manual') void fake.clock.advance(0);
      else await call.get('/api/v1/credits');
      await arrived;

      const created = await call.post('/api/v1/generations', IMAGE);
      const seen = async () => (await call.get(`/api/v1/generations/${created.body.id}`)).body;
      while (clock !== 'manual' && (await seen()).status !== 'succeeded');
      const [delivery] = fake.webhooks.deliveries();
      await fake.close();

      expect(created.status).toBe(200);
      expect(delivery).toMatchObject({ status: 'pending' });
    });
  },
);

describe('In the mode per-request', () => {
  test.override('options', { allowLocalWebhooks: true, clock: 'per-request' });

  test.for(['advance', 'runUntilIdle'] as const)(
    '%s() waits for a receiver that calls the fake',
    async (verb, { fake, call, receiver, expect }) => {
      const { body } = await call.post(PATH, { name: 'A', url: receiver.url });
      receiver.answer = async (res) => {
        await call.get('/api/v1/credits');
        res.writeHead(204).end();
      };
      await call.post(`${PATH}/${body.id}/test`);

      await fake.clock[verb](0);

      expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'succeeded' }]);
    },
  );
});

describe('Worlds', () => {
  test.override('options', { allowLocalWebhooks: true, webhookTimeoutMs: 5_000 });

  test('do not wait for the receivers of others', async ({ fake, call, receiver, expect }) => {
    const { body } = await call.post(PATH, { name: 'A', url: receiver.url });
    const arrived = new Promise<void>((resolve) => {
      receiver.answer = () => resolve();
    });
    await call.post(`${PATH}/${body.id}/test`);
    const hanging = fake.clock.advance(1_000);
    await arrived;
    const other = fake.world('other');

    await other.clock.advance(60_000);

    expect(other.webhooks.deliveries()).toEqual([]);
    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'pending' }]);
    void hanging;
  });

  test('that are thrown away send nothing that waits in line', async ({
    fake,
    call,
    receiver,
    expect,
  }) => {
    const { body } = await call.post(PATH, { name: 'A', url: receiver.url });
    const arrived = new Promise<ServerResponse>((resolve) => {
      receiver.answer = (res) => resolve(res);
    });
    await call.post(`${PATH}/${body.id}/test`);
    await call.post(`${PATH}/${body.id}/test`);
    const advancing = fake.clock.advance(0);
    const first = await arrived;

    fake.reset();
    first.writeHead(204).end();
    await advancing;

    expect(receiver.received).toHaveLength(1);
  });

  test('that are thrown away send nothing more', async ({ fake, call, receiver, expect }) => {
    const { body } = await call.post(PATH, { name: 'A', url: receiver.url });
    await call.post(`${PATH}/${body.id}/test`);

    fake.reset();
    await fake.clock.advance(60_000);

    expect(receiver.received).toEqual([]);
    expect(fake.webhooks.deliveries()).toEqual([]);
  });
});
