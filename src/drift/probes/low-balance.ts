import { balanceOf, startableModels } from './cheapest.ts';
import { follow } from './follow.ts';
import { type Finding, type Probe, settle, unsettled } from './probe.ts';
import { fieldOf, shown } from './shown.ts';

const ID = 'error.insufficientCredits';

/** A generation that the account cannot pay for. */
export const lowBalanceProbe: Probe = {
  id: 'low-balance',
  title: 'a generation that the account cannot pay for',
  needs: 'credits',
  operations: ['createGeneration'],
  settles: [ID],
  run: async ({ wire, budget }) => {
    const balance = await balanceOf(wire);
    const models = await startableModels(wire);
    const model = models.find(({ credits }) => balance !== undefined && credits > balance);
    if (balance === undefined || model === undefined) {
      return [unsettled(ID, 'The account can pay for every model; use one with few credits.')];
    }
    // It might be started all the same, and must not cost more than is allowed.
    if (model.credits > budget.left) {
      return [
        unsettled(
          ID,
          `A model that costs more than the balance costs ${model.credits}: allow as many with --max-credits.`,
        ),
      ];
    }
    const body = { model: model.id, prompt: 'A paper boat on a quiet lake' };
    const answer = await wire.ask({
      method: 'POST',
      path: '/api/v1/generations',
      body,
      mayStart: true,
    });
    if (answer.status >= 300) return [refused(answer.status, answer.code, shown(answer))];
    const { last, statuses } = await follow(wire, answer);
    const code = fieldOf(fieldOf(last.json, 'error'), 'code');
    if (statuses.at(-1) !== 'failed') budget.spend(model.credits);
    const isFailedTask = statuses.at(-1) === 'failed' && code === 'insufficient_credits';
    const seen = isFailedTask
      ? 'a generation that failed with insufficient_credits'
      : `a generation that is ${String(statuses.at(-1))}`;
    return [
      settle(ID, { holds: false, seen, ...(isFailedTask ? { position: 'failed_task' } : {}) }),
    ];
  },
};

function refused(status: number, code: string | undefined, seen: string): Finding {
  const isCode = code === 'insufficient_credits';
  return settle(ID, {
    holds: isCode && status === 402,
    seen,
    ...(isCode ? { position: `http${status}` } : {}),
  });
}
