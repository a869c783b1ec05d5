import type { ErrorCode } from '../../contracts/errors.ts';
import { show } from '../../contracts/explain.ts';
import type { ChatModelId } from '../../contracts/models/index.ts';
import type { StreamFault } from '../../contracts/stream-faults.ts';
import { lacking, unlike } from './call-matching.ts';

/** Which turns are meant; what is left out fits to every turn. */
export interface TurnMatcher {
  readonly model?: ChatModelId;
  readonly sessionId?: string;
  readonly messageContains?: string;
  /** A regular expression, as a text read with the flag `u`. */
  readonly messageMatches?: RegExp | string;
  /**
   * How many turns it is for.
   * @default 1
   */
  readonly times?: number;
}

/** How fast an answer comes, on the world's clock. */
export interface Pace {
  /** World milliseconds until the first piece. */
  readonly firstDelayMs: number;
  /** Tokens per world second, `Infinity` for all at once. */
  readonly tokensPerSecond: number;
}

/** How the next matching turns shall answer; what is left out stays as usual. */
export interface ChatScript extends TurnMatcher, Partial<Pace> {
  /** The answer, streamed in pieces of a word. */
  readonly text?: string;
  /** The answer in pieces, instead of `text`. */
  readonly chunks?: readonly string[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Fails the turn before its first piece, or after some; the credits are released. */
  readonly error?: {
    /** @default 'internal_error' */
    readonly code?: ErrorCode;
    readonly message?: string;
    /** @default 0 */
    readonly afterChunks?: number;
  };
}

/** What shall happen to the bytes of the next matching streams; the turns themselves go well. */
export interface StreamFaultPlan extends TurnMatcher {
  readonly faults: readonly StreamFault[];
  /** Where to cut, or how long chunks are; see the catalogue. */
  readonly bytes?: number;
  /** World milliseconds of `slow` and `stall`. */
  readonly ms?: number;
  /** @default drawn from the world */
  readonly seed?: string | number;
}

/** What matchers look at. */
export interface TurnSubject {
  readonly model: string;
  readonly session_id?: string | undefined;
  readonly message: string;
}

/** Why a turn is not one of those that are meant, by condition; empty where it is. */
export function turnMismatches(matcher: TurnMatcher, turn: TurnSubject): string[] {
  const { messageMatches } = matcher;
  return [
    unlike('model', matcher.model, turn.model),
    unlike('session_id', matcher.sessionId, turn.session_id),
    lacking('message', matcher.messageContains, turn.message),
    messageMatches === undefined || patternOf(messageMatches).test(turn.message)
      ? undefined
      : `message like ${messageMatches}, the call has ${show(turn.message)}`,
  ].filter((reason) => reason !== undefined);
}

/** A pattern that remembers nothing between two tests, unlike one with the flag g or y. */
export function patternOf(pattern: RegExp | string): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern, 'u');
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
}
