import type { Scope } from '../../contracts/scopes.ts';
import { ApiError } from '../domain/api-error.ts';
import type { GenerationPlan } from '../domain/plans.ts';
import { presentClock, presentLedger } from '../presenters.ts';
import { chatControlOperations } from './control-chat.ts';
import { evidenceControlOperations } from './control-evidence.ts';
import { faultControlOperations } from './control-faults.ts';
import { scenarioControlOperations } from './control-scenario.ts';
import { snapshotControlOperations } from './control-snapshot.ts';
import type { ControlOperations } from './operation.ts';
import { webhookControlOperations } from './webhooks.ts';

export const controlOperations: ControlOperations = {
  retrieveHealth: (backstage) => ({
    status: 'ok',
    version: backstage.version,
    worlds: backstage.worlds(),
    uptime_ms: backstage.uptimeMs(),
  }),
  resetWorld: (_call, world, backstage) => presentClock(backstage.reset(world).clock),
  retrieveClock: (_call, { clock }) => presentClock(clock),
  advanceClock: async ({ body }, { clock }) => {
    await refusing(() => clock.advance(body.ms));
    return presentClock(clock);
  },
  runClockUntilIdle: async (_call, { clock }) => {
    await refusing(() => clock.runUntilIdle());
    return presentClock(clock);
  },
  retrieveWorldCredits: ({ account }) => ({ balance: account.ledger.available }),
  setWorldCredits: ({ account, body }) => {
    account.ledger.setBalance(body.balance);
    return { balance: account.ledger.available };
  },
  retrieveLedger: ({ account }) => presentLedger(account.ledger),
  createKey: ({ body }, world) => ({
    key: world.createKey({ ...body, scopes: new Set<Scope>(body.scopes) }),
    ...body,
  }),
  planGenerations: ({ body }, { generations }) => {
    const id = generations.plan(planOf(body));
    return { id, pending: generations.plans.pending };
  },
  clearGenerationPlans: (_call, { generations: { plans } }) => {
    plans.clear();
    return { pending: plans.pending };
  },
  ...faultControlOperations,
  ...scenarioControlOperations,
  ...snapshotControlOperations,
  ...chatControlOperations,
  ...evidenceControlOperations,
  ...webhookControlOperations,
};

/** Over HTTP, what is out of range in JavaScript is a refusal. */
async function refusing(move: () => Promise<void>): Promise<void> {
  try {
    await move();
  } catch (error) {
    if (error instanceof RangeError) throw new ApiError('validation_failed', error.message);
    throw error;
  }
}

type PlanBody = Parameters<ControlOperations['planGenerations']>[0]['body'];

/** The plan of a request in the words of the domain, without what was left out. */
function planOf(body: PlanBody): GenerationPlan {
  const plan = {
    model: body.model,
    category: body.category,
    promptContains: body.prompt_contains,
    times: body.times,
    outcome: body.outcome,
    error: body.error,
    pathology: body.pathology,
    acceptMs: body.accept_ms,
    queuedMs: body.queued_ms,
    processingMs: body.processing_ms,
  };
  const given = Object.entries(plan).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as GenerationPlan;
}
