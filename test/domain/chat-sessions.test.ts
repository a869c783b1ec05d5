import { describe, expect, test } from 'vitest';
import type { SessionSnapshot } from '../../src/contracts/snapshot.ts';
import { Accounts } from '../../src/server/domain/accounts.ts';
import { ChatSessions, type SessionRecord } from '../../src/server/domain/chat-sessions.ts';
import { Random } from '../../src/server/domain/random.ts';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';
import { clockAtZero } from './clocks.ts';

const MODEL = 'gpt-5-2-chat';

function scene() {
  const clock = clockAtZero();
  const accounts = new Accounts(() => clock.now(), 1_000);
  const [main, other] = [accounts.get('main'), accounts.get('other')];
  const sessions = new ChatSessions(() => clock.now(), new Random('1'));
  const message = (role: 'user' | 'assistant', content: string) => ({
    id: `msg_${content}`,
    role,
    content,
    createdAtMs: clock.now(),
  });
  const talk = (session: SessionRecord, asked: string, answered: string) =>
    sessions.record(session, {
      question: message('user', asked),
      answer: message('assistant', answered),
    });
  const known = (owner = main) => {
    const session = sessions.open(owner, MODEL, undefined);
    talk(session, 'Hello', 'Ahoy');
    return session;
  };
  return { clock, accounts, main, other, sessions, talk, known };
}

describe('A session', () => {
  test('begins empty, now, and with an id of its own', async () => {
    const { clock, main, sessions } = scene();
    await clock.advance(500);

    const session = sessions.open(main, MODEL, undefined);

    expect(session).toEqual({
      id: expect.stringMatching(/^chat_[a-z0-9]{24}$/),
      account: main,
      model: MODEL,
      createdAtMs: 500,
      updatedAtMs: 500,
      messages: [],
      tokens: 0,
      isBusy: false,
    });
    expect(sessions.open(main, MODEL, undefined).id).not.toBe(session.id);
  });

  test('is known once its first turn has ended', () => {
    const { main, sessions, talk } = scene();
    const session = sessions.open(main, MODEL, undefined);
    expect(sessions.list(main)).toEqual([]);
    expect(() => sessions.open(main, MODEL, session.id)).toThrow('the account has none');

    talk(session, 'Hello', 'Ahoy');

    expect(sessions.list(main)).toEqual([session]);
    expect(sessions.get(main, session.id)).toBe(session);
    expect(sessions.open(main, MODEL, session.id)).toBe(session);
  });

  test('keeps the messages of each turn, and when the last one ended', async () => {
    const { clock, talk, known } = scene();
    const session = known();
    await clock.advance(2_000);

    talk(session, 'Whither?', 'Home');

    expect(session.messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Ahoy'],
      ['user', 'Whither?'],
      ['assistant', 'Home'],
    ]);
    expect(session).toMatchObject({ createdAtMs: 0, updatedAtMs: 2_000 });
  });
});

test('list() gives the sessions of the account alone, newest first', () => {
  const { main, other, sessions, known } = scene();
  const [first, foreign, second] = [known(), known(other), known()];

  expect(sessions.list(main)).toEqual([second, first]);
  expect(sessions.list(other)).toEqual([foreign]);
});

test.each([
  ['nobody has', () => 'chat_1'],
  ['is of another account', ({ known, other }: ReturnType<typeof scene>) => known(other).id],
])('get() does not find a session that %s', (_what, idOf) => {
  const given = scene();
  const id = idOf(given);

  expect(() => given.sessions.get(given.main, id)).toThrow(
    expect.objectContaining({
      code: 'not_found',
      message: `Cannot find the session "${id}": the account has none with this id`,
    }),
  );
});

describe('open() refuses', () => {
  test.each([
    ['a session of another account', { owner: 'other' }, 'the account has none with this id'],
    [
      'a session of another model',
      { model: 'gemini-2-5-flash-chat' },
      `it belongs to the model "${MODEL}", not "gemini-2-5-flash-chat"`,
    ],
    ['a session that is busy', { isBusy: true }, 'the turn before is not finished yet'],
  ] as const)('%s', (_what, more, reason) => {
    const { accounts, sessions, known } = scene();
    const turn = { owner: 'main', model: MODEL, isBusy: false, ...more } as const;
    const session = known();
    session.isBusy = turn.isBusy;

    expect(() => sessions.open(accounts.get(turn.owner), turn.model, session.id)).toThrow(
      expect.objectContaining({
        code: 'chat_session_conflict',
        message: `Cannot continue the session_id "${session.id}": ${reason}`,
      }),
    );
  });
});

describe('A snapshot of sessions', () => {
  const restoring = ({ accounts }: ReturnType<typeof scene>) => ({
    nowMs: 9_000,
    account: (name: string) => accounts.get(name),
  });

  test('has all that is remembered, under the name of the account', () => {
    const { sessions, known } = scene();
    const { id, messages } = known();

    expect(sessions.snapshot()).toEqual([
      { id, account: 'main', model: MODEL, createdAtMs: 0, updatedAtMs: 0, tokens: 0, messages },
    ]);
  });

  test('stays as it is when a session goes on', () => {
    const { sessions, talk, known } = scene();
    const session = known();
    const [snapshot] = sessions.snapshot();

    talk(session, 'Whither?', 'Home');

    expect(snapshot?.messages).toHaveLength(2);
  });

  test('is restored, and no session is busy', () => {
    const { main, sessions, known } = scene();
    const session = known();
    session.isBusy = true;
    const copy = scene();

    copy.sessions.restore(sessions.snapshot(), restoring(copy));

    expect(copy.sessions.snapshot()).toEqual(sessions.snapshot());
    expect(copy.sessions.list(main)).toEqual([]);
    expect(copy.sessions.list(copy.main)).toEqual([
      { ...session, account: copy.main, isBusy: false },
    ]);
  });

  const asked = { id: 'msg_1', role: 'user', content: 'Hello', createdAtMs: 2_000 } as const;
  const answered = { ...asked, id: 'msg_2', role: 'assistant', createdAtMs: 3_000 } as const;
  const talked: SessionSnapshot = {
    id: 'chat_1',
    account: 'main',
    model: MODEL,
    createdAtMs: 1_000,
    updatedAtMs: 3_000,
    tokens: 8,
    messages: [asked, answered],
  };
  const withMessages = (...messages: SessionSnapshot['messages']) => [{ ...talked, messages }];

  test.each([
    ['messages that follow each other', [talked]],
    ['messages of one moment', withMessages(asked, { ...answered, createdAtMs: 2_000 })],
    ['no message', withMessages()],
  ])('may have %s', (_what, snapshots) => {
    const copy = scene();

    copy.sessions.restore(snapshots, restoring(copy));

    expect(copy.sessions.snapshot()).toEqual(snapshots);
  });

  test.each([
    [
      'a session twice',
      [talked, talked],
      '[1].id must be the only one of its kind: received "chat_1"',
    ],
    [
      'a session of the future',
      [{ ...talked, createdAtMs: 9_001 }],
      '[0].createdAtMs must be at most clock.nowMs, 9000: received 9001',
    ],
    [
      'a session that ended before it began',
      [{ ...talked, updatedAtMs: 999 }],
      '[0].updatedAtMs must be from createdAtMs, 1000, to clock.nowMs, 9000: received 999',
    ],
    [
      'an answer to nothing',
      withMessages(answered),
      '[0].messages[0].role must be "user", as the two take turns: received "assistant"',
    ],
    [
      'two questions',
      withMessages(asked, asked),
      '[0].messages[1].role must be "assistant", as the two take turns: received "user"',
    ],
    [
      'a question without an answer',
      withMessages(asked, answered, { ...asked, createdAtMs: 3_000 }),
      '[0].messages must be as many answers as questions: received 3',
    ],
    [
      'an answer before its question',
      withMessages(asked, { ...answered, createdAtMs: 1_999 }),
      '[0].messages[1].createdAtMs must be 2000 to 3000: received 1999',
    ],
    [
      'an answer behind the end',
      withMessages(asked, { ...answered, createdAtMs: 3_001 }),
      '[0].messages[1].createdAtMs must be 2000 to 3000: received 3001',
    ],
  ])('cannot have %s', (_what, snapshots, reason) => {
    const copy = scene();
    const call = () => copy.sessions.restore(snapshots, restoring(copy));

    expect(call).toThrow(new SnapshotRefused(`chat.sessions${reason}`));
  });

  test('cannot have a session of nobody', () => {
    const { sessions } = scene();
    const paths: string[] = [];
    const account = (name: string, path: string) => {
      paths.push(name, path);
      throw new SnapshotRefused('there is no such account');
    };

    expect(() => sessions.restore([talked], { nowMs: 9_000, account })).toThrow(SnapshotRefused);
    expect(paths).toEqual(['main', 'chat.sessions[0].account']);
  });
});
