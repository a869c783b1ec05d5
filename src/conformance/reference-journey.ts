import { get } from './driver.ts';
import { pngOf, uploadPng } from './file-journeys.ts';
import type { Journey } from './journey.ts';
import { checkDurationDemand } from './penniless.ts';
import { assuming, onPage, Stopped, type Story } from './story.ts';

const PATH = '/api/v1/generations';

/** An upload can be the reference of a generation; a reference of no known kind cannot. */
export const referencesJourney: Journey = {
  group: 'references',
  title: 'an upload is the reference of a generation',
  cost: ({ referenced }) => 3 * (referenced?.credits ?? 0),
  run: async (story) => {
    const file = story.success(await uploadPng(story, pngOf(64, 64)), 'upload an image');
    const url = get(file, 'url');
    const basis = onPage('generations');
    const wrong = await send(story, { url, kind: 'hologram' });
    story.refused(
      { id: 'references.kind', title: 'a reference of an unknown kind is refused', basis },
      wrong,
      'validation_failed',
    );
    if (wrong.status < 300)
      throw new Stopped('A wrong reference was accepted: nothing more is sent');
    await foreignUpload(story);
    const forged = await send(story, { url, kind: 'image', durationToken: 'forged' });
    story.refused(
      {
        id: 'references.forged-token',
        title: 'a duration token that was not issued is refused',
        basis: assuming('reference.durationToken'),
      },
      forged,
      'validation_failed',
    );
    const right = await send(story, {
      url,
      kind: 'image',
      name: 'boat.png',
      mimeType: 'image/png',
    });
    if (right.code === 'insufficient_credits') {
      throw new Stopped('The account cannot pay for a generation with a reference');
    }
    story.check(
      { id: 'references.accepted', title: 'an upload is accepted as reference', basis },
      '2xx',
      right.status < 300 ? '2xx' : `${right.status} ${right.code}`,
    );
    await checkDurationDemand(story);
  },
};

async function foreignUpload(story: Story) {
  const { second } = story.stage.keys;
  const claim = {
    id: 'ownership.reference',
    title: 'an upload of another account is no reference',
    basis: assuming('reference.url'),
  };
  if (second === undefined)
    return story.skip(claim, 'no --second-key of another account was given');
  const theirs = await uploadPng(story, pngOf(64, 64), second);
  const url = get(story.success(theirs, 'upload an image for another account'), 'url');
  story.refused(claim, await send(story, { url, kind: 'image' }), 'not_found', 'validation_failed');
}

function send(story: Story, item: Readonly<Record<string, unknown>>) {
  const { referenced } = story.stage.prices;
  if (referenced === undefined)
    throw new Stopped(
      'The model list has no available model with a fixed price that takes an image',
    );
  const json = {
    model: referenced.id,
    prompt: 'The same boat in blue',
    params: { referenceMediaItems: [item] },
  };
  return story.spend(referenced.credits, PATH, {
    json,
    headers: { 'Idempotency-Key': story.idempotencyKey() },
  });
}
