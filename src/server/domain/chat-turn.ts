import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { ChatModelId } from '../../contracts/models/index.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { ChatScript, Pace } from './chat-scripts.ts';
import type { MessageRecord, SessionRecord } from './chat-sessions.ts';
import { estimateTokens } from './chat-tokens.ts';
import type { Clock } from './clock.ts';

/** What the role and the limits of a message cost beside its text. */
const TOKENS_PER_MESSAGE = 4;

/** The tokens of a turn. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a turn is made from. */
export interface TurnPlan {
  readonly id: string;
  readonly account: Account;
  readonly model: ChatModelId;
  readonly session: SessionRecord;
  readonly question: MessageRecord;
  readonly answerId: string;
  readonly images: number;
  readonly pieces: readonly string[];
  readonly pace: Pace;
  readonly script: ChatScript | undefined;
  readonly reservedCredits: number;
  /** Aborts when the caller has left. */
  readonly left: AbortSignal | undefined;
}

/**
 * One turn under way, whose credits are held. It ends exactly once: they are settled when it is
 * complete or was left in the middle, and released when it fails or brought nothing.
 */
export class Turn {
  readonly plan: TurnPlan;
  readonly createdAtMs: number;
  readonly #inputTokens: number;
  readonly #clock: Clock;
  readonly #onEnd: (answer: MessageRecord | undefined) => void;
  #produced = 0;
  #isOver = false;
  #isWhole = false;
  #finalCredits = 0;

  constructor(plan: TurnPlan, clock: Clock, onEnd: (answer: MessageRecord | undefined) => void) {
    this.plan = plan;
    this.createdAtMs = clock.now();
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#inputTokens = inputTokensOf(plan);
  }

  /** The answer as far as it was produced. */
  get content(): string {
    return this.plan.pieces.slice(0, this.#produced).join('');
  }

  /** Whether the answer came to its end. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** What the answer has cost; 0 until the turn is over. */
  get finalCredits(): number {
    return this.#finalCredits;
  }

  /** The tokens of the question, its history, and the answer as far as it was produced. */
  get usage(): Usage {
    const { script, pieces } = this.plan;
    const part = pieces.length === 0 ? 1 : this.#produced / pieces.length;
    const outputTokens =
      script?.outputTokens === undefined
        ? estimateTokens(this.content)
        : Math.round(script.outputTokens * part);
    return { inputTokens: this.#inputTokens, outputTokens };
  }

  /**
   * The pieces of the answer at their pace, until the turn is complete or was left.
   *
   * @throws {ApiError} where the script says so.
   */
  async *run(): AsyncGenerator<string, void, void> {
    const { pieces, script } = this.plan;
    const failAt = script?.error === undefined ? undefined : (script.error.afterChunks ?? 0);
    const delays = delaysOf(pieces, this.plan.pace);
    for (let index = 0; !this.#isOver; index++) {
      const delayMs = delays?.[index] ?? 0;
      if (delayMs > 0) await this.#clock.sleep(delayMs, this.plan.left);
      if (this.#isOver) return;
      if (failAt === index || (failAt !== undefined && index === pieces.length)) this.#fail();
      const piece = pieces[index];
      if (piece === undefined) return this.#end(true);
      this.#produced++;
      yield piece;
    }
  }

  /** Ends a turn whose caller has gone; one that is over stays as it is. */
  leave(): void {
    if (this.#isOver) return;
    if (this.#produced > 0) this.#end(false);
    else this.#release();
  }

  #end(isWhole: boolean): void {
    this.#isOver = true;
    this.#isWhole = isWhole;
    const { account, id, session, answerId } = this.plan;
    const { inputTokens, outputTokens } = this.usage;
    this.#finalCredits = this.#price(inputTokens + outputTokens);
    account.ledger.settle(id, this.#finalCredits);
    const createdAtMs = this.#clock.now();
    session.tokens = inputTokens + outputTokens + TOKENS_PER_MESSAGE;
    const { content } = this;
    this.#onEnd({ id: answerId, role: 'assistant', content, createdAtMs });
  }

  #price(tokens: number): number {
    const credits = Math.max(1, Math.ceil(tokens / ASSUMPTIONS['price.tokens'].value));
    return Math.min(this.plan.reservedCredits, credits);
  }

  #fail(): never {
    this.#release();
    const { code = 'internal_error', message } = this.plan.script?.error ?? {};
    const retryAfterMs = ASSUMPTIONS['rateLimit.window'].value;
    throw new ApiError(code, message, code === 'rate_limited' ? { retryAfterMs } : {});
  }

  #release(): void {
    this.#isOver = true;
    this.plan.account.ledger.release(this.plan.id);
    this.#onEnd(undefined);
  }
}

function inputTokensOf({ session, question, images, script }: TurnPlan): number {
  if (script?.inputTokens !== undefined) return script.inputTokens;
  const messageTokens = TOKENS_PER_MESSAGE + estimateTokens(question.content);
  return session.tokens + messageTokens + images * ASSUMPTIONS['chat.usage'].value;
}

/** The world milliseconds before each piece, and before the end; `undefined` where there are none. */
function delaysOf(pieces: readonly string[], pace: Pace): number[] | undefined {
  const { firstDelayMs, tokensPerSecond } = pace;
  if (firstDelayMs === 0 && tokensPerSecond === Number.POSITIVE_INFINITY) return undefined;
  if (pieces.length === 0) return [firstDelayMs];
  let tokens = 0;
  let beforeMs = 0;
  // Whole milliseconds, so that no time of the world gets a fraction.
  return pieces.map((piece) => {
    const dueMs = firstDelayMs + Math.round((tokens * 1_000) / tokensPerSecond);
    tokens += estimateTokens(piece);
    const delayMs = dueMs - beforeMs;
    beforeMs = dueMs;
    return delayMs;
  });
}
