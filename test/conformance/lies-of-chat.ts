import type { Lie } from '../support/liar.ts';
import type { PlantedLie } from './planted-lie.ts';
import { onBody } from './telling.ts';

/** Changes the second stream that is asked for. */
const askedAgain = (change: (text: string) => string) => (): Lie => {
  let nth = 0;
  return (reply, { path }) => {
    if (!path.endsWith('/stream')) return {};
    nth += 1;
    return nth === 2 ? { body: change(reply.body) } : {};
  };
};

/** Lies about chats, streams and references. */
export const LIES_OF_CHAT: readonly PlantedLie[] = [
  {
    lie: 'tokens do not add up',
    only: ['chat'],
    notices: 'chat.usage',
    tell: onBody(
      /completions$/,
      (body) => ({ ...body, usage: { ...(body['usage'] as object), total_tokens: 1 } }),
      'POST',
    ),
  },
  {
    lie: 'a turn costs more than was reserved',
    only: ['chat'],
    notices: 'chat.within',
    tell: onBody(
      /completions$/,
      (body) => ({ ...body, credits: { reserved: 1, final: 2 } }),
      'POST',
    ),
  },
  {
    lie: 'a turn moves to another session',
    only: ['chat'],
    notices: 'chat.continued',
    tell: onBody(
      /completions$/,
      (body, nth) => (nth === 2 ? { ...body, session_id: 'chat_other' } : body),
      'POST',
    ),
  },
  {
    lie: 'a session forgets',
    only: ['chat'],
    notices: 'chat.history',
    outcome: 'finding',
    tell: onBody(/sessions\/chat_/, (body) => ({ ...body, messages: [] })),
  },
  {
    lie: 'the session list is no list',
    only: ['chat'],
    notices: 'shapes.listChatSessions.reply.body',
    outcome: 'finding',
    tell: onBody(/sessions$/, (body) => ({ ...body, object: 'sessions' })),
  },
  {
    lie: 'a stream has no end',
    only: ['streams'],
    notices: 'streams.end',
    outcome: 'finding',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { body: String(reply.body).replace(/event: chat\.completion\.completed[\s\S]*/, '') }
          : reply,
  },
  {
    lie: 'the pieces do not add up',
    only: ['streams'],
    notices: 'streams.adds-up',
    outcome: 'finding',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { body: String(reply.body).replace('"delta":{"content":"', '"delta":{"content":"!') }
          : reply,
  },
  {
    lie: 'a stream is plain text',
    only: ['streams'],
    notices: 'shapes.streams.content-type',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { headers: new Headers({ 'content-type': 'text/plain' }) }
          : reply,
  },
  {
    lie: 'a reference of any kind is taken',
    only: ['references'],
    notices: 'references.kind',
    tell:
      () =>
      (reply, { body }) =>
        body.includes('hologram') ? { status: 200, body: {} } : reply,
  },
  {
    lie: 'a stream that was left is empty when it is asked for again',
    only: ['left-streams'],
    notices: 'left-streams.replay',
    outcome: 'finding',
    tell: askedAgain(() => ''),
  },
  {
    lie: 'a stream that was left is whole when it is asked for again',
    only: ['left-streams'],
    notices: 'left-streams.replay',
    outcome: 'finding',
    tell: askedAgain((text) => `${text}event: chat.completion.completed\ndata: {}\n\n`),
  },
];
