import { get } from './driver.ts';
import type { Journey } from './journey.ts';
import { assuming, onPage, type Story } from './story.ts';
import { follow, GENERATIONS, priceOf, start } from './tasks.ts';

const page = onPage('generationStatus');
const ORDER = ['queued', 'processing', 'succeeded', 'failed'];

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
    const later = await story.ask('GET', `${GENERATIONS}/${get(first, 'id')}`);
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
