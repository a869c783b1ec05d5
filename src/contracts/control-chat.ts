import * as z from 'zod';
import { chatEndpoints } from './chat.ts';
import { defineControl, jsonBody } from './endpoint.ts';
import type { ErrorCode } from './errors.ts';
import { CHAT_MODEL_IDS } from './models/index.ts';
import { listOf } from './primitives.ts';
import { OWN } from './source.ts';
import { faultConflict, STREAM_FAULT_NAMES } from './stream-faults.ts';

/** The refusals that a turn can have. */
export const TURN_ERRORS = chatEndpoints.streamChatCompletion.errors as [ErrorCode, ...ErrorCode[]];

/** The most tokens that a script can give either side of a turn. */
export const MAX_TOKENS = 1_000_000_000;

const DAY_MS = 24 * 3_600 * 1_000;
const Milliseconds = z.int().min(0).max(DAY_MS);

const Tokens = z.int().min(0).max(MAX_TOKENS);

const Pattern = z.string().min(1).refine(isPattern, 'a regular expression');

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') !== undefined;
  } catch {
    return false;
  }
}

/** Which turns are meant; what is left out fits to every turn. */
const matcher = {
  model: z.enum(CHAT_MODEL_IDS as [string, ...string[]]).optional(),
  session_id: z.string().min(1).optional(),
  message_contains: z.string().min(1).optional(),
  message_matches: Pattern.optional().describe('A regular expression, read with the flag u.'),
  times: z.int().min(1).max(1_000_000).default(1).describe('How many turns it is for.'),
};

const script = {
  ...matcher,
  text: z.string().optional().describe('The answer, streamed in pieces of a word.'),
  chunks: z.array(z.string()).min(1).optional().describe('The answer in pieces, instead of text.'),
  input_tokens: Tokens.optional(),
  output_tokens: Tokens.optional(),
  first_delay_ms: Milliseconds.optional().describe('World time until the first piece.'),
  tokens_per_second: z.number().min(0.001).max(1e6).optional().describe('In world time.'),
  error: z
    .strictObject({
      code: z.enum(TURN_ERRORS).default('internal_error'),
      message: z.string().min(1).optional(),
      after_chunks: z
        .int()
        .min(0)
        .default(0)
        .describe('0 refuses the turn before its first piece.'),
    })
    .optional(),
};

/** How the next matching turns shall answer; what is left out stays as usual. */
export const ScriptChat = z
  .object(script)
  .refine(({ text, chunks }) => text === undefined || chunks === undefined, {
    error: 'given as text or as chunks, not as both',
    path: ['chunks'],
  })
  .meta({ id: 'ScriptChat', ...OWN });

const fault = {
  ...matcher,
  faults: z
    .array(z.enum(STREAM_FAULT_NAMES))
    .min(1)
    .check((context) => {
      const conflict = faultConflict(context.value);
      if (conflict === undefined) return;
      const message = `faults that fit together: ${conflict}`;
      context.issues.push({ code: 'custom', input: context.value, message });
    }),
  bytes: z.int().min(1).optional(),
  ms: Milliseconds.optional(),
  seed: z
    .union([z.string().min(1), z.int()])
    .optional()
    .describe('Drawn from the world if left out.'),
};

/** What shall happen to the bytes of the next matching streams. */
export const InjectStreamFault = z.object(fault).meta({ id: 'InjectStreamFault', ...OWN });

const left = z.int().min(1).describe('Turns that it still waits for.');

/** The scripts that still wait for a turn, oldest first. */
export const ChatScriptList = listOf(
  z.object({ id: z.string(), ...script, left }).meta({ id: 'ChatScript', ...OWN }),
).meta({ id: 'ChatScriptList', ...OWN });
export type ChatScriptList = z.output<typeof ChatScriptList>;

/** The faults that still wait for a stream, oldest first. */
export const StreamFaultList = listOf(
  z.object({ id: z.string(), ...fault, left }).meta({ id: 'StreamFault', ...OWN }),
).meta({ id: 'StreamFaultList', ...OWN });
export type StreamFaultList = z.output<typeof StreamFaultList>;

const scripts = { kind: 'json', status: 200, schema: ChatScriptList } as const;
const faults = { kind: 'json', status: 200, schema: StreamFaultList } as const;

const sampleScript = { message_contains: 'haiku', text: 'A fold, a fold, a sail' };
const sampleFault = { faults: ['crlf', 'cut-every'], bytes: 3 };
const none = { object: 'list', data: [] };

/** The part of the control plane that steers chats. */
export const chatControl = {
  scriptChat: defineControl({
    method: 'post',
    path: '/__rivya/chat/script',
    tag: 'Chat',
    summary: 'Plan how the next matching turns shall answer',
    body: jsonBody(ScriptChat),
    reply: scripts,
    example: {
      body: sampleScript,
      reply: { object: 'list', data: [{ id: 'script_1', ...sampleScript, times: 1, left: 1 }] },
    },
  }),
  listChatScripts: defineControl({
    method: 'get',
    path: '/__rivya/chat/script',
    tag: 'Chat',
    summary: 'List the scripts that still wait for a turn',
    reply: scripts,
    example: { reply: none },
  }),
  clearChatScripts: defineControl({
    method: 'delete',
    path: '/__rivya/chat/script',
    tag: 'Chat',
    summary: 'Forget all scripts',
    reply: scripts,
    example: { reply: none },
  }),
  injectStreamFault: defineControl({
    method: 'post',
    path: '/__rivya/chat/faults',
    tag: 'Chat',
    summary: 'Plan what shall happen to the bytes of the next matching streams',
    body: jsonBody(InjectStreamFault),
    reply: faults,
    example: {
      body: sampleFault,
      reply: {
        object: 'list',
        data: [{ id: 'stream_fault_1', ...sampleFault, times: 1, left: 1 }],
      },
    },
  }),
  listStreamFaults: defineControl({
    method: 'get',
    path: '/__rivya/chat/faults',
    tag: 'Chat',
    summary: 'List the faults that still wait for a stream',
    reply: faults,
    example: { reply: none },
  }),
  clearStreamFaults: defineControl({
    method: 'delete',
    path: '/__rivya/chat/faults',
    tag: 'Chat',
    summary: 'Forget all faults of streams',
    reply: faults,
    example: { reply: none },
  }),
};
