import { MAX_TOKENS, TURN_ERRORS } from '../../contracts/control-chat.ts';
import { show } from '../../contracts/explain.ts';
import { isChatModel } from '../../contracts/models/index.ts';
import { faultConflict, STREAM_FAULTS } from '../../contracts/stream-faults.ts';
import {
  type ChatScript,
  patternOf,
  type StreamFaultPlan,
  type TurnMatcher,
} from './chat-scripts.ts';

type Check = readonly [isRight: (value: unknown) => boolean, expected: string];
type Checks<Plan> = { readonly [Name in keyof Required<Plan>]: Check };

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isList = (value: unknown, isItem: (item: unknown) => boolean) =>
  Array.isArray(value) && value.length > 0 && value.every(isItem);

const TOKENS = whole(0, MAX_TOKENS);
const TEXT: Check = [isText, 'expected a text'];

const MATCHER: Checks<TurnMatcher> = {
  model: [(id) => isChatModel(String(id)), 'expected a chat model'],
  sessionId: TEXT,
  messageContains: TEXT,
  messageMatches: [isPattern, 'expected a regular expression'],
  times: whole(1),
};

const ERROR: Checks<NonNullable<ChatScript['error']>> = {
  code: [
    (code) => (TURN_ERRORS as readonly unknown[]).includes(code),
    'expected a code with which turns are refused',
  ],
  message: TEXT,
  afterChunks: whole(0),
};

const SCRIPT: Checks<ChatScript> = {
  ...MATCHER,
  firstDelayMs: whole(0),
  tokensPerSecond: [(rate) => typeof rate === 'number' && rate > 0, 'expected a number above 0'],
  text: [(text) => typeof text === 'string', 'expected a text'],
  chunks: [
    (chunks) => isList(chunks, (chunk) => typeof chunk === 'string'),
    'expected a list of texts',
  ],
  inputTokens: TOKENS,
  outputTokens: TOKENS,
  error: [
    (error) => typeof error === 'object' && error !== null,
    'expected { code, message, afterChunks }',
  ],
};

const FAULTS: Checks<StreamFaultPlan> = {
  ...MATCHER,
  faults: [
    (faults) => isList(faults, (name) => Object.hasOwn(STREAM_FAULTS, String(name))),
    `expected a list of ${Object.keys(STREAM_FAULTS).join(', ')}`,
  ],
  bytes: whole(1),
  ms: whole(0),
  seed: [(seed) => isText(seed) || Number.isFinite(seed), 'expected a text or a number'],
};

/**
 * Refuses a script that makes no sense.
 *
 * @throws {TypeError|RangeError} with the part that is wrong.
 */
export function checkScript(script: ChatScript): void {
  const doing = 'script the chat';
  checkParts(doing, script, SCRIPT);
  if (script.error !== undefined) checkParts(`${doing}: error`, script.error, ERROR);
  if (script.text === undefined || script.chunks === undefined) return;
  throw new TypeError(`Cannot ${doing}: text and chunks exclude each other`);
}

/**
 * Refuses a plan of faults that makes no sense.
 *
 * @throws {TypeError|RangeError} with the part that is wrong.
 */
export function checkFaults(plan: StreamFaultPlan): void {
  const doing = 'inject the stream fault';
  checkParts(doing, plan, FAULTS);
  const conflict =
    plan.faults === undefined
      ? 'faults are missing, expected at least one'
      : faultConflict(plan.faults);
  if (conflict !== undefined) throw new RangeError(`Cannot ${doing}: ${conflict}`);
}

function checkParts<Plan extends object>(doing: string, plan: Plan, checks: Checks<Plan>): void {
  if (typeof plan !== 'object' || plan === null) {
    throw new TypeError(`Cannot ${doing}: it is ${show(plan)}, expected an object`);
  }
  for (const [name, value] of Object.entries(plan)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof Plan] : undefined;
    if (check === undefined) {
      const known = Object.keys(checks).join(', ');
      throw new TypeError(`Cannot ${doing}: "${name}" is unknown; known are ${known}`);
    }
    const [isRight, expected] = check;
    if (value === undefined || isRight(value)) continue;
    throw new RangeError(`Cannot ${doing}: ${name} is ${show(value)}, ${expected}`);
  }
}

function whole(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  const range = max < Number.MAX_SAFE_INTEGER ? `${min} to ${max}` : `${min}`;
  const isRight = (value: unknown) =>
    Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
  return [isRight, `expected a whole number from ${range}`];
}

function isPattern(value: unknown): boolean {
  try {
    if (value instanceof RegExp) return true;
    return isText(value) && patternOf(value as string) !== undefined;
  } catch {
    return false;
  }
}
