import { expect, test } from 'vitest';
import { type ReceivedWebhook, signWebhook, verifyWebhook } from '../../src/client/index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const right: ReceivedWebhook = { body: '{}', headers: {}, secret };

test.each<[string, object, string]>([
  ['no secret', { secret: undefined }, '"secret" must be'],
  ['no secret in the list', { secret: [] }, '"secret" must be'],
  ['no headers', { headers: undefined }, '"headers" must be'],
  ['headers as a map', { headers: new Map() }, '"headers" must be'],
  ['headers as entries', { headers: [['a', 'b']] }, '"headers" must be'],
  ['a parsed body', { body: {} }, '"body" must be the raw body'],
])('verifyWebhook() with %s is a TypeError that says so', async (_what, wrong, message) => {
  const verifying = verifyWebhook({ ...right, ...wrong } as ReceivedWebhook);

  await expect(verifying).rejects.toThrow(TypeError);
  await expect(verifying).rejects.toThrow(message);
});

test.each(['[]', 'null', '17', '{"id":"evt_1"}', 'no JSON'])(
  'a body that is no event is refused though it is signed: %s',
  async (body) => {
    const headers = await signWebhook({ id: 'msg_1', body, secret });

    const verifying = verifyWebhook({ body, headers, secret });

    await expect(verifying).rejects.toMatchObject({ reason: 'unreadable_body' });
  },
);

test.each(['', 'a.b'])('signWebhook() refuses the id "%s"', async (id) => {
  await expect(signWebhook({ id, body: '{}', secret })).rejects.toThrow(TypeError);
});
