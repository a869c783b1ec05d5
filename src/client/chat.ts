import type { ChatTurn } from '../contracts/chat.ts';
import type { ChatModelId, MediaModelId } from '../contracts/models/index.ts';
import { type CallOptions, checkBody, checkCall } from './check.ts';
import type { ServerSentEvent } from './event-stream.ts';
import type { CreateOptions } from './generations.ts';
import type { Settings } from './options.ts';
import {
  type ChatCompletion,
  type ChatCompletionDelta,
  type ChatSessionList,
  type ChatSessionWithMessages,
  isChatCompletion,
  isChatCompletionDelta,
  readRefusal,
} from './replies.ts';
import { send } from './request.ts';
import { type OpenStream, openStream } from './stream-request.ts';

/** The next turn of a chat. Image, video and audio models do not fit. */
export type NewChatTurn<M extends string = ChatModelId> = M extends MediaModelId
  ? never
  : Omit<ChatTurn, 'model'> & { model: M };

/** An event of a streamed turn: pieces of the answer, then the whole. */
export type ChatStreamEvent =
  | { readonly event: 'chat.completion.delta'; readonly data: ChatCompletionDelta }
  | { readonly event: 'chat.completion.completed'; readonly data: ChatCompletion };

/** The Chat API. */
export interface ChatCalls {
  readonly completions: {
    /**
     * Sends a message and resolves with the whole answer. Retries never start a second turn.
     *
     * @throws {ApiCallError} if it was refused or lost.
     * @see https://rivya.ai/docs/api-chat
     */
    create<M extends ChatModelId | (string & {})>(
      body: { model: M } & NewChatTurn<M>,
      options?: CreateOptions,
    ): Promise<ChatCompletion>;
    /**
     * Sends a message and hands on the answer as it is written. The request is sent when the loop
     * begins, repeated until it is accepted, and aborted when the loop is left.
     *
     * @throws {ApiCallError} in the loop, also where the stream ends before its completion.
     * @see https://rivya.ai/docs/api-chat
     */
    stream<M extends ChatModelId | (string & {})>(
      body: { model: M } & NewChatTurn<M>,
      options?: CreateOptions,
    ): AsyncIterable<ChatStreamEvent>;
  };
  readonly sessions: {
    /**
     * Lists the sessions that the API has opened, newest first.
     *
     * @throws {ApiCallError} if it was refused or lost.
     * @see https://rivya.ai/docs/api-chat
     */
    list(options?: CallOptions): Promise<ChatSessionList>;
    /**
     * Retrieves a session with its messages.
     *
     * @throws {ApiCallError} if it was refused or lost.
     * @see https://rivya.ai/docs/api-chat
     */
    retrieve(sessionId: string, options?: CallOptions): Promise<ChatSessionWithMessages>;
  };
}

/** The Chat API under the given settings. */
export function chatCalls(settings: Settings): ChatCalls {
  return {
    completions: {
      async create(body, options = {}) {
        check('send the message', body, options);
        return send(settings, 'createChatCompletion', { ...options, body });
      },
      stream(body, options = {}) {
        check('stream the answer', body, options);
        return openStream(settings, 'streamChatCompletion', { ...options, body }, reader);
      },
    },
    sessions: {
      async list(options = {}) {
        checkCall('list the chat sessions', options);
        return send(settings, 'listChatSessions', options);
      },
      async retrieve(sessionId, options = {}) {
        checkCall('retrieve the chat session', options);
        return send(settings, 'retrieveChatSession', { ...options, params: { sessionId } });
      },
    },
  };
}

function check(doing: string, body: unknown, options: object): void {
  checkCall(doing, options, ['idempotencyKey']);
  checkBody(doing, body);
}

/** Reads the events of one stream; those of unknown names are passed over, as more may be added. */
function reader(stream: OpenStream) {
  return ({
    event,
    data,
  }: ServerSentEvent): { value: ChatStreamEvent; isLast: boolean } | undefined => {
    const value = parse(data);
    if (event === 'error') throw refusalOf(stream, value);
    if (event === 'chat.completion.delta') {
      if (!isChatCompletionDelta(value)) throw unreadable(stream, event);
      return { value: { event, data: value }, isLast: false };
    }
    if (event !== 'chat.completion.completed') return undefined;
    if (!isChatCompletion(value)) throw unreadable(stream, event);
    return { value: { event, data: value }, isLast: true };
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function refusalOf({ fail, status, requestId }: OpenStream, value: unknown): Error {
  const refusal = readRefusal(value);
  if (refusal === undefined) return unreadable({ fail, status, requestId }, 'error');
  const id = refusal.requestId ?? requestId;
  const said = `${refusal.code}, "${refusal.message}"${id ? ` (${id})` : ''}`;
  const failure = { code: refusal.code, status, requestId: id };
  return fail(`the stream broke off with ${said}`, failure);
}

function unreadable(stream: Omit<OpenStream, 'url'>, event: string): Error {
  const { fail, status, requestId } = stream;
  const reason = `the data of the event "${event}" has not the expected fields`;
  return fail(reason, { code: 'unreadable_reply', status, requestId });
}
