import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { CreateChatCompletion } from '../../contracts/chat.ts';
import { show } from '../../contracts/explain.ts';
import {
  CHAT_MODEL_IDS,
  type ChatModelId,
  findModel,
  isChatModel,
  modelRow,
} from '../../contracts/models/index.ts';
import { nearest } from '../../contracts/nearest.ts';
import type { ChatSnapshot } from '../../contracts/snapshot.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import { checkFaults, checkScript } from './chat-checks.ts';
import { answerTo } from './chat-replies.ts';
import {
  type ChatScript,
  type Pace,
  type StreamFaultPlan,
  type TurnSubject,
  turnMismatches,
} from './chat-scripts.ts';
import { ChatSessions, type MessageRecord, type SessionRecord } from './chat-sessions.ts';
import { readingPlan, writtenPlan } from './chat-snapshots.ts';
import { splitIntoPieces } from './chat-tokens.ts';
import { Turn } from './chat-turn.ts';
import type { Clock } from './clock.ts';
import type { Coverage } from './coverage.ts';
import type { Random } from './random.ts';
import type { Restoring } from './restoring.ts';
import { WaitingList } from './waiting-list.ts';

/** What a chat needs to know of an upload. */
export interface AttachedFile {
  readonly kind: string;
  readonly mimeType: string;
}

/** Finds an upload of an account. */
export type FindFile = (account: Account, id: string) => AttachedFile | undefined;

export interface ChatOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly pace: Pace;
  readonly coverage: Coverage;
  readonly findFile: FindFile;
}

/** The chats of one world: sessions, the turns in them, and what tests have planned for both. */
export class Chat {
  readonly sessions: ChatSessions;
  readonly scripts = new WaitingList<ChatScript, TurnSubject>({
    kind: 'plan',
    prefix: 'script',
    mismatches: turnMismatches,
  });
  readonly faults = new WaitingList<StreamFaultPlan, TurnSubject>({
    kind: 'fault',
    prefix: 'stream_fault',
    mismatches: turnMismatches,
  });
  /** The model of each turn that has begun. */
  readonly turnModels = new Map<string, ChatModelId>();
  readonly #options: ChatOptions;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.sessions = new ChatSessions(() => options.clock.now(), options.random);
  }

  /**
   * Plans how the next matching turns shall answer, and returns the id of the plan.
   *
   * @throws {TypeError|RangeError} if a part of the script makes no sense.
   */
  script(script: ChatScript): string {
    checkScript(script);
    return this.scripts.add(script);
  }

  /**
   * Plans what shall happen to the bytes of the next matching streams, and returns the id of the plan.
   *
   * @throws {TypeError|RangeError} if a part of the plan makes no sense.
   */
  inject(plan: StreamFaultPlan): string {
    checkFaults(plan);
    return this.faults.add(plan);
  }

  /** What to restore them from. A turn under way is not part of it. */
  snapshot(): ChatSnapshot {
    return {
      random: this.#options.random.snapshot(),
      scripts: this.scripts.snapshot(writtenPlan),
      faults: this.faults.snapshot(writtenPlan),
      sessions: this.sessions.snapshot(),
    };
  }

  /** @throws {SnapshotRefused} if a part of them makes no sense. */
  restore({ random, scripts, faults, sessions }: ChatSnapshot, restoring: Restoring): void {
    this.#options.random.restore(random);
    this.scripts.restore(scripts, 'chat.scripts', readingPlan(checkScript));
    this.faults.restore(faults, 'chat.faults', readingPlan(checkFaults));
    this.sessions.restore(sessions, restoring);
  }

  /** A stream of chance for one plan of faults. */
  randomOf({ seed }: StreamFaultPlan): Random {
    const { random } = this.#options;
    return random.stream(`faults/${seed ?? random.float()}`);
  }

  /** Answers a message as a whole. @throws {ApiError} if the turn is refused or fails. */
  async complete(account: Account, request: CreateChatCompletion): Promise<Turn> {
    const turn = this.begin(account, request);
    for await (const _piece of turn.run());
    return turn;
  }

  /**
   * Begins a turn, which holds its credits until it has run, or until the signal says that its
   * caller has left.
   *
   * @throws {ApiError} with nothing held, if it is refused.
   */
  begin(account: Account, request: CreateChatCompletion, left?: AbortSignal): Turn {
    const model = chatModel(request.model);
    const session = this.sessions.open(account, model, request.session_id);
    this.#checkAttachments(account, model, request.attachments ?? []);
    const { random, clock, pace } = this.#options;
    const id = random.id('chatcmpl_');
    account.ledger.reserve(id, modelRow(model).baseCredits);
    this.turnModels.set(id, model);
    this.#options.coverage.noteModel(model);
    const script = this.scripts.take(request)?.plan;
    const question = this.#message('user', request.message);
    const plan = {
      id,
      account,
      model,
      session,
      question,
      answerId: random.id(ASSUMPTIONS['chat.messageId'].value),
      images: request.attachments?.length ?? 0,
      pieces: script?.chunks ?? splitIntoPieces(script?.text ?? this.#answer(id, session, request)),
      pace: { ...pace, ...paceOf(script) },
      script,
      reservedCredits: modelRow(model).baseCredits,
      left,
    };
    const turn = new Turn(plan, clock, (answer) => this.#end(session, question, answer));
    session.isBusy = true;
    if (left?.aborted) turn.leave();
    left?.addEventListener('abort', () => turn.leave(), { once: true });
    return turn;
  }

  #end(session: SessionRecord, question: MessageRecord, answer?: MessageRecord): void {
    session.isBusy = false;
    if (answer !== undefined) this.sessions.record(session, { question, answer });
  }

  #message(role: MessageRecord['role'], content: string): MessageRecord {
    const { random, clock } = this.#options;
    const id = random.id(ASSUMPTIONS['chat.messageId'].value);
    return { id, role, content, createdAtMs: clock.now() };
  }

  #answer(id: string, session: SessionRecord, request: CreateChatCompletion): string {
    const { messages } = session;
    const question = {
      message: request.message,
      // Questions and answers take turns.
      before: {
        count: messages.length / 2,
        first: messages[0]?.content,
        last: messages.at(-2)?.content,
      },
      images: request.attachments?.length ?? 0,
      webSearch: request.enable_web_search,
      effort: request.reasoning_effort,
    };
    return answerTo(question, this.#options.random.stream(id));
  }

  #checkAttachments(
    account: Account,
    model: ChatModelId,
    attachments: readonly { readonly file_id: string }[],
  ): void {
    for (const [index, { file_id }] of attachments.entries()) {
      const problem = this.#attachmentProblem(account, model, file_id);
      if (problem === undefined) continue;
      throw new ApiError(
        'chat_attachment_not_supported',
        `Cannot use attachments[${index}].file_id ${show(file_id)}: ${problem}`,
      );
    }
  }

  #attachmentProblem(account: Account, model: ChatModelId, fileId: string): string | undefined {
    if (!modelRow(model).inputs.includes('file')) return `the model "${model}" takes text only`;
    const file = this.#options.findFile(account, fileId);
    if (file === undefined) return 'the account has no upload with this id';
    return file.kind === 'image' ? undefined : `it is no image: its type is "${file.mimeType}"`;
  }
}

function paceOf(script: ChatScript | undefined): Partial<Pace> {
  const { firstDelayMs, tokensPerSecond } = script ?? {};
  return {
    ...(firstDelayMs === undefined ? {} : { firstDelayMs }),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
  };
}

function chatModel(id: string): ChatModelId {
  if (isChatModel(id)) return id;
  const row = findModel(id);
  const similar = nearest(id, CHAT_MODEL_IDS);
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`;
  const reason =
    row === undefined
      ? `there is no such model${hint}`
      : `it makes ${row.category}: use POST /api/v1/generations`;
  const shown = JSON.stringify(id.slice(0, 80));
  throw new ApiError('chat_model_not_supported', `Cannot chat with the model ${shown}: ${reason}`);
}
