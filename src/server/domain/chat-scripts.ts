import { MAX_TOKENS, TURN_ERRORS } from '../../contracts/control-chat.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { type ChatModelId, isChatModel } from '../../contracts/models/index.ts';
import { faultConflict, STREAM_FAULTS, type StreamFault } from '../../contracts/stream-faults.ts';

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

/** Whether a turn is one of those that are meant. */
export function matchesTurn(matcher: TurnMatcher, turn: TurnSubject): boolean {
  const { messageMatches } = matcher;
  return (
    (matcher.model ?? turn.model) === turn.model &&
    (matcher.sessionId ?? turn.session_id) === turn.session_id &&
    turn.message.includes(matcher.messageContains ?? '') &&
    (messageMatches === undefined || patternOf(messageMatches).test(turn.message))
  );
}

/** A pattern that remembers nothing between two tests, unlike one with the flag g or y. */
function patternOf(pattern: RegExp | string): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern, 'u');
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
}

const MATCHER_NAMES = {
  model: true,
  sessionId: true,
  messageContains: true,
  messageMatches: true,
  times: true,
} satisfies Record<keyof TurnMatcher, true>;

const SCRIPT_NAMES: Record<keyof ChatScript, true> = {
  ...MATCHER_NAMES,
  firstDelayMs: true,
  tokensPerSecond: true,
  text: true,
  chunks: true,
  inputTokens: true,
  outputTokens: true,
  error: true,
};

const FAULT_NAMES: Record<keyof StreamFaultPlan, true> = {
  ...MATCHER_NAMES,
  faults: true,
  bytes: true,
  ms: true,
  seed: true,
};

function checkNames(doing: string, plan: object, names: Record<string, true>): void {
  for (const name of Object.keys(plan)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(`Cannot ${doing}: "${name}" is unknown; known are ${known}`);
  }
}

/**
 * Refuses a script that makes no sense.
 *
 * @throws {TypeError|RangeError} with the part that is wrong.
 */
export function checkScript(script: ChatScript): void {
  const doing = 'script the chat';
  checkNames(doing, script, SCRIPT_NAMES);
  checkMatcher(doing, script);
  const { text, chunks, error, inputTokens, outputTokens, firstDelayMs, tokensPerSecond } = script;
  if (text !== undefined && chunks !== undefined) {
    throw new TypeError(`Cannot ${doing}: text and chunks exclude each other`);
  }
  if (error?.code !== undefined && !TURN_ERRORS.includes(error.code)) {
    throw new RangeError(`Cannot ${doing}: no turn is refused with "${error.code}"`);
  }
  checkWhole(doing, { 'error.afterChunks': error?.afterChunks }, 0);
  checkWhole(doing, { inputTokens, outputTokens }, 0, MAX_TOKENS);
  checkMs(doing, { firstDelayMs });
  if (tokensPerSecond !== undefined && !(tokensPerSecond > 0)) {
    throw new RangeError(
      `Cannot ${doing}: tokensPerSecond is ${tokensPerSecond}, expected above 0`,
    );
  }
}

/**
 * Refuses a plan of faults that makes no sense.
 *
 * @throws {TypeError|RangeError} with the part that is wrong.
 */
export function checkFaults(plan: StreamFaultPlan): void {
  const doing = 'inject the stream fault';
  checkNames(doing, plan, FAULT_NAMES);
  checkMatcher(doing, plan);
  const { faults, bytes, ms } = plan;
  if (!Array.isArray(faults) || faults.length === 0) {
    throw new TypeError(`Cannot ${doing}: faults must be a list of at least one name`);
  }
  for (const name of faults) {
    if (Object.hasOwn(STREAM_FAULTS, name)) continue;
    const known = Object.keys(STREAM_FAULTS).join(', ');
    throw new RangeError(`Cannot ${doing}: there is no fault "${name}", only ${known}`);
  }
  const conflict = faultConflict(faults);
  if (conflict !== undefined) throw new RangeError(`Cannot ${doing}: ${conflict}`);
  checkWhole(doing, { bytes }, 1);
  checkMs(doing, { ms });
}

function checkMatcher(doing: string, { model, messageMatches, times }: TurnMatcher): void {
  if (model !== undefined && !isChatModel(model)) {
    throw new RangeError(`Cannot ${doing}: "${model}" is no chat model`);
  }
  checkWhole(doing, { times }, 1);
  try {
    if (messageMatches !== undefined) patternOf(messageMatches);
  } catch {
    throw new RangeError(`Cannot ${doing}: messageMatches is not a regular expression`);
  }
}

function checkWhole(
  doing: string,
  numbers: Record<string, number | undefined>,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined) continue;
    if (Number.isSafeInteger(value) && value >= min && value <= max) continue;
    const range = max < Number.MAX_SAFE_INTEGER ? `${min} to ${max}` : `${min}`;
    throw new RangeError(
      `Cannot ${doing}: ${name} is ${value}, expected a whole number from ${range}`,
    );
  }
}

function checkMs(doing: string, numbers: Record<string, number | undefined>): void {
  for (const [name, ms] of Object.entries(numbers)) {
    if (ms === undefined || (ms >= 0 && Number.isFinite(ms))) continue;
    throw new RangeError(`Cannot ${doing}: ${name} is ${ms}, expected milliseconds from 0`);
  }
}
