import * as z from 'zod';
import { chatControl } from './control-chat.ts';
import { coverageControl } from './control-coverage.ts';
import { LedgerState, SetCredits, WorldCredits } from './control-credits.ts';
import { faultControl } from './control-faults.ts';
import { journalControl } from './control-journal.ts';
import { scenarioControl } from './control-scenario.ts';
import { snapshotControl } from './control-snapshot.ts';
import { spendControl } from './control-spend.ts';
import { storyControl } from './control-story.ts';
import { waitingControl } from './control-waiting.ts';
import { webhookControl } from './control-webhooks.ts';
import { defineControl, jsonBody } from './endpoint.ts';
import { PlanGenerations } from './plan-generations.ts';
import { Timestamp } from './primitives.ts';
import { SCOPES } from './scopes.ts';
import { OWN } from './source.ts';

const CENTURY_MS = 100 * 365 * 24 * 3_600 * 1_000;

const Milliseconds = z.number().min(0).max(CENTURY_MS);

/** Whether the fake is ready, and what it holds. */
export const Health = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    worlds: z.int().min(0),
    uptime_ms: z.number().min(0).describe('Real milliseconds since the fake was made.'),
  })
  .meta({ id: 'Health', ...OWN });

/** The clock of one world. */
export const ClockState = z
  .object({
    now: Timestamp,
    mode: z.enum(['manual', 'realtime', 'per-request']),
    pending: z.int().min(0).describe('Timers that wait for their time.'),
    next_due_at: Timestamp.nullable(),
  })
  .meta({ id: 'ClockState', ...OWN });

export const AdvanceClock = z
  .object({ ms: Milliseconds.describe('How far to move the clock, in milliseconds.') })
  .meta({ id: 'AdvanceClock', ...OWN });

export const CreateKey = z
  .object({
    scopes: z.array(z.enum(SCOPES)).default([...SCOPES]),
    state: z.enum(['active', 'revoked', 'expired']).default('active'),
    account: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, '1 to 40 of a-z, 0-9 and -')
      .default('main')
      .describe('The account that the key belongs to; made if it does not exist.'),
  })
  .meta({ id: 'CreateKey', ...OWN });

/** A key of the caller's world. */
export const ApiKey = z
  .object({
    key: z.string(),
    account: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    state: z.enum(['active', 'revoked', 'expired']),
  })
  .meta({ id: 'ApiKey', ...OWN });

const pending = z.int().min(0).describe('Generations that plans are still waiting for.');

/** A plan that was added, and how many generations all plans still wait for. */
export const PlanState = z
  .object({ id: z.string().describe('Of the new plan.'), pending })
  .meta({ id: 'PlanState', ...OWN });

/** The plans that still wait for a generation. */
export const PlansState = z.object({ pending }).meta({ id: 'PlansState', ...OWN });

const sampleClock = {
  now: '2026-05-11T00:00:05.000Z',
  mode: 'manual',
  pending: 0,
  next_due_at: null,
};
const sampleLedger = {
  granted: 1000,
  available: 910,
  reserved: 90,
  settled: 0,
  entries: [
    { kind: 'grant', amount: 1000, reference: null, at: '2026-05-11T00:00:00.000Z' },
    {
      kind: 'reserve',
      amount: 90,
      reference: 'task_kling_3_0_example',
      at: '2026-05-11T00:00:00.000Z',
    },
  ],
};

const json = <T>(schema: z.ZodType<T>) => ({ kind: 'json', status: 200, schema }) as const;

/** The control plane of the fake: operationId to endpoint. It is apart from the imitated API. */
export const CONTROL = {
  retrieveHealth: defineControl({
    method: 'get',
    path: '/__rivya/health',
    tag: 'Fake',
    summary: 'Tell whether the fake is ready',
    scopes: null,
    reply: json(Health),
    example: { reply: { status: 'ok', version: '0.1.0', worlds: 1, uptime_ms: 1234 } },
  }),
  resetWorld: defineControl({
    method: 'post',
    path: '/__rivya/reset',
    tag: 'World',
    summary: "Replace the key's world by a new one",
    reply: json(ClockState),
    example: { reply: { ...sampleClock, now: '2026-05-11T00:00:00.000Z' } },
  }),
  retrieveClock: defineControl({
    method: 'get',
    path: '/__rivya/clock',
    tag: 'Clock',
    summary: 'Tell the time of the world',
    reply: json(ClockState),
    example: { reply: sampleClock },
  }),
  advanceClock: defineControl({
    method: 'post',
    path: '/__rivya/clock/advance',
    tag: 'Clock',
    summary: 'Move the time of the world forward',
    body: jsonBody(AdvanceClock),
    reply: json(ClockState),
    example: { body: { ms: 5000 }, reply: sampleClock },
  }),
  runClockUntilIdle: defineControl({
    method: 'post',
    path: '/__rivya/clock/run-until-idle',
    tag: 'Clock',
    summary: 'Move the time of the world forward until nothing waits for it',
    reply: json(ClockState),
    example: { reply: sampleClock },
  }),
  retrieveWorldCredits: defineControl({
    method: 'get',
    path: '/__rivya/credits',
    tag: 'Credits',
    summary: "Tell the balance of the key's account",
    reply: json(WorldCredits),
    example: { reply: { balance: 910 } },
  }),
  setWorldCredits: defineControl({
    method: 'put',
    path: '/__rivya/credits',
    tag: 'Credits',
    summary: "Set the balance of the key's account",
    body: jsonBody(SetCredits),
    reply: json(WorldCredits),
    example: { body: { balance: 3 }, reply: { balance: 3 } },
  }),
  retrieveLedger: defineControl({
    method: 'get',
    path: '/__rivya/ledger',
    tag: 'Credits',
    summary: "Show every move of credits of the key's account",
    reply: json(LedgerState),
    example: { reply: sampleLedger },
  }),
  createKey: defineControl({
    method: 'post',
    path: '/__rivya/keys',
    tag: 'Keys',
    summary: 'Make a key of any kind',
    body: jsonBody(CreateKey, { optional: true }),
    reply: json(ApiKey),
    example: {
      body: { scopes: ['credits:read'] },
      reply: {
        key: 'rvya_sk_test_default.k-3f9a0c1b2d4e',
        account: 'main',
        scopes: ['credits:read'],
        state: 'active',
      },
    },
  }),
  planGenerations: defineControl({
    method: 'post',
    path: '/__rivya/generations/plan',
    tag: 'Generations',
    summary: 'Plan how the next matching generations shall go',
    body: jsonBody(PlanGenerations),
    reply: json(PlanState),
    example: {
      body: { model: 'kling-3-0', outcome: 'failed' },
      reply: { id: 'plan_1', pending: 1 },
    },
  }),
  clearGenerationPlans: defineControl({
    method: 'delete',
    path: '/__rivya/generations/plan',
    tag: 'Generations',
    summary: 'Forget all plans of generations; those that run already keep theirs',
    reply: json(PlansState),
    example: { reply: { pending: 0 } },
  }),
  ...faultControl,
  ...scenarioControl,
  ...snapshotControl,
  ...chatControl,
  ...webhookControl,
  ...journalControl,
  ...storyControl,
  ...spendControl,
  ...coverageControl,
  ...waitingControl,
};

export type Control = typeof CONTROL;
export type ControlId = keyof Control;
