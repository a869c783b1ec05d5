import { describe, expect, test } from 'vitest';
import {
  type ReceivedWebhook,
  signWebhook,
  verifyWebhook,
  WebhookVerificationError,
} from '../../src/client/index.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const BODY = '{"id":"evt_1","type":"generation.succeeded","data":{"id":"task_1"}}';
const NOW = Date.UTC(2026, 4, 11);

/** A delivery that was signed, changed where a test says so. */
async function delivery(changes: Partial<ReceivedWebhook> = {}): Promise<ReceivedWebhook> {
  const headers = await signWebhook({ id: 'whdel_1', body: BODY, secret: SECRET, now: NOW });
  return { body: BODY, headers, secret: SECRET, now: NOW, ...changes };
}

describe('signWebhook()', () => {
  test('gives the known answer', async () => {
    const headers = await signWebhook({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      body: '{"test": 2432232314}',
      secret: SECRET,
      now: 1_614_265_330_000,
    });

    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('is trusted at once, without a time', async () => {
    const headers = await signWebhook({ id: 'whdel_1', body: BODY, secret: SECRET });

    await expect(verifyWebhook({ body: BODY, headers, secret: SECRET })).resolves.toBeDefined();
  });
});

describe('verifyWebhook() resolves with the event', () => {
  test('of a text', async () => {
    const event = await verifyWebhook(await delivery());

    expect(event).toMatchObject({ type: 'generation.succeeded', data: { id: 'task_1' } });
  });

  test('of bytes', async () => {
    const event = await verifyWebhook(await delivery({ body: Buffer.from(BODY) }));

    expect(event.id).toBe('evt_1');
  });

  test('with headers of the platform', async () => {
    const { headers, ...rest } = await delivery();

    const event = await verifyWebhook({ ...rest, headers: new Headers(headers as never) });

    expect(event.id).toBe('evt_1');
  });

  test('with header names in any case, and values in lists', async () => {
    const { headers, ...rest } = await delivery();
    const shouted = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]);

    const event = await verifyWebhook({ ...rest, headers: Object.fromEntries(shouted) });

    expect(event.id).toBe('evt_1');
  });

  test('with the scheme of one header', async () => {
    const scheme = 'timestamped-hex';
    const headers = await signWebhook({ id: 'x', body: BODY, secret: SECRET, now: NOW, scheme });

    const event = await verifyWebhook(await delivery({ headers }));

    expect(Object.keys(headers)).toEqual(['rivya-signature']);
    expect(event.id).toBe('evt_1');
  });

  test('with one of several secrets', async () => {
    const event = await verifyWebhook(await delivery({ secret: [OTHER, SECRET] }));

    expect(event.id).toBe('evt_1');
  });

  test('within a tolerance of its own', async () => {
    const late = { now: new Date(NOW + 3_600_000), toleranceMs: 3_600_000 };

    await expect(verifyWebhook(await delivery(late))).resolves.toBeDefined();
  });
});

describe('verifyWebhook() refuses', () => {
  test.each<[string, Partial<ReceivedWebhook>, string, string]>([
    ['no headers', { headers: {} }, 'missing_header', 'a signature header is missing'],
    [
      'another secret',
      { secret: OTHER },
      'signature_mismatch',
      'no signature fits the body and the secret',
    ],
    [
      'another body',
      { body: `${BODY} ` },
      'signature_mismatch',
      'no signature fits the body and the secret',
    ],
    ['an old one', { now: NOW + 300_001 }, 'timestamp_too_old', 'the timestamp is too old'],
    [
      'one of the future',
      { now: NOW - 300_001 },
      'timestamp_too_new',
      'the timestamp is in the future',
    ],
  ])('%s', async (_what, changes, reason, sentence) => {
    const verifying = verifyWebhook(await delivery(changes));

    const error = await verifying.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(WebhookVerificationError);
    expect(error).toMatchObject({ reason, message: `Cannot trust the webhook: ${sentence}` });
  });

  test('a body that is signed and no JSON', async () => {
    const body = BODY.slice(0, 20);
    const headers = await signWebhook({ id: 'whdel_1', body, secret: SECRET, now: NOW });

    const verifying = verifyWebhook(await delivery({ body, headers }));

    await expect(verifying).rejects.toMatchObject({ reason: 'unreadable_body' });
  });

  test.each([
    ['a body that was parsed', { body: JSON.parse(BODY) }, TypeError],
    ['a secret that is none', { secret: 'whsec_?' }, TypeError],
    ['a time that is none', { now: Number.NaN }, RangeError],
    ['a tolerance that is none', { toleranceMs: -1 }, RangeError],
    ['an unknown option', { tolerance: 5 }, TypeError],
  ])('%s, as wrong use', async (_what, changes: object, Kind) => {
    await expect(verifyWebhook(await delivery(changes))).rejects.toThrow(Kind);
  });
});
