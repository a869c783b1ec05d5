import { findModel } from '../../contracts/models/index.ts';
import { balanceOf, startableModels } from './cheapest.ts';
import { type Probe, settle, unsettled } from './probe.ts';
import { isRefusal, shown } from './shown.ts';

const ID = 'model.unseenParams';

/** A param that no table shows, of a model whose table could not be read to its end. */
export const unseenParamsProbe: Probe = {
  id: 'unseen-params',
  title: 'a param that no table shows',
  needs: 'credits',
  operations: ['createGeneration'],
  settles: [ID],
  run: async ({ wire, budget }) => {
    const models = await startableModels(wire);
    const model = models.find(({ id }) => findModel(id)?.unseenParams);
    if (model === undefined) return [unsettled(ID, 'The live list has no such model.')];
    const balance = await balanceOf(wire);
    // A low balance would refuse it for another reason.
    if (model.credits > Math.min(budget.left, balance ?? 0)) {
      return [
        unsettled(ID, `${model.id} costs ${model.credits}: allow as many with --max-credits.`),
      ];
    }
    const params = { rivya_testkit_probe: 'yes' };
    const body = { model: model.id, prompt: 'A paper boat on a quiet lake', params };
    const answer = await wire.ask({
      method: 'POST',
      path: '/api/v1/generations',
      body,
      mayStart: true,
    });
    if (answer.status < 300) {
      budget.spend(model.credits);
      return [
        settle(ID, {
          holds: true,
          position: 'accept',
          seen: `${model.id} was started with an unknown param`,
        }),
      ];
    }
    if (!isRefusal(answer, 400, 'validation_failed'))
      return [unsettled(ID, `It was refused with ${shown(answer)}.`)];
    const seen = `${model.id} was refused with an unknown param`;
    return [settle(ID, { holds: false, position: 'reject', seen })];
  },
};
