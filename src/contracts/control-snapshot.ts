import * as z from 'zod';
import { defineControl, type JsonBody } from './endpoint.ts';
import { Timestamp } from './primitives.ts';
import { SNAPSHOT_FORMAT, SNAPSHOT_VERSION, SnapshotHeader, WorldSnapshot } from './snapshot.ts';
import { OWN } from './source.ts';

/** The largest snapshot that is read: a world full of uploads, their bytes included. */
export const MAX_SNAPSHOT_BYTES = 384 * 1_024 * 1_024;

/** What of a world is written down. */
export const SnapshotChoice = z.object({
  files: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Whether the bytes of uploads are included.'),
});

/** A world after it was restored. */
export const RestoredWorld = z
  .object({ world: z.string(), now: Timestamp })
  .meta({ id: 'RestoredWorld', ...OWN });

const snapshotBody: JsonBody<WorldSnapshot> = {
  kind: 'json',
  document: () => WorldSnapshot,
  // What is no snapshot of this version is told so, and not what is wrong with each of its parts.
  pick: (value) =>
    SnapshotHeader.safeParse(value).success
      ? WorldSnapshot
      : (SnapshotHeader as unknown as z.ZodType<WorldSnapshot>),
  maxBytes: MAX_SNAPSHOT_BYTES,
};

const START_MS = Date.UTC(2026, 4, 11);
const nothing = { count: 0, waiting: [] };
const chance: [number, number, number, number] = [1, 2, 3, 4];

const sampleSnapshot: WorldSnapshot = {
  format: SNAPSHOT_FORMAT,
  version: SNAPSHOT_VERSION,
  world: 'default',
  origin: 'http://127.0.0.1:4010',
  seed: '1/default',
  clock: { nowMs: START_MS, order: 0 },
  random: { requests: chance, keys: chance },
  accounts: [
    {
      name: 'main',
      available: 1000,
      reserved: 0,
      settled: 0,
      entries: [{ kind: 'grant', amount: 1000, reference: null, atMs: START_MS }],
    },
  ],
  keys: [],
  faults: { random: chance, count: 0, planned: [] },
  generations: { random: chance, plans: nothing, records: [] },
  files: { random: chance, records: [] },
  chat: { random: chance, scripts: nothing, faults: nothing, sessions: [] },
  webhooks: {
    random: {
      events: chance,
      faults: chance,
      endpoints: chance,
      deliveries: chance,
    },
    faults: nothing,
    endpoints: [],
    events: [],
    deliveries: [],
  },
  idempotency: [],
  rateLimits: [],
};

const path = '/__rivya/snapshot';
const tag = 'World';

/** The part of the control plane that writes a world down, and lets it go on from there. */
export const snapshotControl = {
  takeSnapshot: defineControl({
    method: 'get',
    path,
    tag,
    summary: "Write down everything that the key's world remembers, but no key and no secret",
    query: SnapshotChoice,
    reply: { kind: 'json', status: 200, schema: WorldSnapshot },
    errors: ['validation_failed'],
    example: { reply: sampleSnapshot },
  }),
  restoreSnapshot: defineControl({
    method: 'put',
    path,
    tag,
    summary: "Replace the key's world by one that goes on from a snapshot",
    body: snapshotBody,
    reply: { kind: 'json', status: 200, schema: RestoredWorld },
    example: {
      body: sampleSnapshot,
      reply: { world: 'default', now: '2026-05-11T00:00:00.000Z' },
    },
  }),
};
