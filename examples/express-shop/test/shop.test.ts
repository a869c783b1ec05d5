import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base } from 'rivya-testkit/testing/vitest';
import { describe, expect } from 'vitest';
import { createShop, type Shop } from '../src/shop.ts';

interface Place extends Shop {
  readonly url: string;
  order(id: string, prompt?: string): Promise<{ status: string; pictureUrl?: string }>;
  look(id: string): Promise<{ status: string; pictureUrl?: string }>;
}

/** A shop that listens, with a webhook endpoint at the fake. */
const test = base.override({ fakeOptions: { allowLocalWebhooks: true } }).extend<{ shop: Place }>({
  shop: async ({ rivya, world }, use) => {
    let secret = '';
    const webhookSecret = () => secret;
    const shop = createShop({ rivya, webhookSecret, now: () => world.clock.now() });
    const server: Server = shop.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const endpoint = await rivya.webhooks.create({ name: 'Shop', url: `${url}/rivya` });
    secret = endpoint.signing_secret;
    const look = async (id: string) => (await fetch(`${url}/orders/${id}`)).json();
    const order = async (id: string, prompt = 'A paper boat') => {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ prompt });
      return (await fetch(`${url}/orders/${id}`, { method: 'PUT', headers, body })).json();
    };
    await use({ ...shop, url, order, look } as Place);
    server.close();
    server.closeAllConnections();
  },
});

describe('An order', () => {
  test('is delivered when the webhook comes', async ({ shop, world }) => {
    expect(await shop.order('17')).toMatchObject({ status: 'making' });

    await world.clock.runUntilIdle();

    expect(await shop.look('17')).toMatchObject({ status: 'delivered' });
    expect(world).toHaveSpent(1);
    expect(world).toHaveReceivedWebhook('generation.succeeded');
  });

  test('is refunded when the picture fails, and costs nothing', async ({ shop, world }) => {
    world.generations.plan({ outcome: 'failed' });
    await shop.order('17');

    await world.clock.runUntilIdle();

    expect(await shop.look('17')).toMatchObject({ status: 'refunded' });
    expect(world).toHaveSpent(0);
    expect(world).toHaveNoHeldCredits();
  });

  test('is refunded when the credits have run out', async ({ shop, world }) => {
    world.ledger.setBalance(0);

    expect(await shop.order('17')).toMatchObject({ status: 'refunded' });
  });

  test('is delivered by the worker when its webhook is lost', async ({ shop, world }) => {
    world.webhooks.inject({ kind: 'drop' });
    await shop.order('17');
    await world.clock.runUntilIdle();
    expect(await shop.look('17')).toMatchObject({ status: 'making' });

    await shop.studio.lookAfter();

    expect(await shop.look('17')).toMatchObject({ status: 'delivered' });
  });

  test('is paid once when the answer to its start is lost', async ({ shop, world }) => {
    world.faults.inject({ kind: 'reply-lost', operations: ['createGeneration'], times: 3 });
    expect(await shop.order('17')).toMatchObject({ status: 'paid' });

    await shop.studio.lookAfter();
    await world.clock.runUntilIdle();

    expect(await shop.look('17')).toMatchObject({ status: 'delivered' });
    expect(world).toHaveSpent(1);
  });

  test('is paid once when it is sent twice', async ({ shop, world }) => {
    await Promise.all([shop.order('17'), shop.order('17')]);
    await world.clock.runUntilIdle();

    expect(await shop.look('17')).toMatchObject({ status: 'delivered' });
    expect(world).toHaveSpent(1);
  });
});

describe('A webhook', () => {
  test('that comes twice changes nothing the second time', async ({ shop, world }) => {
    world.webhooks.inject({ kind: 'duplicate' });
    await shop.order('17');

    await world.clock.runUntilIdle();

    expect(await shop.look('17')).toMatchObject({ status: 'delivered' });
  });

  test('with a wrong signature is refused, and its retry taken', async ({ shop, world }) => {
    world.webhooks.inject({ kind: 'bad-signature' });
    await shop.order('17');
    await world.clock.advance(10_000);
    expect(await shop.look('17')).toMatchObject({ status: 'making' });

    await world.clock.runUntilIdle();

    expect(await shop.look('17')).toMatchObject({ status: 'delivered' });
  });
});
