import { findModel, MODEL_IDS } from '../contracts/models/index.ts';
import { assuming, type Claim, type Story } from './story.ts';
import { GENERATIONS } from './tasks.ts';

const NO_KEY = 'no key of an account without credits was given';

/** Says whether a video reference may lack its duration token: asked with an account that can pay nothing. */
export async function checkDurationDemand(story: Story): Promise<void> {
  const claim = {
    id: 'references.no-token',
    title: 'a video reference needs no duration token',
    basis: assuming('reference.durationToken'),
  };
  const item = { url: 'https://example.com/boat.mp4', kind: 'video' };
  await penniless(story, claim, 'seedream-4-5', { referenceMediaItems: [item] });
}

/** Says whether a model whose table could not be read takes a param that was not seen. */
export async function checkUnseenParams(story: Story): Promise<void> {
  const claim = {
    id: 'refusals.unseen-param',
    title: 'a model whose table is cut may have more params',
    basis: assuming('model.unseenParams'),
  };
  const model = MODEL_IDS.find((id) => {
    const row = findModel(id);
    return row !== undefined && 'unseenParams' in row;
  });
  await penniless(story, claim, model ?? '', { param_that_nobody_saw: 1 });
}

/** Sends a creation that an empty account cannot pay, and says whether its params were refused before. */
async function penniless(
  story: Story,
  claim: Claim,
  model: string,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { broke } = story.stage.keys;
  if (broke === undefined) return story.skip(claim, NO_KEY);
  const json = { model, prompt: 'A paper boat', params };
  const reply = await story.ask('POST', GENERATIONS, { json, key: broke });
  story.check(claim, 'taken', reply.code === 'validation_failed' ? 'refused' : 'taken');
}
