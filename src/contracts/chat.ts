import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { defineEndpoint, type JsonBody, jsonBody } from './endpoint.ts';
import {
  ClientRequestId,
  Credits,
  ErrorEnvelope,
  idWithPrefix,
  listOf,
  Timestamp,
} from './primitives.ts';
import { assumed, documented } from './source.ts';

/** How hard a model should think, where it can. */
export const REASONING_EFFORTS = ['default', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** The characters of a message that every chat model page documents as its limit. */
export const MAX_MESSAGE_LENGTH = 20_000;

const Attachment = z.strictObject({ file_id: z.string() });
const LooseAttachment = z.object(Attachment.shape);

function attachmentsOf(attachment: z.ZodObject<typeof Attachment.shape>) {
  return z
    .array(attachment)
    .max(ASSUMPTIONS['chat.attachments'].value)
    .optional()
    .meta({
      description: 'Images of the Files API; external URLs are not accepted.',
      ...assumed('chat.attachments'),
    });
}

/** One turn of a chat; history lives in the session and is never sent (docs/api-chat). */
export const CreateChatCompletion = z
  .object({
    model: z.string(),
    message: z
      .string()
      .max(MAX_MESSAGE_LENGTH)
      .regex(/[^\p{Z}\p{C}]/u, 'text with a visible character'),
    session_id: z.string().optional().describe('Omit it to open a new session.'),
    attachments: attachmentsOf(Attachment),
    enable_web_search: z.boolean().default(false),
    reasoning_effort: z.enum(REASONING_EFFORTS).default('default'),
    client_request_id: ClientRequestId.optional().meta(assumed('generation.clientRequestId')),
  })
  .meta({ id: 'CreateChatCompletion', ...documented('chatModel') });
export type CreateChatCompletion = z.output<typeof CreateChatCompletion>;

/** A turn as a caller writes it. */
export type ChatTurn = z.input<typeof CreateChatCompletion>;

const strictTurn = jsonBody(CreateChatCompletion);
const looseTurn = CreateChatCompletion.extend({ attachments: attachmentsOf(LooseAttachment) });

const turnBody: JsonBody<CreateChatCompletion> = {
  ...strictTurn,
  pick: (value, switches) =>
    switches['request.unknownFields'] === 'ignore' ? looseTurn : strictTurn.pick(value, switches),
  refused: { messages: 'the history lives in the session; continue it with session_id' },
};

/** A finished turn; credits are nested here and flat on generations. */
export const ChatCompletion = z
  .object({
    id: idWithPrefix('chatcmpl_'),
    object: z.literal('chat.completion'),
    session_id: z.string(),
    model: z.string(),
    created_at: Timestamp,
    message: z.object({
      id: z.string().meta(assumed('chat.messageId')),
      role: z.literal('assistant'),
      content: z.string(),
    }),
    usage: z.object({
      input_tokens: z.int().min(0),
      output_tokens: z.int().min(0),
      total_tokens: z.int().min(0),
    }),
    credits: z.object({ reserved: Credits, final: Credits }),
  })
  .meta({ id: 'ChatCompletion', ...documented('chat') });
export type ChatCompletion = z.output<typeof ChatCompletion>;

/** A piece of an answer on its way. */
export const ChatCompletionDelta = z
  .object({
    id: idWithPrefix('chatcmpl_'),
    session_id: z.string(),
    delta: z.object({ content: z.string() }),
  })
  .meta({ id: 'ChatCompletionDelta', ...assumed('chat.streamEvents') });
export type ChatCompletionDelta = z.output<typeof ChatCompletionDelta>;

const sessionShape = {
  id: idWithPrefix(ASSUMPTIONS['chat.sessionShape'].value),
  object: z.literal('chat.session'),
  model: z.string(),
  message_count: z.int().min(0),
  created_at: Timestamp,
  updated_at: Timestamp,
};

/** A session of the Chat API, as lists show it. */
export const ChatSession = z
  .object(sessionShape)
  .meta({ id: 'ChatSession', ...assumed('chat.sessionShape') });
export type ChatSession = z.output<typeof ChatSession>;

/** A message of a session. */
export const ChatMessage = z
  .object({
    id: z.string(),
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    created_at: Timestamp,
  })
  .meta({ id: 'ChatMessage', ...assumed('chat.sessionShape') });
export type ChatMessage = z.output<typeof ChatMessage>;

/** A session with its messages, oldest first. */
export const ChatSessionWithMessages = z
  .object({ ...sessionShape, messages: z.array(ChatMessage) })
  .meta({ id: 'ChatSessionWithMessages', ...assumed('chat.sessionShape') });
export type ChatSessionWithMessages = z.output<typeof ChatSessionWithMessages>;

export const ChatSessionList = listOf(ChatSession).meta({
  id: 'ChatSessionList',
  ...assumed('chat.sessionShape'),
});
export type ChatSessionList = z.output<typeof ChatSessionList>;

/** The event that tells what went wrong after the first one was sent. */
export const STREAM_ERROR_EVENT = 'error';

const turnErrors = [
  'insufficient_credits',
  'chat_model_not_supported',
  'chat_session_conflict',
  'chat_attachment_not_supported',
] as const;

const sampleTurn = { model: 'gpt-5-2-chat', message: 'Write a haiku about paper boats' };

const sampleCompletion = {
  id: 'chatcmpl_example',
  object: 'chat.completion',
  session_id: 'chat_example',
  model: 'gpt-5-2-chat',
  created_at: '2026-05-11T00:00:00.000Z',
  message: { id: 'assistant_message_id', role: 'assistant', content: 'A fold, a fold, a sail' },
  usage: { input_tokens: 1200, output_tokens: 320, total_tokens: 1520 },
  credits: { reserved: 3, final: 2 },
};

const sampleSession = {
  id: 'chat_example',
  object: 'chat.session',
  model: 'gpt-5-2-chat',
  message_count: 2,
  created_at: '2026-05-11T00:00:00.000Z',
  updated_at: '2026-05-11T00:00:00.000Z',
};

export const chatEndpoints = {
  createChatCompletion: defineEndpoint({
    method: 'post',
    path: '/api/v1/chat/completions',
    tag: 'Chat',
    summary: 'Send a message and receive the whole answer',
    scopes: ['chat:create', 'chat:read'],
    idempotent: true,
    body: turnBody,
    reply: { kind: 'json', status: 200, schema: ChatCompletion },
    errors: turnErrors,
    source: documented('chat'),
    example: { body: sampleTurn, reply: sampleCompletion },
  }),
  streamChatCompletion: defineEndpoint({
    method: 'post',
    path: '/api/v1/chat/completions/stream',
    tag: 'Chat',
    summary: 'Send a message and receive the answer as it is written',
    scopes: ['chat:create', 'chat:read'],
    idempotent: true,
    body: turnBody,
    reply: {
      kind: 'stream',
      status: 200,
      events: {
        'chat.completion.delta': ChatCompletionDelta,
        'chat.completion.completed': ChatCompletion,
        [STREAM_ERROR_EVENT]: ErrorEnvelope,
      },
      piece: 'chat.completion.delta',
    },
    errors: turnErrors,
    source: documented('chat'),
    example: {
      body: sampleTurn,
      reply:
        'event: chat.completion.delta\ndata: {"id":"chatcmpl_example","session_id":"chat_example","delta":{"content":"A fold"}}\n\n',
    },
  }),
  listChatSessions: defineEndpoint({
    method: 'get',
    path: '/api/v1/chat/sessions',
    tag: 'Chat',
    summary: 'List the chat sessions, newest first',
    scopes: ['chat:read'],
    scopesSource: assumed('auth.scopes'),
    reply: { kind: 'json', status: 200, schema: ChatSessionList },
    errors: [],
    source: documented('overview'),
    example: { reply: { object: 'list', data: [sampleSession] } },
  }),
  retrieveChatSession: defineEndpoint({
    method: 'get',
    path: '/api/v1/chat/sessions/{sessionId}',
    tag: 'Chat',
    summary: 'Retrieve a chat session with its messages',
    scopes: ['chat:read'],
    scopesSource: assumed('auth.scopes'),
    params: z.object({ sessionId: z.string().describe('The id of the session.') }),
    reply: { kind: 'json', status: 200, schema: ChatSessionWithMessages },
    errors: ['not_found'],
    source: documented('overview'),
    example: {
      params: { sessionId: 'chat_example' },
      reply: {
        ...sampleSession,
        messages: [
          {
            id: 'user_message_id',
            role: 'user',
            content: 'Write a haiku about paper boats',
            created_at: '2026-05-11T00:00:00.000Z',
          },
          {
            id: 'assistant_message_id',
            role: 'assistant',
            content: 'A fold, a fold, a sail',
            created_at: '2026-05-11T00:00:00.000Z',
          },
        ],
      },
    },
  }),
};
