import { expect, test } from 'vitest';
import { isReceived, newDelivery } from '../../src/server/domain/webhook-records.ts';
import { worldWithEndpoint } from './webhook-worlds.ts';

test.each([
  [200, undefined, true],
  [299, undefined, true],
  [199, undefined, false],
  [300, undefined, false],
  [undefined, undefined, false],
  [200, 'The answer broke off', false],
])(
  'an attempt that was answered with %s and the error %s was received: %s',
  (status, error, is) => {
    expect(isReceived({ status, error, sentTo: undefined })).toBe(is);
  },
);

test('a delivery begins without attempts, and waits', () => {
  const { endpoint, test: send } = worldWithEndpoint();
  const what = { id: 'whdel_1', endpoint, event: send().event, fault: undefined };

  expect(newDelivery(what, 7_000)).toEqual({
    ...what,
    createdAtMs: 7_000,
    updatedAtMs: 7_000,
    status: 'pending',
    attempts: [],
    tries: 0,
    lastStatus: undefined,
    lastError: undefined,
    next: undefined,
    repeat: undefined,
  });
});
