import { get } from './driver.ts';
import type { Journey } from './journey.ts';
import type { Prices } from './prices.ts';
import { assuming, onPage, Stopped, type Story } from './story.ts';
import { COMPLETED, eventsOf, PIECE } from './stream-events.ts';

const PATH = '/api/v1/chat/completions';
const page = onPage('chat');

function priceOf({ chat }: Prices): number {
  return chat?.credits ?? 0;
}

function turn(story: Story, path: string, more: Readonly<Record<string, unknown>> = {}) {
  const { chat } = story.stage.prices;
  if (chat === undefined) throw new Stopped('The model list has no available chat model');
  const json = { model: chat.id, message: 'Answer with the one word: boat', ...more };
  return story.spend(chat.credits, path, {
    json,
    headers: { 'Idempotency-Key': story.idempotencyKey() },
  });
}

/** A turn opens a session, is paid from its usage, and can be continued and read again. */
export const chatJourney: Journey = {
  group: 'chat',
  title: 'a chat is opened, continued and read',
  cost: (prices) => 3 * priceOf(prices),
  run: async (story) => {
    const before = await story.balance();
    const first = story.success(await turn(story, PATH), 'send a message');
    const say = (id: string, title: string) => ({ id: `chat.${id}`, title, basis: page });
    checkUsage(story, first);
    const session = String(get(first, 'session_id'));
    const final = Number(get(first, 'credits', 'final'));
    story.check(say('paid', 'a turn costs what is final'), before - final, await story.balance());
    const second = story.success(
      await turn(story, PATH, { session_id: session }),
      'continue the session',
    );
    story.check(
      say('continued', 'a turn stays in its session'),
      session,
      get(second, 'session_id'),
    );
    const read = await story.ask('GET', `/api/v1/chat/sessions/${encodeURIComponent(session)}`);
    const basis = assuming('chat.sessionShape');
    const messages = get(read.json, 'messages');
    const roles = (Array.isArray(messages) ? messages : []).map((one) => get(one, 'role'));
    story.check(
      { id: 'chat.history', title: 'a session holds its turns in order', basis },
      ['user', 'assistant', 'user', 'assistant'],
      roles,
    );
    const list = await story.ask('GET', '/api/v1/chat/sessions');
    story.check(
      { id: 'chat.listed', title: 'the newest session is listed first', basis },
      session,
      get(list.json, 'data', 0, 'id'),
    );
    const { second: foreign } = story.stage.keys;
    const hidden = {
      id: 'ownership.session',
      title: 'a session of another account is 404',
      basis: onPage('errors'),
    };
    if (foreign === undefined) story.skip(hidden, 'no --second-key of another account was given');
    else
      story.refused(
        hidden,
        await story.ask('GET', `/api/v1/chat/sessions/${encodeURIComponent(session)}`, {
          key: foreign,
        }),
        'not_found',
      );
    await refusedTurns(story);
  },
};

/** Turns that cannot be taken; the first one that is ends the journey. */
async function refusedTurns(story: Story) {
  const lost = await turn(story, PATH, { session_id: 'chat_no_such_session' });
  story.refused(
    {
      id: 'chat.unknown-session',
      title: 'a turn in a session that does not exist is refused',
      basis: assuming('chat.unknownSession'),
    },
    lost,
    'chat_session_conflict',
  );
  if (lost.status < 300) throw new Stopped('A turn in an unknown session was taken');
  story.refused(
    {
      id: 'chat.unknown-attachment',
      title: 'an attachment that is no upload is refused',
      basis: onPage('errors'),
    },
    await turn(story, PATH, { attachments: [{ file_id: 'file_no_such_file' }] }),
    'chat_attachment_not_supported',
  );
}

function checkUsage(story: Story, completion: unknown) {
  const say = (id: string, title: string) => ({ id: `chat.${id}`, title, basis: page });
  const number = (name: string) => Number(get(completion, 'usage', name));
  story.check(
    say('usage', 'the tokens of a turn add up'),
    number('input_tokens') + number('output_tokens'),
    number('total_tokens'),
  );
  const [reserved, final] = [
    get(completion, 'credits', 'reserved'),
    get(completion, 'credits', 'final'),
  ];
  story.check(
    say('within', 'a turn costs no more than was reserved'),
    true,
    Number(final) <= Number(reserved),
  );
  story.check(
    say('model', 'a turn names its model'),
    story.stage.prices.chat?.id,
    get(completion, 'model'),
  );
}

/** A stream comes in pieces that add up, and ends with the whole completion. */
export const streamsJourney: Journey = {
  group: 'streams',
  title: 'a stream comes in pieces and ends with the whole',
  cost: priceOf,
  run: async (story) => {
    const before = await story.balance();
    const reply = await turn(story, `${PATH}/stream`);
    story.success(reply, 'open a stream');
    const events = eventsOf(reply.text);
    const basis = assuming('chat.streamEvents');
    const say = (id: string, title: string) => ({ id: `streams.${id}`, title, basis });
    const pieces = events.filter(({ event }) => event === PIECE);
    story.check(say('pieces', 'a stream has pieces'), true, pieces.length > 0);
    const last = events.at(-1);
    story.check(say('end', 'a stream ends with the completion'), COMPLETED, last?.event);
    const completion = parse(last?.data);
    const text = pieces.map(({ data }) => get(parse(data), 'delta', 'content')).join('');
    story.check(
      say('adds-up', 'the pieces add up to the message'),
      text,
      get(completion, 'message', 'content'),
    );
    const ends = events.filter(({ event }) => event !== PIECE).length;
    story.check(say('ends-once', 'a stream ends once'), 1, ends);
    if (last?.event !== COMPLETED) return;
    checkUsage(story, completion);
    const final = Number(get(completion, 'credits', 'final'));
    story.check(
      { id: 'streams.paid', title: 'a stream costs what is final', basis: page },
      before - final,
      await story.balance(),
    );
  },
};

function parse(data: string | undefined): unknown {
  try {
    return JSON.parse(data ?? '');
  } catch {
    return undefined;
  }
}
