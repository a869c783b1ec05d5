import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createClient, verifyWebhook } from '../../src/client/index.ts';
import { startFake } from '../../src/index.ts';
import { type Received, startReceiver } from '../support/webhook-receiver.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const GENERATIONS = 1_000;

/** A receiver that fails three of ten attempts, always the same ones. */
function isBadMoment({ headers }: Received): boolean {
  const moment = `${headers['webhook-id']} ${headers['webhook-timestamp']}`;
  return createHash('sha256').update(moment).digest().readUInt32BE() / 2 ** 32 < 0.3;
}

/** A week of generations for a receiver that fails now and then. */
async function liveAWeek() {
  const receiver = await startReceiver();
  receiver.answer = (res, _index, received) =>
    res.writeHead(isBadMoment(received) ? 503 : 200).end();
  const fake = await startFake({ seed: 7, credits: 10_000, allowLocalWebhooks: true });
  const rivya = createClient({ baseUrl: fake.url, apiKey: fake.apiKey });
  const endpoint = await rivya.webhooks.create({ name: 'Week', url: receiver.url });
  const ids: string[] = [];
  for (let count = 0; count < GENERATIONS; count++) {
    ids.push((await rivya.generations.create({ model: 'z-image', prompt: `${count}` })).id);
    await fake.clock.advance(WEEK_MS / GENERATIONS);
  }
  await fake.clock.runUntilIdle();
  const deliveries = fake.webhooks.deliveries();
  await fake.close();
  await receiver.close();
  const { signing_secret: secret } = endpoint;
  return { deliveries, received: receiver.received, ids, secret };
}

/** What can differ between two runs only by mistake: everything but the port. */
function transcriptOf({ deliveries, received }: Awaited<ReturnType<typeof liveAWeek>>): string {
  const requests = received.map(({ headers, body }) => [
    headers['webhook-id'],
    headers['webhook-timestamp'],
    headers['webhook-signature']?.length,
    body,
  ]);
  return JSON.stringify([deliveries, requests])
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/"v1,[^"]+"/g, '"SIGNED"');
}

describe('A week with a receiver that fails 30 % of attempts', () => {
  test('ends with every event delivered or failed for good, and is the same twice', async () => {
    const first = await liveAWeek();
    const second = await liveAWeek();

    const tried = first.deliveries.filter(({ attempts }) => attempts.length > 1);
    const ended = first.deliveries.filter(({ status }) => status !== 'pending');
    const told = first.deliveries.map(({ attempts }) => JSON.parse(attempts[0]!.body).data.id);
    expect(ended).toHaveLength(GENERATIONS);
    expect(told).toEqual(first.ids);
    expect(tried.length).toBeGreaterThan(200);
    expect(first.received.length).toBeGreaterThan(1_300);
    for (const { body, headers } of first.received) {
      const now = Number(headers['webhook-timestamp']) * 1_000;
      await verifyWebhook({ body, headers, secret: first.secret, now });
    }
    expect(transcriptOf(second)).toBe(transcriptOf(first));
  });
});
