import { get, type Reply } from './driver.ts';
import type { Journey } from './journey.ts';
import type { Prices } from './prices.ts';
import { assuming, onPage, Stopped, type Story } from './story.ts';

const PATH = '/api/v1/generations';
const page = onPage('generationStatus');
const ORDER = ['queued', 'processing', 'succeeded', 'failed'];
const MOST_POLLS = 120;

function priceOf({ media }: Prices): number {
  return media?.credits ?? 0;
}

function start(
  story: Story,
  key = story.idempotencyKey(),
  prompt = 'A grey paper boat',
): Promise<Reply> {
  const { media } = story.stage.prices;
  if (media === undefined)
    throw new Stopped('The model list has no available model with a fixed price that takes text');
  const json = { model: media.id, prompt };
  return story.spend(media.credits, PATH, { json, headers: { 'Idempotency-Key': key } });
}

/** Follows a generation to its end, at the documented pace. */
async function follow(story: Story, id: unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    await story.stage.pace.pass(polls === 0 ? 2_500 : 5_000);
    const state = story.success(await story.ask('GET', `${PATH}/${id}`), 'read the generation');
    seen.push(state);
    if (['succeeded', 'failed'].includes(String(get(state, 'status')))) return seen;
  }
  throw new Stopped(`The generation did not end within ${MOST_POLLS} polls`);
}

/** A generation moves forward only, ends once, and its results can be fetched. */
export const lifecycleJourney: Journey = {
  group: 'lifecycle',
  title: 'a generation moves forward and ends once',
  cost: priceOf,
  run: async (story) => {
    const before = await story.balance();
    const first = story.success(await start(story), 'start a generation');
    const reserved = get(first, 'reserved_credits');
    story.stage.madeTask = String(get(first, 'id'));
    const say = (id: string, title: string) => ({ id: `lifecycle.${id}`, title, basis: page });
    story.check(say('begins', 'a generation begins as queued'), 'queued', get(first, 'status'));
    story.check(
      say('model', 'a generation names its model'),
      story.stage.prices.media?.id,
      get(first, 'model'),
    );
    story.check(
      {
        id: 'credits.price',
        title: 'a FIXED model reserves its base credits',
        basis: assuming('price.fixed'),
      },
      priceOf(story.stage.prices),
      reserved,
    );
    const during = await story.balance();
    story.check(
      {
        id: 'credits.reserved',
        title: 'the balance excludes what is reserved',
        basis: assuming('credits.balance'),
      },
      before - Number(reserved),
      during,
    );
    const states = [first, ...(await follow(story, get(first, 'id')))];
    checkCourse(story, states);
    const last = states.at(-1);
    await checkEnd(story, last);
    story.check(
      { id: 'credits.settled', title: 'what is final is paid once', basis: onPage('credits') },
      before - Number(get(last, 'final_credits')),
      await story.balance(),
    );
    await story.stage.pace.pass(5_000);
    const later = await story.ask('GET', `${PATH}/${get(first, 'id')}`);
    story.check(say('terminal', 'a generation that has ended does not change'), last, later.json);
  },
};

function checkCourse(story: Story, states: readonly unknown[]) {
  const steps = states.map((state) => {
    const status = String(get(state, 'status'));
    return ORDER.indexOf(status === 'running' ? 'processing' : status);
  });
  const say = (id: string, title: string) => ({ id: `lifecycle.${id}`, title, basis: page });
  const isForward = steps.every((step, at) => at === 0 || step >= (steps[at - 1] ?? 0));
  story.check(say('forward', 'the status moves forward only'), true, isForward);
  const times = states.map((state) => Date.parse(String(get(state, 'updated_at'))));
  const isMonotone = times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0));
  story.check(say('updated', 'updated_at never goes back'), true, isMonotone);
  const created = new Set(states.map((state) => get(state, 'created_at')));
  story.check(say('created', 'created_at does not change'), 1, created.size);
  const isBefore = states.every(
    (state) => String(get(state, 'created_at')) <= String(get(state, 'updated_at')),
  );
  story.check(say('created-first', 'nothing is updated before it is created'), true, isBefore);
  const isEarly = states
    .slice(0, -1)
    .every((state) => get(state, 'result') === null && get(state, 'error') === null);
  story.check(
    say('no-early-result', 'a generation that runs has neither result nor error'),
    true,
    isEarly,
  );
}

async function checkEnd(story: Story, last: unknown) {
  const say = (id: string, title: string) => ({ id: `lifecycle.${id}`, title, basis: page });
  if (get(last, 'status') === 'failed') {
    story.check(
      say('failed-error', 'a failed generation says why'),
      'string',
      typeof get(last, 'error', 'code'),
    );
    return;
  }
  story.check(
    say('no-error', 'a generation that succeeded has no error'),
    null,
    get(last, 'error'),
  );
  const urls = get(last, 'result', 'urls');
  const list = Array.isArray(urls) ? urls : [];
  story.check(say('urls', 'a result has urls'), true, list.length > 0);
  story.check(
    say('primary-url', 'primary_url is the first of urls'),
    list[0],
    get(last, 'result', 'primary_url'),
  );
  for (const url of list.slice(0, 4)) {
    const { status, bytes } = await story.stage.driver.fetchPublic(String(url));
    story.check(
      say('url-answers', 'a result can be fetched without a key'),
      '200, not empty',
      `${status}, ${bytes > 0 ? 'not empty' : 'empty'}`,
    );
  }
}

/** A key makes a retry safe. */
export const idempotencyJourney: Journey = {
  group: 'idempotency',
  title: 'a retry with the same key starts nothing new',
  cost: (prices) => 2 * priceOf(prices),
  run: async (story) => {
    const { media } = story.stage.prices;
    const key = story.idempotencyKey();
    const before = await story.balance();
    const reply = await start(story, key);
    const first = story.success(reply, 'start a generation');
    const again = {
      json: { model: media?.id, prompt: 'A grey paper boat' },
      headers: { 'Idempotency-Key': key },
    };
    const say = (id: string, title: string) => ({
      id: `idempotency.${id}`,
      title,
      basis: onPage('generations'),
    });
    // A server that takes a retry for a new request could start a second task: that is in the budget, too.
    story.stage.budget.take(media?.credits ?? 0);
    const replay = await story.ask('POST', PATH, again);
    const isSame = story.check(
      say('replay', 'a replay returns the same task'),
      get(first, 'id'),
      get(replay.json, 'id'),
    );
    const paid = before - (await story.balance());
    const once = story.check(
      say('paid-once', 'a replay costs nothing'),
      Number(get(first, 'reserved_credits')),
      paid,
    );
    if (!isSame || !once)
      throw new Stopped('Keys are not safe here: nothing more is sent with them');
    story.stage.budget.correct(media?.credits ?? 0, 0);
    story.check(
      say('replay-status', 'a replay has the status of the first reply'),
      reply.status,
      replay.status,
    );
    const marker = {
      id: 'idempotency.marker',
      title: 'a replay says that it is one',
      basis: assuming('idempotency.replay'),
    };
    story.check(marker, 'true', replay.headers.get('idempotency-replayed') ?? 'no header');
    await follow(story, get(first, 'id'));
    const late = await story.ask('POST', PATH, again);
    const original = {
      id: 'idempotency.original',
      title: 'a late replay returns the original reply',
      basis: assuming('idempotency.replay'),
    };
    story.check(original, get(first, 'status'), get(late.json, 'status') ?? late.status);
    await conflicts(story, key);
  },
};

async function conflicts(story: Story, key: string) {
  const { media } = story.stage.prices;
  const claim = {
    id: 'idempotency.conflict',
    title: 'a key with another body is refused',
    basis: onPage('errors'),
  };
  const json = { model: media?.id, prompt: 'Another boat' };
  const other = await story.spend(media?.credits ?? 0, PATH, {
    json,
    headers: { 'Idempotency-Key': key },
  });
  story.refused(claim, other, 'idempotency_conflict');
}

/** What only a fake can be made to do: fail, and run out of credits. */
export const luckJourney: Journey = {
  group: 'luck',
  title: 'a failure gives back its credits, and an empty account can start nothing',
  cost: (prices) => 3 * priceOf(prices),
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
      basis: onPage('credits'),
    };
    if (!pace.isFake) {
      story.skip(released, 'a generation cannot be made to fail here');
      story.skip(together, 'the balance cannot be set here');
      return story.skip(refused, 'the balance cannot be set here');
    }
    const before = await story.balance();
    await pace.control('POST', '/generations/plan', { outcome: 'failed' });
    const task = story.success(await start(story), 'start a generation');
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
      await story.spend(priceOf(prices), PATH, { json, headers, ...poor }),
      'insufficient_credits',
    );
    await pace.control('PUT', '/credits', { balance: priceOf(prices) });
    const both = await Promise.all(
      [start(story), start(story, undefined, 'Two')].map((one) => one.catch(() => undefined)),
    );
    const started = both.filter((one) => one !== undefined && one.status < 300).length;
    story.check(together, '1 started, 0 left', `${started} started, ${await story.balance()} left`);
    await pace.control('PUT', '/credits', { balance: before });
  },
};
