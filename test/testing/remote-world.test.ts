import { connectWorld, expect, test } from '../../src/testing/vitest.ts';

test('control() fills the path and the query of an operation', async ({ fake, world, rivya }) => {
  const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });
  const { id } = await remote.control('planGenerations', { outcome: 'failed' });
  await rivya.credits.retrieve();
  await rivya.models.list();

  const left = await remote.control('removeWaiting', undefined, { id });
  const journal = await remote.control('listJournal', undefined, { operation: 'retrieveCredits' });

  expect(left.data).toEqual([]);
  expect(journal.data.map(({ operation }) => operation)).toEqual(['retrieveCredits']);
});

test('control() refuses a call without a value of its path', async ({ fake, world }) => {
  const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });

  // @ts-expect-error the path needs an id
  const call = remote.control('retrieveStory', undefined, {});

  await expect(call).rejects.toThrow(
    new TypeError('Cannot call retrieveStory of the control plane: pass "id" in its values'),
  );
});

test('control() is refused by the fake in its own words', async ({ fake, world }) => {
  const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });

  const call = remote.control('removeFault', undefined, { faultId: '../waiting' });

  await expect(call).rejects.toThrow('The fake refused DELETE /__rivya/faults/..%2Fwaiting: ');
});
