import { get, type Reply } from './driver.ts';
import type { Prices } from './prices.ts';
import { Stopped, type Story } from './story.ts';

/** Where generations live. */
export const GENERATIONS = '/api/v1/generations';

/** Why nothing can be said of a task where the run has none. */
export const NO_TASK =
  'no task was made: take the journey `lifecycle` as well, and raise --max-credits to its price';

const MOST_POLLS = 120;

/** What one creation reserves at the prices of the live list. */
export function priceOf({ media }: Prices): number {
  return media?.credits ?? 0;
}

/** Starts the cheapest generation, within the budget. */
export function start(
  story: Story,
  key = story.idempotencyKey(),
  prompt = 'A grey paper boat',
): Promise<Reply> {
  const { media } = story.stage.prices;
  if (media === undefined)
    throw new Stopped('The model list has no available model with a fixed price that takes text');
  const json = { model: media.id, prompt };
  return story.spend(media.credits, GENERATIONS, { json, headers: { 'Idempotency-Key': key } });
}

/** Follows a generation to its end, at the documented pace. */
export async function follow(story: Story, id: unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    await story.stage.pace.pass(polls === 0 ? 2_500 : 5_000);
    const state = story.success(
      await story.ask('GET', `${GENERATIONS}/${id}`),
      'read the generation',
    );
    seen.push(state);
    if (['succeeded', 'failed'].includes(String(get(state, 'status')))) return seen;
  }
  throw new Stopped(`The generation did not end within ${MOST_POLLS} polls`);
}
