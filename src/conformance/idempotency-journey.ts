import { get } from './driver.ts';
import type { Journey } from './journey.ts';
import { keyElsewhere, keyInFlight } from './key-in-flight.ts';
import { assuming, onPage, Stopped, type Story } from './story.ts';
import { follow, GENERATIONS, priceOf, start } from './tasks.ts';

/** A key makes a retry safe. */
export const idempotencyJourney: Journey = {
  group: 'idempotency',
  title: 'a retry with the same key starts nothing new',
  cost: (prices) => 4 * priceOf(prices) + (prices.chat?.credits ?? 0),
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
    const replay = await story.ask('POST', GENERATIONS, again);
    const isSame = story.check(
      say('replay', 'a replay returns the same task'),
      get(first, 'id'),
      get(replay.json, 'id'),
    );
    story.check(
      {
        id: 'idempotency.paid-once',
        title: 'a replay costs nothing',
        basis: assuming('credits.balance'),
      },
      Number(get(first, 'reserved_credits')),
      before - (await story.balance()),
    );
    if (!isSame) throw new Stopped('Keys are not safe here: nothing more is sent with them');
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
    const late = await story.ask('POST', GENERATIONS, again);
    const original = {
      id: 'idempotency.original',
      title: 'a late replay returns the original reply',
      basis: assuming('idempotency.replay'),
    };
    story.check(original, get(first, 'status'), get(late.json, 'status') ?? late.status);
    await conflicts(story, key);
    await keyInFlight(story);
    await keyElsewhere(story, key);
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
  const other = await story.spend(media?.credits ?? 0, GENERATIONS, {
    json,
    headers: { 'Idempotency-Key': key },
  });
  story.refused(claim, other, 'idempotency_conflict');
}
