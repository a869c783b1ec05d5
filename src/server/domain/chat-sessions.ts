import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import { show } from '../../contracts/explain.ts';
import type { ChatModelId } from '../../contracts/models/index.ts';
import type { SessionSnapshot } from '../../contracts/snapshot.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { Random } from './random.ts';
import { checkTimes, type Restoring, refuse } from './restoring.ts';

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

  /** What to restore them from; a turn under way is not part of it. */
  snapshot(): SessionSnapshot[] {
    return [...this.#records.values()].map(({ account, messages, isBusy: _busy, ...session }) => ({
      ...session,
      account: account.name,
      messages: [...messages],
    }));
  }

  /** @throws {SnapshotRefused} if a session is there twice, or its messages are out of order. */
  restore(snapshots: readonly SessionSnapshot[], restoring: Restoring): void {
    for (const [index, snapshot] of snapshots.entries()) {
      const path = `chat.sessions[${index}]`;
      const { id } = snapshot;
      if (this.#records.has(id)) refuse(`${path}.id`, 'the only one of its kind', id);
      checkTimes(path, snapshot, ['createdAtMs', 'updatedAtMs'], restoring.nowMs);
      checkMessages(snapshot, path);
      const account = restoring.account(snapshot.account, `${path}.account`);
      this.#records.set(id, { ...snapshot, account, isBusy: false });
    }
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

function checkMessages({ messages, updatedAtMs }: SessionSnapshot, path: string): void {
  let beforeMs = 0;
  for (const [index, { role, createdAtMs }] of messages.entries()) {
    const own = `${path}.messages[${index}]`;
    const expected = index % 2 === 0 ? 'user' : 'assistant';
    if (role !== expected) refuse(`${own}.role`, `"${expected}", as the two take turns`, role);
    const isInOrder = createdAtMs >= beforeMs && createdAtMs <= updatedAtMs;
    if (!isInOrder) refuse(`${own}.createdAtMs`, `${beforeMs} to ${updatedAtMs}`, createdAtMs);
    beforeMs = createdAtMs;
  }
  const isWhole = messages.length % 2 === 0;
  if (!isWhole) refuse(`${path}.messages`, 'as many answers as questions', messages.length);
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
