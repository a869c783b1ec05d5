import { describe } from 'vitest';
import type { Fake, WorldSnapshot } from '../../src/index.ts';
import type { Caller } from '../support/caller.ts';
import { ENDPOINT, IMAGE, TURN, uploadForm, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

// biome-ignore lint/suspicious/noExplicitAny: the lies have all shapes
type Lie = (snapshot: any) => unknown;

/** A world in which there is one of everything. */
async function settle(fake: Fake, call: Caller): Promise<WorldSnapshot> {
  await call.post('/api/v1/webhooks', ENDPOINT);
  await call.post('/api/v1/generations', IMAGE);
  await call.post('/api/v1/chat/completions', TURN);
  await call.post('/api/v1/files', uploadForm({}));
  await fake.clock.advance(5_000);
  await call.post('/api/v1/generations', VIDEO, { headers: { 'idempotency-key': 'order-17' } });
  fake.generations.plan({ outcome: 'failed' });
  return fake.snapshot({ files: true });
}

const isSettled = ({ kind }: { kind: string }) => kind === 'settle';

const LIES: readonly [string, Lie, string][] = [
  ['another format', (s) => (s.format = 'other'), 'format must be "rivya-testkit/world": received'],
  ['another version', (s) => (s.version = 1), 'version must be 2: received 1'],
  ['a field too many', (s) => (s.extra = 1), 'extra is not a known field: received 1'],
  ['a missing part', (s) => delete s.chat, 'chat is required: expected an object'],
  [
    'a wrong status',
    (s) => (s.generations.records[0].status = 'done'),
    'generations.records[0].status must be one of "queued"',
  ],
  [
    'a reference that is none',
    (s) => (s.generations.records[1].params = { referenceMediaItems: [null] }),
    'generations.records[1].params.referenceMediaItems[0] must be an object: received null',
  ],
  [
    'a number of images that is none',
    (s) => (s.generations.records[0].params = { max_images: 'many' }),
    'generations.records[0].params.max_images must be a number: received "many"',
  ],
  [
    'an image without size',
    (s) => (s.generations.records[1].frame = { width: 0, height: 9 }),
    'generations.records[1].frame.width must be at least 1: received 0',
  ],
  [
    'a ledger that does not add up',
    (s) => (s.accounts[0].available += 1),
    'accounts[0].available must be 908, as its entries add up to: received 909',
  ],
  [
    'credits spent twice',
    (s) =>
      s.accounts[0].entries.push({
        ...s.accounts[0].entries.findLast(isSettled),
        atMs: s.clock.nowMs,
      }),
    'must be what holds credits',
  ],
  [
    'credits held for nothing',
    (s) => s.generations.records.pop(),
    'must be without credits that are held for what does not run',
  ],
  [
    'a running generation without a future',
    (s) => (s.generations.records[1].life = null),
    'generations.records[1].life must be what comes next, as the generation is queued',
  ],
  [
    'an unknown account',
    (s) => (s.files.records[0].account = 'nobody'),
    'files.records[0].account must be the name of an account of the snapshot: received "nobody"',
  ],
  [
    'a generation twice',
    (s) => s.generations.records.push(s.generations.records[0]),
    'generations.records[2].id must be the only one of its kind',
  ],
  [
    'an end before the beginning',
    (s) => (s.generations.records[0].updatedAtMs = 0),
    'generations.records[0].updatedAtMs must be from createdAtMs',
  ],
  [
    'a future past',
    (s) => (s.chat.sessions[0].updatedAtMs += 1e9),
    'chat.sessions[0].updatedAtMs must be from createdAtMs',
  ],
  [
    'bytes that are too few',
    (s) => (s.files.records[0].bytes = 'AAAA'),
    'files.records[0].bytes must be 70 bytes in base64',
  ],
  [
    'a delivery of an unknown event',
    (s) => (s.webhooks.deliveries[0].event = 'evt_none'),
    'webhooks.deliveries[0].event must be the id of a known event: received "evt_none"',
  ],
  [
    'a plan that makes no sense',
    (s) => (s.generations.plans.waiting[0].plan.outcome = 'maybe'),
    'generations.plans.waiting[0].plan is not allowed: Cannot plan generations: outcome is "maybe"',
  ],
];

describe('A snapshot is refused, and the world stays as it was, with', () => {
  test.for(LIES)('%s', async ([, lie, message], { fake, call, expect }) => {
    const snapshot = await settle(fake, call);
    lie(snapshot);
    const before = JSON.stringify(fake.snapshot());

    expect(() => fake.restore(snapshot)).toThrow(TypeError);
    expect(() => fake.restore(snapshot)).toThrow(message);
    const { status, body } = await call.put('/__rivya/snapshot', snapshot);

    expect([status, body.error.code]).toEqual([400, 'validation_failed']);
    expect(body.error.message).toContain(message);
    expect(JSON.stringify(fake.snapshot())).toBe(before);
  });

  test.for([null, [], 7, 'text'])('%j in its place', async (value, { fake, expect }) => {
    expect(() => fake.restore(value as never)).toThrow('the snapshot must be an object');
  });
});
