import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { ASSUMPTIONS } from '../../src/contracts/assumptions.ts';
import {
  findFailure,
  SIGNATURE_HEADERS,
  signatureHeaders,
} from '../../src/contracts/webhook-signature.ts';

// The sample of the documentation of Standard Webhooks.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const NO_SECRET = new TypeError('Cannot use the webhook secret: expected whsec_ and Base64');

describe('signatureHeaders() by Standard Webhooks', () => {
  test('gives the known answer', async () => {
    const headers = await signatureHeaders('standard-webhooks', [SECRET], MESSAGE);

    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('is verified by the public package', async () => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = await signatureHeaders('standard-webhooks', [SECRET], {
      ...MESSAGE,
      timestamp,
    });

    const payload = new Webhook(SECRET).verify(MESSAGE.body, headers);

    expect(payload).toEqual({ test: 2_432_232_314 });
    expect(() => new Webhook(OTHER).verify(MESSAGE.body, headers)).toThrow();
  });

  test('signs bytes as it signs their text', async () => {
    const body = new TextEncoder().encode('{"name": "Zoë"}');

    const ofBytes = await signatureHeaders('standard-webhooks', [SECRET], { ...MESSAGE, body });
    const ofText = await signatureHeaders('standard-webhooks', [SECRET], {
      ...MESSAGE,
      body: '{"name": "Zoë"}',
    });

    expect(ofBytes).toEqual(ofText);
  });

  test('gives one signature for each secret', async () => {
    const headers = await signatureHeaders('standard-webhooks', [OTHER, SECRET], MESSAGE);

    expect(headers['webhook-signature']).toMatch(
      /^v1,\S{44} v1,g0hM9SsE\+OTPJTGt\/tmIKtSyZlE3uFJELVlNIOLJ1OE=$/,
    );
  });

  test.each(['whsec_?', 'whsec_', 'whsec_?MfKQ', 'whsec_MfKQ?', 'whsec_MfKQ9'])(
    'refuses %s, which is no Base64',
    async (secret) => {
      const signing = signatureHeaders('standard-webhooks', [secret], MESSAGE);

      await expect(signing).rejects.toThrow(NO_SECRET);
    },
  );
});

test('the other scheme is one header, with the secret as it is written', async () => {
  const headers = await signatureHeaders('timestamped-hex', [SECRET], MESSAGE);

  expect(headers).toEqual({
    'rivya-signature':
      't=1614265330,v1=2e37df5d4a028c51a7f3133d64ae1e300d2c2c900f1b1d49d4369ad2530f8964',
  });
});

test('the other scheme refuses an empty secret', async () => {
  const signing = signatureHeaders('timestamped-hex', [''], MESSAGE);

  await expect(signing).rejects.toThrow(NO_SECRET);
});

describe.each(['standard-webhooks', 'timestamped-hex'] as const)('Signed by %s', (scheme) => {
  const nowMs = MESSAGE.timestamp * 1_000;
  const toleranceMs = ASSUMPTIONS['webhook.tolerance'].value;

  async function failureOf(changes: {
    body?: string;
    secrets?: readonly string[];
    nowMs?: number;
    headers?: Record<string, string>;
  }) {
    const signed = await signatureHeaders(scheme, [SECRET], MESSAGE);
    const headers: Record<string, string> = { ...signed, ...changes.headers };
    const verification = { body: MESSAGE.body, secrets: [SECRET], nowMs, toleranceMs };
    return findFailure((name) => headers[name], { ...verification, ...changes });
  }

  test.each([
    ['as it is', {}],
    ['with one of several secrets', { secrets: [OTHER, SECRET] }],
    ['at the end of its time', { nowMs: nowMs + 300_000 }],
    ['by a clock that is ahead', { nowMs: nowMs - 300_000 }],
  ])('it is trusted %s', async (_how, changes) => {
    expect(await failureOf(changes)).toBeUndefined();
  });

  test.each([
    ['with another body', { body: '{"test": 2432232315}' }, 'signature_mismatch'],
    ['with a body that was parsed', { body: '{"test":2432232314}' }, 'signature_mismatch'],
    ['with another secret', { secrets: [OTHER] }, 'signature_mismatch'],
    ['with no secret', { secrets: [] }, 'signature_mismatch'],
    ['too late', { nowMs: nowMs + 300_001 }, 'timestamp_too_old'],
    ['too early', { nowMs: nowMs - 300_001 }, 'timestamp_too_new'],
  ])('it is refused %s', async (_how, changes, failure) => {
    expect(await failureOf(changes)).toBe(failure);
  });
});

describe('findFailure()', () => {
  const verification = {
    body: MESSAGE.body,
    secrets: [SECRET],
    nowMs: MESSAGE.timestamp * 1_000,
    toleranceMs: 300_000,
  };
  const { id, timestamp, signature, hex } = SIGNATURE_HEADERS;
  const good = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const goodHex = 'v1=2e37df5d4a028c51a7f3133d64ae1e300d2c2c900f1b1d49d4369ad2530f8964';

  test.each([
    [{}, 'missing_header'],
    [{ [signature]: good }, 'missing_header'],
    [{ [signature]: good, [id]: MESSAGE.id }, 'missing_header'],
    [{ [signature]: good, [timestamp]: '1614265330' }, 'missing_header'],
    [{ [signature]: good, [id]: MESSAGE.id, [timestamp]: 'now' }, 'malformed_header'],
    [{ [signature]: good, [id]: MESSAGE.id, [timestamp]: '-1614265330' }, 'malformed_header'],
    [{ [signature]: good, [id]: MESSAGE.id, [timestamp]: '1614265330x' }, 'malformed_header'],
    [{ [signature]: good, [id]: MESSAGE.id, [timestamp]: '1614265330000' }, 'malformed_header'],
    [
      { [signature]: good.replace('v1', 'v2'), [id]: MESSAGE.id, [timestamp]: '1614265330' },
      'malformed_header',
    ],
    [{ [signature]: 'v1,AAAAA', [id]: MESSAGE.id, [timestamp]: '1614265330' }, 'malformed_header'],
    [{ [signature]: 'v1,?', [id]: MESSAGE.id, [timestamp]: '1614265330' }, 'malformed_header'],
    [{ [signature]: '', [id]: MESSAGE.id, [timestamp]: '1614265330' }, 'malformed_header'],
    [{ [signature]: good, [id]: 'msg_other', [timestamp]: '1614265330' }, 'signature_mismatch'],
    [{ [signature]: good, [id]: MESSAGE.id, [timestamp]: '1614265331' }, 'signature_mismatch'],
    [{ [signature]: 'v1,AAAA', [id]: MESSAGE.id, [timestamp]: '1614265330' }, 'signature_mismatch'],
    [{ [signature]: `v2,x ${good}`, [id]: MESSAGE.id, [timestamp]: '1614265330' }, undefined],
    [{ [hex]: '' }, 'malformed_header'],
    [{ [hex]: 't=1614265330' }, 'malformed_header'],
    [{ [hex]: 't=1614265330,v1=xyz' }, 'malformed_header'],
    [{ [hex]: 'v1=00' }, 'malformed_header'],
    [{ [hex]: 't=1614265330,v1=zz00' }, 'malformed_header'],
    [{ [hex]: 't=1614265330,v1=00zz' }, 'malformed_header'],
    [{ [hex]: 't=1614265330,v1=000' }, 'malformed_header'],
    [{ [hex]: `t=1614265330,${goodHex.replace('v1', 'v0')}` }, 'malformed_header'],
    [{ [hex]: `${goodHex}, t=1614265330` }, undefined],
    [{ [hex]: `t=1614265330, v0=00, ${goodHex.toUpperCase().replace('V', 'v')}` }, undefined],
    [{ [hex]: 't=1614265330,v1=00' }, 'signature_mismatch'],
  ])('given %j tells %s', async (headers: Record<string, string>, failure) => {
    expect(await findFailure((name) => headers[name], verification)).toBe(failure);
  });
});
