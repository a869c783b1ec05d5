import { describe } from 'vitest';
import type { Caller, CallOptions } from '../support/caller.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const withKey = (key: string): CallOptions => ({ headers: { 'idempotency-key': key } });

function start(call: Caller, body: unknown, options: CallOptions = withKey('order-17')) {
  return call.post('/api/v1/generations', body, options);
}

describe('The same Idempotency-Key', () => {
  test('replays the reply and reserves once', async ({ fake, call, expect }) => {
    const first = await start(call, VIDEO);

    const second = await start(call, VIDEO);

    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('Idempotency-Replayed')).toBeNull();
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(fake.ledger.reserved).toBe(90);
    expect(fake.clock.pending).toBe(1);
  });

  test('replays the first reply also after the end', async ({ fake, call, expect }) => {
    const first = await start(call, VIDEO);
    await fake.clock.runUntilIdle();

    const second = await start(call, VIDEO);

    expect(second.body).toEqual(first.body);
    expect(second.body.status).toBe('queued');
    expect(fake.ledger).toMatchObject({ reserved: 0, settled: 90 });
  });

  test('gives each reply a request id of its own', async ({ call, expect }) => {
    const first = await start(call, VIDEO);
    const second = await start(call, VIDEO);

    expect(second.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
  });

  test('does not mind the order of fields or white space', async ({ call, expect }) => {
    const first = await start(call, { model: 'z-image', prompt: 'A boat' });

    const second = await start(call, undefined, {
      ...withKey('order-17'),
      text: '{ "prompt": "A boat",\n  "model": "z-image" }',
    });

    expect(second.body).toEqual(first.body);
  });

  test('refuses another body', async ({ fake, call, expect }) => {
    await start(call, VIDEO);

    const { status, body } = await start(call, { ...VIDEO, prompt: 'Something else' });

    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      code: 'idempotency_conflict',
      message: expect.stringMatching(
        /^Cannot use the Idempotency-Key ".+" again: it belongs to a request with another body$/,
      ),
    });
    expect(fake.ledger.reserved).toBe(90);
  });

  test('is refused while the first request is still running', async ({ fake, call, expect }) => {
    fake.generations.plan({ acceptMs: 1_000 });
    const both = [start(call, VIDEO), start(call, VIDEO)];

    const early = await Promise.race(both);
    await fake.clock.advance(1_000);
    const replies = await Promise.all(both);

    expect(early.status).toBe(409);
    expect(early.body.error).toMatchObject({
      code: 'idempotency_conflict',
      message: expect.stringMatching(
        /^Cannot replay the request yet: the first one with the Idempotency-Key ".+" is still/,
      ),
    });
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(fake.ledger.reserved).toBe(90);
  });

  test('reserves once for a hundred requests at once', async ({ fake, call, expect }) => {
    const replies = await Promise.all(Array.from({ length: 100 }, () => start(call, VIDEO)));

    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect(fake.ledger.reserved).toBe(90);
    expect(fake.ledger.entries).toHaveLength(2);
  });

  test('is remembered for 24 hours of world time', async ({ fake, call, expect }) => {
    const first = await start(call, IMAGE);

    await fake.clock.advance(86_399_999);
    const justBefore = await start(call, IMAGE);
    await fake.clock.advance(1);
    const after = await start(call, IMAGE);

    expect(justBefore.body).toEqual(first.body);
    expect(after.body.id).not.toBe(first.body.id);
    expect(after.headers.get('Idempotency-Replayed')).toBeNull();
  });

  test('is another one in another account', async ({ fake, call, expect }) => {
    const first = await start(call, VIDEO);

    const second = await start(call, VIDEO, {
      ...withKey('order-17'),
      key: `${fake.apiKey}.other`,
    });

    expect(second.status).toBe(200);
    expect(second.body.id).not.toBe(first.body.id);
    expect(fake.account('other').ledger.reserved).toBe(90);
  });

  test('is the same one for every key of the account', async ({ fake, call, expect }) => {
    const first = await start(call, VIDEO);

    const second = await start(call, VIDEO, { ...withKey('order-17'), key: fake.createKey() });

    expect(second.body).toEqual(first.body);
  });

  test('says nothing to an operation that does not honour it', async ({ call, expect }) => {
    await start(call, VIDEO);

    const { status, headers } = await call.get('/api/v1/credits', withKey('order-17'));

    expect(status).toBe(200);
    expect(headers.get('Idempotency-Replayed')).toBeNull();
  });
});

describe('A refusal is not remembered under its Idempotency-Key', () => {
  test('so a corrected request is accepted', async ({ call, expect }) => {
    const refused = await start(call, { model: 'z-image' });

    const corrected = await start(call, IMAGE);

    expect(refused.status).toBe(400);
    expect(corrected.status).toBe(200);
    expect(corrected.headers.get('Idempotency-Replayed')).toBeNull();
  });

  test('so the request is accepted once there are credits', async ({ call, expect }) => {
    await call.put('/__rivya/credits', { balance: 0 });
    const refused = await start(call, VIDEO);
    await call.put('/__rivya/credits', { balance: 90 });

    const accepted = await start(call, VIDEO);

    expect(refused.status).toBe(402);
    expect(accepted.status).toBe(200);
  });
});

describe('Without an Idempotency-Key', () => {
  test('every request starts a generation', async ({ fake, call, expect }) => {
    await start(call, VIDEO, {});
    await start(call, VIDEO, {});

    expect(fake.ledger.reserved).toBe(180);
  });
});

describe('An Idempotency-Key', () => {
  test('may have 255 visible ASCII characters', async ({ call, expect }) => {
    const { status } = await start(call, IMAGE, withKey(`~!${'k'.repeat(253)}`));

    expect(status).toBe(200);
  });

  test.for([
    { what: 'is empty', key: '' },
    { what: 'has 256 characters', key: 'k'.repeat(256) },
    { what: 'has a space', key: 'order 17' },
    { what: 'is not ASCII', key: 'commande-n°17' },
  ])('is refused if it $what', async ({ key }, { fake, call, expect }) => {
    const { status, body } = await start(call, IMAGE, withKey(key));

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'validation_failed',
      message: expect.stringMatching(
        /^the header Idempotency-Key must be 1 to 255 visible ASCII characters: received ".{0,81}"(?: \(256 characters\))?$/,
      ),
    });
    expect(fake.ledger.entries).toHaveLength(1);
  });
});
