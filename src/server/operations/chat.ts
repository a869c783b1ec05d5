import {
  presentCompletion,
  presentSession,
  presentSessionWithMessages,
  presentTurn,
} from '../presenters-chat.ts';
import type { Operations } from './operation.ts';

export const chatOperations = {
  createChatCompletion: async ({ body, account }, { chat }) =>
    presentCompletion(await chat.complete(account, body)),
  streamChatCompletion: ({ body, account, left }, { chat }) =>
    presentTurn(chat.begin(account, body, left)),
  listChatSessions: ({ account }, { chat }) => ({
    object: 'list',
    data: chat.sessions.list(account).map(presentSession),
  }),
  retrieveChatSession: ({ params, account }, { chat }) =>
    presentSessionWithMessages(chat.sessions.get(account, params.sessionId)),
} satisfies Partial<Operations>;
