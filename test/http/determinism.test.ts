import { describe } from 'vitest';
import { type Fake, type FakeOptions, startFake } from '../../src/index.ts';
import { createCaller, type Reply } from '../support/caller.ts';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { unluckyJourney } from '../support/unlucky-journey.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

const NOT_OURS = ['connection', 'date', 'keep-alive'];

/** A reply as text, without what depends on the real time and the free port. */
function textOf({ status, headers, body }: Reply, fake: Fake): string {
  const kept = [...headers].filter(([name]) => !NOT_OURS.includes(name));
  return JSON.stringify({ status, kept, body }).replaceAll(fake.url, '');
}

/** The transcript of one journey through all that draws chance or tells time. */
async function journey(options: FakeOptions): Promise<string[]> {
  const fake = await startFake({ rateLimit: 100, ...options });
  const call = createCaller(fake.url, fake.apiKey);
  const options17 = { headers: { 'idempotency-key': 'order-17' } };
  await call.post('/__rivya/generations/plan', { model: 'z-image', outcome: 'failed' });
  const video = await call.post('/api/v1/generations', VIDEO, options17);
  const image = await call.post('/api/v1/generations', IMAGE);
  await fake.clock.advance(5_000);
  const replies = [
    video,
    image,
    await call.post('/api/v1/generations', VIDEO, options17),
    await call.get(`/api/v1/generations/${video.body.id}`),
    await call.get(`/api/v1/generations/${image.body.id}`),
    await call.get('/api/v1/generations/task_unknown'),
    await call.get('/api/v1/nothing', { key: null }),
    await call.get('/api/v1/credits', { key: `${fake.apiKey}.revoked` }),
    await call.post('/__rivya/keys', {}),
    await call.get('/__rivya/ledger'),
  ];
  await fake.close();
  return replies.map((reply) => textOf(reply, fake));
}

describe('The same seed and the same requests', () => {
  test('give the same bytes, request ids included', async ({ expect }) => {
    const first = await journey({ seed: 7 });
    const second = await journey({ seed: 7 });

    expect(second).toEqual(first);
    expect(first.join()).toMatch(/"x-request-id","req_[a-z0-9]{24}"/);
    expect(first.join()).toMatch(/"id":"task_[a-z0-9]{24}"/);
  });
});

describe('Another seed', () => {
  test('gives other ids everywhere', async ({ expect }) => {
    const ids = (transcript: string[]) =>
      [...transcript.join().matchAll(/(?:task|req)_[a-z0-9]{24}/g)].map(([id]) => id);
    const first = ids(await journey({ seed: 7 }));
    const second = ids(await journey({ seed: 8 }));

    expect(first.length).toBeGreaterThan(10);
    expect(second).toHaveLength(first.length);
    expect(second.filter((id) => first.includes(id))).toEqual([]);
  });

  test('changes nothing else', async ({ expect }) => {
    const withoutIds = (transcript: string[]) =>
      transcript.map((text) => text.replace(/(task_|req_|k-)[a-z0-9]{20,24}/g, '$1'));
    const first = withoutIds(await journey({ seed: 7 }));
    const second = withoutIds(await journey({ seed: 'eight' }));

    expect(second).toEqual(first);
  });
});

/** What the journey has to meet, lest two empty transcripts be found equal. */
const STRUCK = [
  '[502,',
  '"retry-after","7"',
  'broken off',
  '"ending":"dropped","body":"event: chat',
  'clock skew of -5000 ms',
  'extra fields',
  'truncated json',
  ': a comment',
  'probability 0.2, drawn was',
  '"fault":"bad-signature"',
  '"fault":"truncated-body"',
  '"fault":"stale-timestamp"',
];

describe('Faults by chance', () => {
  test('strike the same calls, streams and deliveries, in the same bytes', async ({ expect }) => {
    const first = await unluckyJourney({ seed: 7 });
    const second = await unluckyJourney({ seed: 7 });

    expect(second).toEqual(first);
    const told = [...first.replies, ...first.evidence].join();
    expect(STRUCK.filter((words) => !told.includes(words))).toEqual([]);
  });

  test('strike others with another seed', async ({ expect }) => {
    const struck = async (seed: number) =>
      (await unluckyJourney({ seed })).evidence.map((one) => /"faults":.*?\]/.exec(one)?.[0]);

    expect(await struck(8)).not.toEqual(await struck(7));
  });
});

/** Signatures as each of two receivers gets them, one of which answers only when the other has all. */
async function forgedSignatures(last: 0 | 1): Promise<unknown[][]> {
  const receivers = [await startReceiver(), await startReceiver()];
  const fake = await startFake({ seed: 7, allowLocalWebhooks: true });
  const call = createCaller(fake.url, fake.apiKey);
  const others = new Promise<void>((resolve) => {
    receivers[1 - last]!.answer = (res, index) => {
      if (index === 2) resolve();
      res.writeHead(204).end();
    };
  });
  receivers[last]!.answer = (res) => others.then(() => res.writeHead(204).end());
  for (const { url } of receivers) await call.post('/api/v1/webhooks', { name: 'Receiver', url });
  fake.webhooks.inject({ kind: 'bad-signature', times: 6 });
  fake.generations.plan({ outcome: 'failed', times: 3 });
  for (const body of [IMAGE, IMAGE, IMAGE]) await call.post('/api/v1/generations', body);
  await fake.clock.advance(10_000);
  await fake.close();
  for (const { close } of receivers) await close();
  return receivers.map(({ received }) =>
    received.map(({ headers }) => headers['webhook-signature']),
  );
}

test('The order in which receivers answer changes no delivery', async ({ expect }) => {
  const first = await forgedSignatures(0);
  const second = await forgedSignatures(1);

  expect(second).toEqual(first);
  expect(new Set(first.flat()).size).toBe(6);
});
