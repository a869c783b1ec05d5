import * as z from 'zod';
import { defineControl } from './endpoint.ts';
import { OWN } from './source.ts';

const Credits = z.int().min(0);
const credits = {
  settled: Credits.describe('What finished work has cost.'),
  held: Credits.describe('What running work holds.'),
  released: Credits.describe(
    'What came back: of work that failed, and what a chat turn did not use.',
  ),
};

const ModelSpend = z
  .object({ model: z.string(), count: z.int().describe('Generations or chat turns.'), ...credits })
  .meta({ id: 'ModelSpend', ...OWN });

const WastedSpend = z
  .object({
    reason: z
      .enum(['duplicate', 'never-fetched'])
      .describe(
        '`duplicate`: the account had begun the same (model, prompt and params) before, and that was still running. `never-fetched`: it succeeded, and none of its results was downloaded.',
      ),
    id: z.string(),
    of: z.string().nullable().describe('The generation that it repeats.'),
    model: z.string(),
    credits: Credits,
  })
  .meta({ id: 'WastedSpend', ...OWN });

const WorldSpend = z
  .object({
    world: z.string(),
    ...credits,
    models: z.array(ModelSpend),
    wasted: z.array(WastedSpend),
  })
  .meta({ id: 'WorldSpend', ...OWN });

/** What the work of all worlds has cost since the fake was started, resets included. */
export const SpendReport = z
  .object({
    ...credits,
    wasted_credits: Credits,
    models: z.array(ModelSpend),
    worlds: z.array(WorldSpend),
    text: z.string().describe('The report as aligned text.'),
  })
  .meta({ id: 'SpendReport', ...OWN });
export type SpendReport = z.output<typeof SpendReport>;

const sampleCredits = { settled: 90, held: 0, released: 0 };
const sampleModels = [{ model: 'kling-3-0', count: 1, ...sampleCredits }];
const sample = {
  ...sampleCredits,
  wasted_credits: 0,
  models: sampleModels,
  worlds: [{ world: 'default', ...sampleCredits, models: sampleModels, wasted: [] }],
  text: '90 credits settled, 0 held, 0 released, 0 wasted',
};

/** The part of the control plane that tells what was spent. */
export const spendControl = {
  retrieveSpend: defineControl({
    method: 'get',
    path: '/__rivya/spend',
    tag: 'Evidence',
    summary: 'Tell what all worlds have spent, by model and world, and what of it was wasted',
    reply: { kind: 'json', status: 200, schema: SpendReport, text: true } as const,
    example: { reply: sample },
  }),
};
