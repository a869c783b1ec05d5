import type { chatControl } from '../../contracts/control-chat.ts';
import type { ChatScript, StreamFaultPlan } from '../domain/chat-scripts.ts';
import { presentFaults, presentScripts } from '../presenters-chat.ts';
import type { ControlOperations } from './operation.ts';

export const chatControlOperations = {
  scriptChat: ({ body }, { chat }) => {
    chat.script(scriptOf(body));
    return presentScripts(chat.scripts.list());
  },
  listChatScripts: (_call, { chat }) => presentScripts(chat.scripts.list()),
  clearChatScripts: (_call, { chat }) => {
    chat.scripts.clear();
    return presentScripts(chat.scripts.list());
  },
  injectStreamFault: ({ body }, { chat }) => {
    chat.inject(faultsOf(body));
    return presentFaults(chat.faults.list());
  },
  listStreamFaults: (_call, { chat }) => presentFaults(chat.faults.list()),
  clearStreamFaults: (_call, { chat }) => {
    chat.faults.clear();
    return presentFaults(chat.faults.list());
  },
} satisfies Pick<ControlOperations, keyof typeof chatControl>;

type ScriptBody = Parameters<ControlOperations['scriptChat']>[0]['body'];
type FaultBody = Parameters<ControlOperations['injectStreamFault']>[0]['body'];

function matcherOf(body: ScriptBody | FaultBody) {
  return {
    model: body.model,
    sessionId: body.session_id,
    messageContains: body.message_contains,
    messageMatches: body.message_matches,
    times: body.times,
  };
}

function scriptOf(body: ScriptBody): ChatScript {
  const { code, message, after_chunks: afterChunks } = body.error ?? {};
  return given({
    ...matcherOf(body),
    text: body.text,
    chunks: body.chunks,
    inputTokens: body.input_tokens,
    outputTokens: body.output_tokens,
    firstDelayMs: body.first_delay_ms,
    tokensPerSecond: body.tokens_per_second,
    error: body.error && given({ code, message, afterChunks }),
  }) as ChatScript;
}

function faultsOf(body: FaultBody): StreamFaultPlan {
  const { faults, bytes, ms, seed } = body;
  return given({ ...matcherOf(body), faults, bytes, ms, seed }) as StreamFaultPlan;
}

/** An object without what was left out. */
function given(values: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
