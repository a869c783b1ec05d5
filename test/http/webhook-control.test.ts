import { describe } from 'vitest';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const DELIVERIES = '/__rivya/webhooks/deliveries';
const FAULTS = '/__rivya/webhooks/faults';
const ENDPOINT = { name: 'A', url: 'https://example.com/hook' };

describe('GET /__rivya/webhooks/deliveries', () => {
  test('shows what was sent, and no secret', async ({ fake, call, expect }) => {
    const { body: endpoint } = await call.post('/api/v1/webhooks', ENDPOINT);
    await call.post('/api/v1/generations', IMAGE);
    await fake.clock.runUntilIdle();

    const { status, body } = await call.get(DELIVERIES);

    const [attempt] = fake.webhooks.deliveries()[0]!.attempts;
    expect(status).toBe(200);
    expect(body.data).toMatchObject([
      {
        endpoint_id: endpoint.id,
        event_type: 'generation.succeeded',
        status: 'succeeded',
        account: 'main',
        attempts: [
          {
            at: '2026-05-11T00:00:05.000Z',
            url: 'https://example.com/hook',
            headers: attempt?.headers,
            body: attempt?.body,
            response_status: 200,
            error: null,
            fault: null,
          },
        ],
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(endpoint.signing_secret.slice(6));
  });

  test('shows those of the world of the key, of all accounts', async ({ fake, call, expect }) => {
    for (const key of [`${fake.apiKey}.other`, 'rvya_sk_test_w2']) {
      const { body } = await call.post('/api/v1/webhooks', ENDPOINT, { key });
      await call.post(`/api/v1/webhooks/${body.id}/test`, undefined, { key });
    }

    const { body } = await call.get(DELIVERIES);

    expect(body.data).toMatchObject([{ account: 'other' }]);
    expect(fake.world('w2').webhooks.deliveries()).toHaveLength(1);
  });
});

describe('/__rivya/webhooks/faults', () => {
  test('plans, lists and clears', async ({ call, expect }) => {
    const planned = await call.post(FAULTS, {
      kind: 'delay',
      event_type: 'generation.failed',
      times: 3,
      delay_ms: 500,
    });
    const listed = await call.get(FAULTS);
    const cleared = await call.send('DELETE', FAULTS);

    expect(planned.status).toBe(200);
    expect(planned.body).toEqual({
      object: 'list',
      data: [
        {
          id: 'webhook_fault_1',
          kind: 'delay',
          endpoint_id: null,
          event_type: 'generation.failed',
          left: 3,
          probability: 1,
          delay_ms: 500,
        },
      ],
    });
    expect(listed.body).toEqual(planned.body);
    expect(cleared.body).toEqual({ object: 'list', data: [] });
    expect((await call.get(FAULTS)).body.data).toEqual([]);
  });

  test('a fault that was planned strikes', async ({ fake, call, expect }) => {
    const { body } = await call.post('/api/v1/webhooks', ENDPOINT);
    await call.post(FAULTS, { kind: 'drop', endpoint_id: body.id });
    await call.post(`/api/v1/webhooks/${body.id}/test`);

    await fake.clock.runUntilIdle();

    expect(fake.webhooks.deliveries()).toMatchObject([{ status: 'failed', attempts: [] }]);
    expect((await call.get(FAULTS)).body.data).toEqual([]);
  });

  test.for([
    { kind: 'explode' },
    {},
    { kind: 'drop', times: 0 },
    { kind: 'drop', probability: 2 },
    { kind: 'drop', event_type: 'chat.completed' },
    { kind: 'drop', delay: 5 },
  ])('%j plans nothing', async (body, { call, expect }) => {
    const reply = await call.post(FAULTS, body);

    expect(reply.body.error?.code).toBe('validation_failed');
    expect((await call.get(FAULTS)).body.data).toEqual([]);
  });
});
