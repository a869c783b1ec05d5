import { createHash } from 'node:crypto';
import { describe } from 'vitest';
import { type Fake, type FakeOptions, startFake } from '../../src/index.ts';
import { createCaller } from '../support/caller.ts';
import { nothingKnown, travel } from '../support/random-journey.ts';
import { type Received, startReceiver, test } from '../support/webhook-receiver.ts';

const OPTIONS: FakeOptions = { credits: 2_000, rateLimit: 60, allowLocalWebhooks: true };

/** A receiver that fails four of ten attempts, always the same ones. */
function isBadMoment({ headers }: Received): boolean {
  const moment = `${headers['webhook-id']} ${headers['webhook-timestamp']}`;
  return createHash('sha256').update(moment).digest().readUInt32BE() / 2 ** 32 < 0.4;
}

/** A transcript without the address of the fake, which signatures depend on, too. */
function withoutAddress(transcript: string[], ...fakes: Fake[]): string[] {
  return transcript.map((text) =>
    fakes
      .reduce((text, { url }) => text.replaceAll(url, 'URL'), text)
      .replaceAll(/v1,[\w+/=]{44}/g, 'SIGNED'),
  );
}

describe('A world that goes on from a snapshot', () => {
  test.for(['1', '2', '3', '4', '5', '6'])(
    'lives as the original does, whatever is done, seed %s',
    async (seed, { expect }) => {
      const receiver = await startReceiver();
      receiver.answer = (res, _index, received) =>
        res.writeHead(isBadMoment(received) ? 503 : 204).end();
      const original = await startFake({ ...OPTIONS, seed });
      const copy = await startFake({ ...OPTIONS, seed: 'another' });
      const known = nothingKnown();
      const before = { seed: `${seed} before`, steps: 120, known, receiverUrl: receiver.url };
      await travel(original, before);
      const snapshot = JSON.parse(JSON.stringify(original.snapshot({ files: true })));

      copy.restore(snapshot);

      const after = { ...before, seed: `${seed} after` };
      const [first, second] = [structuredClone(known), structuredClone(known)];
      const told = await travel(original, { ...after, known: first });
      const retold = await travel(copy, { ...after, known: second });
      const rest = async (fake: Fake) => {
        await fake.clock.runUntilIdle();
        const call = createCaller(fake.url, fake.apiKey);
        const sent = await call.get('/__rivya/webhooks/deliveries');
        return [JSON.stringify(sent.body), JSON.stringify(fake.ledger.entries)];
      };
      const ends = [await rest(original), await rest(copy)] as const;
      expect(withoutAddress(retold, original, copy)).toEqual(withoutAddress(told, original, copy));
      expect(withoutAddress(ends[1], original, copy)).toEqual(
        withoutAddress(ends[0], original, copy),
      );
      expect(snapshot.generations.records.length).toBeGreaterThan(10);
      await Promise.all([original.close(), copy.close(), receiver.close()]);
    },
  );

  test('is the same whether it was read over HTTP or in process', async ({ fake, expect }) => {
    const call = createCaller(fake.url, fake.apiKey);
    await call.post('/api/v1/generations', { model: 'z-image', prompt: 'A paper boat' });

    const { status, body } = await call.get('/__rivya/snapshot');

    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(fake.snapshot())));
  });
});
