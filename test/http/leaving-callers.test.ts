import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { openRawConnection, requestText } from './raw-connection.ts';

const CREATE = 'POST /api/v1/generations';
const TEXT = JSON.stringify(IMAGE);

const bearer = (fake: Fake) => ({ Authorization: `Bearer ${fake.apiKey}` });

/** Headers that announce a JSON body of so many bytes. */
const json = (fake: Fake, bytes = TEXT.length) => ({
  ...bearer(fake),
  'Content-Type': 'application/json',
  'Content-Length': bytes,
});

describe('A caller who leaves in the middle of a body', () => {
  test('leaves nothing behind', async ({ fake, call, expect }) => {
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, json(fake), TEXT.slice(0, 20)));
    connection.end();
    await connection.closed;

    const { status, body } = await call.get('/api/v1/credits');

    expect(status).toBe(200);
    expect(body).toEqual({ current_credits: 1_000 });
    expect(fake.clock.pending).toBe(0);
  });

  test('does not use up an idempotency key', async ({ fake, call, expect }) => {
    const headers = { 'Idempotency-Key': 'order-17' };
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, { ...json(fake), ...headers }, TEXT.slice(0, 20)));
    connection.end();
    await connection.closed;

    const { status, headers: received } = await call.post('/api/v1/generations', IMAGE, {
      headers,
    });

    expect(status).toBe(200);
    expect(received.get('Idempotency-Replayed')).toBeNull();
  });

  test('may break off without a word', async ({ fake, call, expect }) => {
    const headers = { ...json(fake), Expect: '100-continue' };
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, headers));
    await connection.until('100 Continue');
    connection.write(TEXT.slice(0, 20));
    connection.destroy();
    await connection.closed;

    const { body } = await call.get('/api/v1/credits');

    expect(body).toEqual({ current_credits: 1_000 });
  });

  test('does not disturb a hundred others', async ({ fake, call, expect }) => {
    const leavers = Array.from({ length: 100 }, () => {
      const connection = openRawConnection(fake.url);
      connection.write(requestText(CREATE, json(fake), TEXT.slice(0, 20)));
      connection.end();
      return connection.closed;
    });

    const replies = await Promise.all(
      Array.from({ length: 100 }, () => call.post('/api/v1/generations', IMAGE)),
    );
    await Promise.all(leavers);

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(fake.ledger.reserved).toBe(100);
  });
});

describe('A caller who leaves before the answer', () => {
  test('has started the generation all the same', async ({ fake, call, expect }) => {
    fake.generations.plan({ acceptMs: 1_000 });
    const connection = openRawConnection(fake.url);
    connection.write(requestText(CREATE, { ...json(fake), 'Idempotency-Key': 'order-17' }, TEXT));
    await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);
    connection.destroy();
    await connection.closed;
    await fake.clock.advance(1_000);

    const retry = await call.post('/api/v1/generations', IMAGE, {
      headers: { 'idempotency-key': 'order-17' },
    });

    expect(retry.status).toBe(200);
    expect(retry.headers.get('Idempotency-Replayed')).toBe('true');
    expect(fake.ledger.reserved).toBe(1);
  });
});
