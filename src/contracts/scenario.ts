import * as z from 'zod';
import { InjectStreamFault, ScriptChat } from './control-chat.ts';
import { PlanWebhookFault } from './control-webhooks.ts';
import { PlanFault } from './plan-fault.ts';
import { PlanGenerations } from './plan-generations.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { OWN } from './source.ts';

const MAX_BALANCE = 1e12;
const MOST = 1_000;

/** Plans and faults under one name, in the words of the control plane. */
export const Scenario = z
  .strictObject({
    $schema: z.string().optional().describe('Tells editors what may stand here.'),
    name: z.string().min(1).max(100).optional(),
    description: z.string().max(10_000).optional(),
    credits: z
      .int()
      .min(0)
      .max(MAX_BALANCE)
      .optional()
      .describe('What the main account can spend from now on.'),
    rate_limit: z
      .int()
      .min(1)
      .max(1e9)
      .optional()
      .describe('Requests per API key in 60 s of world time from now on.'),
    generations: z
      .array(PlanGenerations.strict())
      .max(MOST)
      .optional()
      .describe('How the next generations shall go.'),
    faults: z.array(PlanFault).max(MOST).optional().describe('What goes wrong with calls.'),
    webhook_faults: z
      .array(PlanWebhookFault.strict())
      .max(MOST)
      .optional()
      .describe('What goes wrong with deliveries.'),
    chat: z.array(ScriptChat.strict()).max(MOST).optional().describe('How turns answer.'),
    stream_faults: z
      .array(InjectStreamFault.strict())
      .max(MOST)
      .optional()
      .describe('What happens to the bytes of streams.'),
  })
  .meta({ id: 'Scenario', ...OWN });
export type Scenario = z.input<typeof Scenario>;

/** A scenario that was found right, with all defaults. */
export type CheckedScenario = z.output<typeof Scenario>;

/** The name of a ready-made scenario. */
export const NamedScenario = z
  .strictObject({ ready_made: z.enum(SCENARIO_NAMES).describe('The name of a ready-made one.') })
  .meta({ id: 'NamedScenario', ...OWN });
