import * as z from 'zod';
import { defineControl } from './endpoint.ts';
import { listOf } from './primitives.ts';
import { OWN } from './source.ts';

const WaitingPlan = z
  .object({
    id: z.string(),
    for: z
      .enum(['call', 'generation', 'chat', 'stream', 'webhook'])
      .describe('What it waits for: `chat` is a script, all others but `generation` are faults.'),
    plan: z.record(z.string(), z.unknown()).describe('As it was planned, with its defaults.'),
    left: z.int().min(1).nullable().describe('How many it is still for; null: no end.'),
    struck: z.int().min(0).describe('How many it was used for.'),
    missed: z
      .string()
      .nullable()
      .describe('Why it was not used for the last that matched in all but this, if there was one.'),
  })
  .meta({ id: 'WaitingPlan', ...OWN });

/** Everything that was planned in a world and still waits. */
export const WaitingPlanList = listOf(WaitingPlan).meta({ id: 'WaitingPlanList', ...OWN });
export type WaitingPlanList = z.output<typeof WaitingPlanList>;

const sample = {
  id: 'plan_1',
  for: 'generation',
  plan: { model: 'z-image', outcome: 'failed' },
  left: 1,
  struck: 0,
  missed: 'model "z-image", the call has "kling-3-0"',
};

const list = { kind: 'json', status: 200, schema: WaitingPlanList } as const;

/** The part of the control plane that tells what was planned in vain so far. */
export const waitingControl = {
  listWaiting: defineControl({
    method: 'get',
    path: '/__rivya/waiting',
    tag: 'Evidence',
    summary: 'List everything that was planned and still waits, with what it just missed',
    reply: list,
    example: { reply: { object: 'list', data: [sample] } },
  }),
  removeWaiting: defineControl({
    method: 'delete',
    path: '/__rivya/waiting/{id}',
    tag: 'Evidence',
    summary: 'Forget one plan or fault that still waits, whatever it is for',
    params: z.object({ id: z.string().describe('The id of the plan or fault.') }),
    reply: list,
    errors: ['not_found'],
    example: { params: { id: 'plan_1' }, reply: { object: 'list', data: [] } },
  }),
};
