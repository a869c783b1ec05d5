import { ASSUMPTIONS } from '../contracts/assumptions.ts';
import { parseJson } from '../recording/parse-json.ts';
import { get, type Reply } from './driver.ts';
import type { Journey } from './journey.ts';
import { whilePlanned } from './pace.ts';
import { assuming, Stopped, type Story } from './story.ts';
import { COMPLETED, eventsOf, PIECE } from './stream-events.ts';

const PATH = '/api/v1/chat/completions/stream';
const MOST_TRIES = 6;

const CLAIM = {
  id: 'left-streams.replay',
  title: 'a retry of a stream that was left starts no second turn',
  basis: assuming('chat.streamReplay'),
} as const;

/** A stream is left after its first piece, and asked for again with its key. */
export const leftStreamsJourney: Journey = {
  group: 'left-streams',
  title: 'a stream that was left is asked for again',
  cost: ({ chat }) => 2 * (chat?.credits ?? 0),
  run: async (story) => {
    const { chat } = story.stage.prices;
    if (chat === undefined) throw new Stopped('The model list has no available chat model');
    const before = await story.balance();
    const message = `Count from 1 to 200 in words. (${story.stage.runId})`;
    const json = { model: chat.id, message };
    const headers = { 'Idempotency-Key': story.idempotencyKey() };
    const turn = (partOf: (text: string) => boolean) =>
      story.spend(chat.credits, PATH, { json, headers, partOf });
    const leave = () => turn((text) => has(text, PIECE));
    const left = await (story.stage.pace.isFake ? whileBroken(story, message, leave) : leave());
    story.success(left, 'open a stream');
    if (!has(left.text, PIECE)) throw new Stopped('The stream broke off before its first piece');
    if (has(left.text, COMPLETED)) {
      return story.skip(CLAIM, 'the whole stream came at once, before it could be left');
    }
    const again = await retry(story, () => turn(() => false));
    story.success(again, 'ask for the stream again');
    const paid = before - (await story.balance());
    story.check(CLAIM, ASSUMPTIONS['chat.streamReplay'].value, courseOf(left, again, paid));
  },
};

/** A fake breaks the stream off itself, whatever its clock does. */
function whileBroken({ stage }: Story, message: string, leave: () => Promise<Reply>) {
  const plan = { faults: ['drop'], message_contains: message };
  return whilePlanned(stage.pace, { path: '/chat/faults', plan }, leave);
}

/** Asks again while the first request still runs. */
async function retry(story: Story, ask: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const reply = await ask();
    if (reply.code !== 'idempotency_conflict' || tries === MOST_TRIES) return reply;
    await story.stage.pace.pass(2_000);
  }
}

/** Which reality two readings of one stream show. */
function courseOf(left: Reply, again: Reply, paid: number): string {
  const end = eventsOf(again.text).find(({ event }) => event === COMPLETED);
  if (end === undefined) {
    const first = eventsOf(left.text).find(({ event }) => event === PIECE);
    const isSame = eventsOf(again.text).some(({ data }) => data === first?.data);
    return isSame ? 'partial' : 'neither the pieces that came nor a completion';
  }
  const final = Number(get(parseJson(end.data), 'credits', 'final'));
  return paid > final ? 'restart' : `the whole turn, paid once (${paid})`;
}

function has(text: string, name: string): boolean {
  return eventsOf(text).some(({ event }) => event === name);
}
