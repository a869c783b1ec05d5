import * as z from 'zod';
import { defineControl } from './endpoint.ts';
import { PlanFault, planFaultBody } from './plan-fault.ts';
import { listOf } from './primitives.ts';
import { OWN } from './source.ts';

/** A fault that was planned, and how far it has come. */
export const PlannedFault = z
  .object({
    id: z.string(),
    left: z.int().min(1).nullable().describe('Calls that it will still strike; null: no end.'),
    matched: z.int().min(0).describe('Calls that matched so far.'),
    struck: z.int().min(0).describe('Calls that it has struck so far.'),
    plan: PlanFault,
  })
  .meta({ id: 'PlannedFault', ...OWN });

export const FaultList = listOf(PlannedFault).meta({ id: 'FaultList', ...OWN });

const one = { kind: 'json', status: 200, schema: PlannedFault } as const;
const list = { kind: 'json', status: 200, schema: FaultList } as const;
const none = { object: 'list', data: [] };

const samplePlan = { kind: 'reply-lost', operations: ['createGeneration'] };
const sample = {
  id: 'fault_1',
  left: 1,
  matched: 0,
  struck: 0,
  plan: { ...samplePlan, nth: 1, probability: 1, times: 1 },
};

/** The part of the control plane that plans what shall go wrong with calls. */
export const faultControl = {
  injectFault: defineControl({
    method: 'post',
    path: '/__rivya/faults',
    tag: 'Faults',
    summary: 'Plan what shall go wrong with the next matching calls',
    body: planFaultBody,
    reply: one,
    example: { body: samplePlan, reply: sample },
  }),
  listFaults: defineControl({
    method: 'get',
    path: '/__rivya/faults',
    tag: 'Faults',
    summary: 'List the faults that still wait for calls',
    reply: list,
    example: { reply: { object: 'list', data: [sample] } },
  }),
  clearFaults: defineControl({
    method: 'delete',
    path: '/__rivya/faults',
    tag: 'Faults',
    summary: 'Forget all faults of calls',
    reply: list,
    example: { reply: none },
  }),
  removeFault: defineControl({
    method: 'delete',
    path: '/__rivya/faults/{faultId}',
    tag: 'Faults',
    summary: 'Forget one fault',
    params: z.object({ faultId: z.string().describe('The id of the fault.') }),
    reply: list,
    errors: ['not_found'],
    example: { params: { faultId: 'fault_1' }, reply: none },
  }),
};
