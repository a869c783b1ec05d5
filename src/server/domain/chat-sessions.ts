import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import { show } from '../../contracts/explain.ts';
import type { ChatModelId } from '../../contracts/models/index.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { Random } from './random.ts';

/** One message of a session. */
export interface MessageRecord {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly createdAtMs: number;
}

/** One session, as the fake remembers it. It belongs to one account and one model. */
export interface SessionRecord {
  readonly id: string;
  readonly account: Account;
  readonly model: ChatModelId;
  readonly createdAtMs: number;
  readonly messages: MessageRecord[];
  updatedAtMs: number;
  /** What a model would read of it in the next turn. */
  tokens: number;
  /** A turn is under way. */
  isBusy: boolean;
}

/** The chat sessions of one world. A session is known once its first turn has ended. */
export class ChatSessions {
  readonly #now: () => number;
  readonly #random: Random;
  readonly #records = new Map<string, SessionRecord>();

  constructor(now: () => number, random: Random) {
    this.#now = now;
    this.#random = random;
  }

  /** The sessions of an account, newest first. */
  list(account: Account): readonly SessionRecord[] {
    return [...this.#records.values()].filter((record) => record.account === account).reverse();
  }

  /**
   * A session of the account.
   *
   * @throws {ApiError} `not_found`, also for a session of another account.
   */
  get(account: Account, id: string): SessionRecord {
    const record = this.#records.get(id);
    if (record?.account === account) return record;
    throw new ApiError(
      'not_found',
      `Cannot find the session ${show(id)}: the account has none with this id`,
    );
  }

  /**
   * The session that a turn continues, or a new one that nobody knows yet.
   *
   * @throws {ApiError} `chat_session_conflict` if the session cannot take this turn.
   */
  open(account: Account, model: ChatModelId, id: string | undefined): SessionRecord {
    if (id === undefined) return this.#create(account, model);
    const record = this.#records.get(id);
    const conflict = conflictOf(record, account, model);
    if (record !== undefined && conflict === undefined) return record;
    throw new ApiError(
      'chat_session_conflict',
      `Cannot continue the session_id ${show(id)}: ${conflict}`,
    );
  }

  /** Adds the two messages of a turn that has ended. */
  record(session: SessionRecord, turn: { question: MessageRecord; answer: MessageRecord }): void {
    session.messages.push(turn.question, turn.answer);
    session.updatedAtMs = this.#now();
    this.#records.set(session.id, session);
  }

  #create(account: Account, model: ChatModelId): SessionRecord {
    const nowMs = this.#now();
    return {
      id: this.#random.id(ASSUMPTIONS['chat.sessionShape'].value),
      account,
      model,
      createdAtMs: nowMs,
      messages: [],
      updatedAtMs: nowMs,
      tokens: 0,
      isBusy: false,
    };
  }
}

function conflictOf(
  record: SessionRecord | undefined,
  account: Account,
  model: ChatModelId,
): string | undefined {
  if (record?.account !== account) return 'the account has none with this id';
  if (record.model !== model) return `it belongs to the model "${record.model}", not "${model}"`;
  return record.isBusy ? 'the turn before is not finished yet' : undefined;
}
