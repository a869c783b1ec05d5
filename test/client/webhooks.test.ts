import { describe, expect } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import type { Fake } from '../../src/index.ts';
import { test as withFake } from '../support/fake.ts';
import { KEY, test } from './scripted-server.ts';

const ENDPOINT = { name: 'Production webhook', url: 'https://example.com/rivya/webhook' };

const endpoint = { id: 'whend_1', url: ENDPOINT.url, status: 'active' };
const withSecret = { ...endpoint, signing_secret: 'whsec_1' };
const delivery = { id: 'whdel_1', status: 'pending' };
const list = { object: 'list', data: [] };

describe('a call of the Webhooks API', () => {
  test('goes where the contract says', async ({ scene }) => {
    const bodies = [withSecret, list, endpoint, endpoint, endpoint, withSecret, delivery, list];
    const { client, requests } = await scene([...bodies, list].map((body) => ({ body })));

    const { webhooks, webhookEvents } = client;
    const replies = [
      await webhooks.create({ ...ENDPOINT, event_types: ['generation.failed'] }),
      await webhooks.list(),
      await webhooks.retrieve('whend_1'),
      await webhooks.update('whend_1', { status: 'active' }),
      await webhooks.delete('whend_1'),
      await webhooks.rotateSecret('whend_1'),
      await webhooks.test('whend_1'),
      await webhooks.deliveries('whend_1'),
      await webhookEvents.list(),
    ];

    expect(replies).toEqual([...bodies, list]);
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      [
        'POST',
        '/api/v1/webhooks',
        '{"name":"Production webhook","url":"https://example.com/rivya/webhook","event_types":["generation.failed"]}',
      ],
      ['GET', '/api/v1/webhooks', ''],
      ['GET', '/api/v1/webhooks/whend_1', ''],
      ['PATCH', '/api/v1/webhooks/whend_1', '{"status":"active"}'],
      ['DELETE', '/api/v1/webhooks/whend_1', ''],
      ['POST', '/api/v1/webhooks/whend_1/rotate-secret', ''],
      ['POST', '/api/v1/webhooks/whend_1/test', ''],
      ['GET', '/api/v1/webhooks/whend_1/deliveries', ''],
      ['GET', '/api/v1/webhook-events', ''],
    ]);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(
      requests.map(() => `Bearer ${KEY}`),
    );
  });

  test('is not repeated where it could be done twice', async ({ scene }) => {
    const busy = { status: 503, body: {} };
    const { client, requests } = await scene([busy, busy, busy]);

    await expect(client.webhooks.create(ENDPOINT)).rejects.toMatchObject({ status: 503 });

    expect(requests).toHaveLength(1);
  });

  test('needs the secret in the reply to a creation', async ({ scene }) => {
    const { client } = await scene([{ body: endpoint }]);

    await expect(client.webhooks.create(ENDPOINT)).rejects.toMatchObject({
      code: 'unreadable_reply',
    });
  });

  test.for<{ what: string; call: (client: ReturnType<typeof createClient>) => Promise<unknown> }>([
    { what: 'no body', call: ({ webhooks }) => webhooks.create(undefined as never) },
    { what: 'an empty id', call: ({ webhooks }) => webhooks.retrieve('') },
    { what: 'an id that climbs', call: ({ webhooks }) => webhooks.delete('..') },
    { what: 'an unknown option', call: ({ webhooks }) => webhooks.list({ page: 2 } as never) },
  ])('with $what is refused before it is sent', async ({ call }, { scene }) => {
    const { client, requests } = await scene([]);

    await expect(call(client)).rejects.toThrow(TypeError);

    expect(requests).toEqual([]);
  });
});

describe('Against a fake', () => {
  const clientOf = ({ url, apiKey }: Fake) => createClient({ baseUrl: url, apiKey });

  withFake('an endpoint lives its whole life', async ({ fake, expect }) => {
    const { webhooks, webhookEvents } = clientOf(fake);

    const created = await webhooks.create(ENDPOINT);
    const sent = await webhooks.test(created.id);
    await fake.clock.advance(0);
    const rotated = await webhooks.rotateSecret(created.id);
    const off = await webhooks.update(created.id, { status: 'disabled', name: 'Off' });
    const listed = await webhooks.list();
    const deliveries = await webhooks.deliveries(created.id);
    const events = await webhookEvents.list();
    const gone = await webhooks.delete(created.id);

    expect(rotated.signing_secret).not.toBe(created.signing_secret);
    expect(off).toMatchObject({ id: created.id, name: 'Off', status: 'disabled' });
    expect(listed.data).toEqual([off]);
    expect(deliveries.data).toMatchObject([{ id: sent.id, status: 'succeeded' }]);
    expect(events.data).toMatchObject([{ id: sent.event_id, type: 'webhook.test' }]);
    expect(gone.status).toBe('revoked');
    await expect(webhooks.retrieve(created.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  withFake('a URL that is not allowed is a refusal', async ({ fake, expect }) => {
    const creating = clientOf(fake).webhooks.create({ ...ENDPOINT, url: 'https://localhost/' });

    await expect(creating).rejects.toMatchObject({ code: 'webhook_url_rejected', status: 400 });
  });
});
