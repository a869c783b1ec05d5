import { get, type Reply } from './driver.ts';
import type { Journey } from './journey.ts';
import { whilePlanned } from './pace.ts';
import { assuming, onPage, type Story } from './story.ts';
import { follow, GENERATIONS, priceOf, start } from './tasks.ts';

const page = onPage('generationStatus');

/** What only a fake can be made to do: fail, and run out of credits. */
export const luckJourney: Journey = {
  group: 'luck',
  title: 'a failure gives back its credits, and an empty account can start nothing',
  cost: (prices, isFake) => (isFake ? 3 * priceOf(prices) : 0),
  run: async (story) => {
    const { pace, keys, prices } = story.stage;
    const released = {
      id: 'credits.released-on-failure',
      title: 'a failed generation costs nothing',
      basis: assuming('credits.failure'),
    };
    const refused = {
      id: 'credits.insufficient',
      title: 'an empty account can start nothing',
      basis: assuming('error.insufficientCredits'),
    };
    const together = {
      id: 'credits.never-overspent',
      title: 'generations at once never spend more than there is',
      basis: assuming('credits.balance'),
    };
    if (!pace.isFake) {
      story.skip(released, 'a generation cannot be made to fail here');
      story.skip(together, 'the balance cannot be set here');
      return story.skip(refused, 'the balance cannot be set here');
    }
    const before = await story.balance();
    const failure = { path: '/generations/plan', plan: { outcome: 'failed' } };
    const reply = await whilePlanned(pace, failure, () => start(story));
    const task = story.success(reply, 'start a generation');
    const last = (await follow(story, get(task, 'id'))).at(-1);
    story.check(
      {
        id: 'lifecycle.failed',
        title: 'a failed generation has an error and no result',
        basis: page,
      },
      'failed null string',
      `${get(last, 'status')} ${get(last, 'result')} ${typeof get(last, 'error', 'code')}`,
    );
    story.check({ ...released, id: 'credits.final-on-failure' }, 0, get(last, 'final_credits'));
    story.check(released, before, await story.balance());
    const json = { model: prices.media?.id, prompt: 'A grey paper boat' };
    const headers = { 'Idempotency-Key': story.idempotencyKey() };
    const poor = keys.broke === undefined ? {} : { key: keys.broke };
    story.refused(
      refused,
      await story.spend(priceOf(prices), GENERATIONS, { json, headers, ...poor }),
      'insufficient_credits',
    );
    await pace.control('PUT', '/credits', { balance: priceOf(prices) });
    try {
      const started = await startTwo(story);
      const seen = `${started} started, ${await story.balance()} left`;
      story.check(together, '1 started, 0 left', seen);
    } finally {
      await pace.control('PUT', '/credits', { balance: before });
    }
  },
};

/** Starts two generations at once, and tells how many were accepted. */
async function startTwo(story: Story): Promise<number> {
  const both = await Promise.all(
    [start(story), start(story, undefined, 'Two')].map((one) => one.catch(() => undefined)),
  );
  const isStarted = (one: Reply | undefined) =>
    one !== undefined && one.status < 300 && get(one.json, 'status') !== 'failed';
  return both.filter(isStarted).length;
}
