import { faultSchemaOf } from '../../contracts/plan-fault.ts';
import type { CheckedScenario } from '../../contracts/scenario.ts';
import { camelCase, renamed } from '../../contracts/wire-words.ts';
import type { ChatScript, StreamFaultPlan } from './chat-scripts.ts';
import { MAIN_ACCOUNT } from './keys.ts';
import type { GenerationPlan } from './plans.ts';
import type { WebhookFault } from './webhook-faults.ts';
import type { World } from './world.ts';

/** Plans everything that a scenario names, behind what waits already; returns how many that are. */
export function loadScenario(world: World, scenario: CheckedScenario): number {
  const { credits, rate_limit, generations = [], faults = [], webhook_faults = [] } = scenario;
  const { chat = [], stream_faults = [] } = scenario;
  if (credits !== undefined) world.accounts.get(MAIN_ACCOUNT).ledger.setBalance(credits);
  if (rate_limit !== undefined) world.rateLimits.choose(rate_limit);
  for (const plan of generations) world.generations.plan(inCamelCase<GenerationPlan>(plan));
  for (const fault of faults) world.faults.add(faultSchemaOf(fault).parse(fault));
  for (const fault of webhook_faults) world.webhooks.faults.add(inCamelCase<WebhookFault>(fault));
  for (const script of chat) world.chat.script(inCamelCase<ChatScript>(script));
  for (const fault of stream_faults) world.chat.inject(inCamelCase<StreamFaultPlan>(fault));
  const lists = [generations, faults, webhook_faults, chat, stream_faults];
  return lists.reduce((sum, list) => sum + list.length, 0);
}

/** The control plane and the JavaScript API differ in the writing of their words only. */
function inCamelCase<Plan>(plan: object): Plan {
  return renamed(plan, camelCase) as Plan;
}
