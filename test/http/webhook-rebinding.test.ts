import type { LookupAddress, lookup } from 'node:dns';
import { describe } from 'vitest';
import { type CourierOptions, createCourier } from '../../src/server/http/deliver.ts';
import { test } from '../support/webhook-receiver.ts';

/** A resolver that leads every name to the given addresses. */
function leadTo(...addresses: string[]): typeof lookup {
  const found: LookupAddress[] = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  const resolver = (_name: string, _options: object, done: (...results: unknown[]) => void) =>
    done(null, found);
  return resolver as unknown as typeof lookup;
}

function courierWith(options: Partial<CourierOptions>) {
  return createCourier({
    forwardTo: undefined,
    allowLocal: false,
    reachPublic: true,
    timeoutMs: 1_000,
    ...options,
  });
}

const request = (url: string) => ({
  url,
  headers: { 'content-type': 'application/json' },
  body: '{}',
});

describe('A name is checked again when a delivery is made', () => {
  test.for([
    { addresses: ['127.0.0.1'], bad: '127.0.0.1' },
    { addresses: ['::1'], bad: '::1' },
    { addresses: ['93.184.216.34', '10.0.0.5'], bad: '10.0.0.5' },
    { addresses: ['::ffff:169.254.169.254'], bad: '::ffff:169.254.169.254' },
  ])('and refused where it leads to $addresses', async ({ addresses, bad }, { expect }) => {
    const courier = courierWith({ lookup: leadTo(...addresses) });

    const answer = await courier.deliver(request('https://rebinding.example.com/hook'));

    expect(answer).toMatchObject({
      status: undefined,
      error: `No answer: The name leads to ${bad}, which is not public`,
    });
  });

  test('and no connection is opened', async ({ receiver, expect }) => {
    const { port } = new URL(receiver.url);
    const courier = courierWith({ lookup: leadTo('127.0.0.1') });

    await courier.deliver(request(`http://rebinding.example.com:${port}/hook`));

    expect(receiver.received).toEqual([]);
  });

  test('but not where local URLs are allowed', async ({ receiver, expect }) => {
    const { port } = new URL(receiver.url);
    const courier = courierWith({ lookup: leadTo('127.0.0.1'), allowLocal: true });

    const answer = await courier.deliver(request(`http://tunnel.example.com:${port}/hook`));

    expect(answer).toEqual({
      status: 204,
      error: undefined,
      sentTo: `http://tunnel.example.com:${port}/hook`,
    });
    expect(receiver.received).toHaveLength(1);
  });
});

test('an address that is not public is refused whoever let it in', async ({ receiver, expect }) => {
  const answer = await courierWith({}).deliver(request(receiver.url));

  expect(answer.error).toBe(
    'The webhook URL is not allowed: its address 127.0.0.1 is not public (loopback)',
  );
  expect(receiver.received).toEqual([]);
});

test('a courier that is closed breaks off what is under way', async ({ receiver, expect }) => {
  const courier = courierWith({ allowLocal: true, timeoutMs: 60_000 });
  const arrived = new Promise<void>((resolve) => {
    receiver.answer = () => resolve();
  });
  const delivering = courier.deliver(request(receiver.url));
  await arrived;

  courier.close();

  expect(await delivering).toMatchObject({ status: undefined, error: 'The fake was closed' });
});
