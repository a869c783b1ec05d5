import { get } from './driver.ts';
import { assuming, onPage, type Story } from './story.ts';
import { priceOf, start } from './tasks.ts';

/** Two creations at once with one key: one task, whatever the other is told. */
export async function keyInFlight(story: Story): Promise<void> {
  const key = story.idempotencyKey();
  const replies = await Promise.all([start(story, key), start(story, key)]);
  const taken = replies.filter(({ status }) => status < 300);
  const ids = new Set(taken.map(({ json }) => get(json, 'id')));
  const isOne = story.check(
    {
      id: 'idempotency.at-once',
      title: 'two creations at once with one key start one task',
      basis: onPage('generations'),
    },
    1,
    ids.size,
  );
  // Both took their price out of the budget; a replay owes none.
  if (isOne && taken.length === 2) story.stage.budget.correct(priceOf(story.stage.prices), 0);
  const basis = assuming('idempotency.inFlight');
  const claim = { id: 'idempotency.in-flight', title: 'the other is a replay or refused', basis };
  const other = replies.find(({ status }) => status >= 300);
  if (other === undefined) story.check(claim, 2, taken.length);
  else story.refused(claim, other, 'idempotency_conflict');
}

/** The same key on another operation is another key. */
export async function keyElsewhere(story: Story, key: string): Promise<void> {
  const { chat } = story.stage.prices;
  const claim = {
    id: 'idempotency.other-operation',
    title: 'a key belongs to one operation',
    basis: assuming('idempotency.scope'),
  };
  if (chat === undefined) return story.skip(claim, 'the model list has no available chat model');
  const reply = await story.spend(chat.credits, '/api/v1/chat/completions', {
    json: { model: chat.id, message: 'Answer with the one word: boat' },
    headers: { 'Idempotency-Key': key },
  });
  const seen = `${reply.status} ${reply.code ?? get(reply.json, 'object')}`;
  story.check(claim, '200 chat.completion', seen);
}
