import type {
  ChatCompletion,
  ChatMessage,
  ChatSession,
  ChatSessionWithMessages,
  chatEndpoints,
} from '../contracts/chat.ts';
import type { ChatScriptList, StreamFaultList } from '../contracts/control-chat.ts';
import type { EventOf } from '../contracts/endpoint.ts';
import type { ChatScript, StreamFaultPlan, TurnMatcher } from './domain/chat-scripts.ts';
import type { MessageRecord, SessionRecord } from './domain/chat-sessions.ts';
import type { Turn } from './domain/chat-turn.ts';
import type { Waiting } from './domain/waiting-list.ts';
import { presentTime } from './presenters.ts';

/** A turn that is over, as the Chat API shows it; unlike on generations, credits are nested. */
export function presentCompletion(turn: Turn): ChatCompletion {
  const { plan, usage } = turn;
  return {
    id: plan.id,
    object: 'chat.completion',
    session_id: plan.session.id,
    model: plan.model,
    created_at: presentTime(turn.createdAtMs),
    message: { id: plan.answerId, role: 'assistant', content: turn.content },
    usage: {
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      total_tokens: usage.inputTokens + usage.outputTokens,
    },
    credits: { reserved: plan.reservedCredits, final: turn.finalCredits },
  };
}

type TurnEvent = EventOf<(typeof chatEndpoints)['streamChatCompletion']['reply']['events']>;

/** The events of a turn on its way. One that was left ends without its completion. */
export async function* presentTurn(turn: Turn): AsyncGenerator<TurnEvent, void, void> {
  const { id, session } = turn.plan;
  for await (const content of turn.run()) {
    const data = { id, session_id: session.id, delta: { content } };
    yield { event: 'chat.completion.delta', data };
  }
  if (turn.isWhole) yield { event: 'chat.completion.completed', data: presentCompletion(turn) };
}

/** A session as the list shows it. */
export function presentSession(session: SessionRecord): ChatSession {
  return {
    id: session.id,
    object: 'chat.session',
    model: session.model,
    message_count: session.messages.length,
    created_at: presentTime(session.createdAtMs),
    updated_at: presentTime(session.updatedAtMs),
  };
}

/** A session with its messages, oldest first. */
export function presentSessionWithMessages(session: SessionRecord): ChatSessionWithMessages {
  return { ...presentSession(session), messages: session.messages.map(presentMessage) };
}

function presentMessage({ id, role, content, createdAtMs }: MessageRecord): ChatMessage {
  return { id, role, content, created_at: presentTime(createdAtMs) };
}

/** The scripts that wait for a turn, for the control plane. */
export function presentScripts(waiting: readonly Waiting<ChatScript>[]): ChatScriptList {
  const data = waiting.map(({ id, plan, left }) => ({
    id,
    ...presentMatcher(plan),
    text: plan.text,
    chunks: plan.chunks === undefined ? undefined : [...plan.chunks],
    input_tokens: plan.inputTokens,
    output_tokens: plan.outputTokens,
    first_delay_ms: plan.firstDelayMs,
    tokens_per_second: plan.tokensPerSecond,
    error: plan.error && {
      code: plan.error.code ?? 'internal_error',
      message: plan.error.message,
      after_chunks: plan.error.afterChunks ?? 0,
    },
    left,
  }));
  return { object: 'list', data };
}

/** The faults that wait for a stream, for the control plane. */
export function presentFaults(waiting: readonly Waiting<StreamFaultPlan>[]): StreamFaultList {
  const data = waiting.map(({ id, plan, left }) => ({
    id,
    ...presentMatcher(plan),
    faults: [...plan.faults],
    bytes: plan.bytes,
    ms: plan.ms,
    seed: plan.seed,
    left,
  }));
  return { object: 'list', data };
}

function presentMatcher(matcher: TurnMatcher) {
  const { messageMatches } = matcher;
  return {
    model: matcher.model,
    session_id: matcher.sessionId,
    message_contains: matcher.messageContains,
    message_matches: messageMatches instanceof RegExp ? messageMatches.source : messageMatches,
    times: matcher.times ?? 1,
  };
}
