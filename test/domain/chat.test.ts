import { describe, expect, test } from 'vitest';
import type { CreateChatCompletion } from '../../src/contracts/chat.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import type { Account } from '../../src/server/domain/accounts.ts';
import { Accounts } from '../../src/server/domain/accounts.ts';
import { Chat, type ChatOptions } from '../../src/server/domain/chat.ts';
import { Coverage } from '../../src/server/domain/coverage.ts';
import { Random } from '../../src/server/domain/random.ts';
import { clockAtZero } from './clocks.ts';

const FILES: Record<string, { kind: string; mimeType: string }> = {
  file_image: { kind: 'image', mimeType: 'image/png' },
  file_sound: { kind: 'audio', mimeType: 'audio/mpeg' },
};

const STALL = { faults: ['stall'] } as const;

function scene(options: Partial<ChatOptions> = {}) {
  const clock = clockAtZero();
  const accounts = new Accounts(() => clock.now(), 1_000);
  const account = accounts.get('main');
  const chat = new Chat({
    clock,
    random: new Random('1'),
    coverage: new Coverage(setSwitches()),
    pace: { firstDelayMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY },
    findFile: (owner, id) => (owner === account ? FILES[id] : undefined),
    ...options,
  });
  const complete = (more: Partial<CreateChatCompletion> = {}, owner: Account = account) =>
    chat.complete(owner, turnOf(more));
  return { clock, chat, account, ledger: account.ledger, other: accounts.get('other'), complete };
}

function turnOf(more: Partial<CreateChatCompletion> = {}): CreateChatCompletion {
  return {
    model: 'gpt-5-2-chat',
    message: 'Hello',
    enable_web_search: false,
    reasoning_effort: 'default',
    ...more,
  };
}

async function read(pieces: AsyncIterable<string>) {
  const seen: string[] = [];
  for await (const piece of pieces) seen.push(piece);
  return seen;
}

describe('complete()', () => {
  test('reserves before, settles from usage after', async () => {
    const { chat, ledger, complete } = scene();
    chat.script({ text: 'Done', inputTokens: 1_200, outputTokens: 320 });

    const turn = await complete();

    expect(turn.content).toBe('Done');
    expect(turn.finalCredits).toBe(2);
    expect(ledger.entries.slice(1).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['reserve', 3],
      ['settle', 2],
      ['release', 1],
    ]);
  });

  test.each([
    [0, 1],
    [1_000, 1],
    [1_001, 2],
    [9_000, 3],
  ])('%d tokens cost %d credits', async (inputTokens, credits) => {
    const { chat, complete } = scene();
    chat.script({ text: '', inputTokens, outputTokens: 0 });

    expect((await complete()).finalCredits).toBe(credits);
  });

  test('remembers the session and counts its history', async () => {
    const { complete } = scene();
    const first = await complete({ message: 'Name a boat' });
    const session_id = first.plan.session.id;

    const second = await complete({ session_id, message: 'What was my previous message?' });

    expect(second.content).toBe('Your previous message was “Name a boat”.');
    expect(second.usage.inputTokens).toBeGreaterThan(
      first.usage.inputTokens + first.usage.outputTokens,
    );
  });

  test('holds nothing when the credits do not suffice, and keeps the script', async () => {
    const { chat, ledger, complete } = scene();
    ledger.setBalance(2);
    chat.script({ text: 'Done' });

    await expect(complete()).rejects.toMatchObject({ code: 'insufficient_credits' });

    expect(ledger.reserved).toBe(0);
    expect(chat.scripts.list()).toHaveLength(1);
  });

  test.each(['internal_error', 'rate_limited'] as const)(
    'a scripted %s releases everything and leaves no trace',
    async (code) => {
      const { chat, account, ledger, complete } = scene();
      chat.script({ text: 'a b c', error: { code, afterChunks: 2 } });

      await expect(complete()).rejects.toMatchObject({ code });

      expect(ledger).toMatchObject({ reserved: 0, settled: 0 });
      expect(chat.sessions.list(account)).toEqual([]);
    },
  );

  test('tells when to come again where the rate is limited, and nowhere else', async () => {
    const { chat, complete } = scene();
    chat.script({ error: { code: 'rate_limited' } });
    chat.script({ error: {} });

    await expect(complete()).rejects.toMatchObject({ retryAfterMs: 60_000 });
    await expect(complete()).rejects.toMatchObject({ retryAfterMs: undefined });
  });

  test('a failed turn leaves the session usable as it was', async () => {
    const { chat, complete } = scene();
    const { session } = (await complete()).plan;
    chat.script({ error: {} });
    await complete({ session_id: session.id }).catch(() => {});

    await complete({ session_id: session.id });

    expect(session.messages).toHaveLength(4);
  });
});

describe('A session conflict', () => {
  test('is an unknown session', async () => {
    await expect(scene().complete({ session_id: 'chat_no' })).rejects.toMatchObject({
      code: 'chat_session_conflict',
    });
  });

  test('is another model', async () => {
    const { complete } = scene();
    const { session } = (await complete()).plan;

    await expect(
      complete({ session_id: session.id, model: 'gemini-2-5-flash-chat' }),
    ).rejects.toMatchObject({ code: 'chat_session_conflict' });
  });

  test('is another account', async () => {
    const { complete, other } = scene();
    const { session } = (await complete()).plan;

    await expect(complete({ session_id: session.id }, other)).rejects.toMatchObject({
      code: 'chat_session_conflict',
      message: expect.stringMatching(
        /^Cannot continue the session_id "chat_.+": the account has none with this id$/,
      ),
    });
  });

  test('is a turn under way, until it is over', async () => {
    const { chat, clock, account, complete } = scene();
    const { session } = (await complete()).plan;
    chat.script({ text: 'Slowly', firstDelayMs: 1_000 });
    const slow = read(chat.begin(account, turnOf({ session_id: session.id })).run());

    await expect(complete({ session_id: session.id })).rejects.toMatchObject({
      code: 'chat_session_conflict',
      message: expect.stringMatching(
        /^Cannot continue the session_id "chat_.+": the turn before is not finished yet$/,
      ),
    });

    await clock.advance(1_000);
    expect(await slow).toEqual(['Slowly']);
    await complete({ session_id: session.id });
    expect(session.messages).toHaveLength(6);
  });
});

describe('Attachments', () => {
  test('are images of the account', async () => {
    const { complete } = scene();
    const plain = await complete();

    const turn = await complete({ attachments: [{ file_id: 'file_image' }] });

    expect(turn.content).toContain('I looked at 1 image.');
    expect(turn.usage.inputTokens).toBe(plain.usage.inputTokens + 256);
  });

  test.each([
    ['an unknown file', { attachments: [{ file_id: 'file_no' }] }, 'no upload with this id'],
    ['a sound', { attachments: [{ file_id: 'file_sound' }] }, 'its type is "audio/mpeg"'],
    [
      'an image for a model without attachments',
      { model: 'claude-sonnet-4-6-chat', attachments: [{ file_id: 'file_image' }] },
      'the model "claude-sonnet-4-6-chat" takes text only',
    ],
  ])('cannot be %s', async (_what, more, reason) => {
    const { ledger, complete } = scene();

    await expect(complete(more)).rejects.toMatchObject({
      code: 'chat_attachment_not_supported',
      message: expect.stringContaining(reason),
    });
    expect(ledger.reserved).toBe(0);
  });

  test('cannot be a file of another account', async () => {
    const { complete, other } = scene();

    await expect(
      complete({ attachments: [{ file_id: 'file_image' }] }, other),
    ).rejects.toMatchObject({ code: 'chat_attachment_not_supported' });
  });
});

describe('The pace', () => {
  test('follows the clock of the world, token by token', async () => {
    const { chat, clock, account } = scene();
    chat.script({ text: 'One two three', firstDelayMs: 500, tokensPerSecond: 10 });
    const times: number[] = [];
    const turn = chat.begin(account, turnOf());
    const reading = (async () => {
      for await (const _piece of turn.run()) times.push(clock.now());
    })();

    await clock.advance(10_000);
    await reading;

    expect(times).toEqual([500, 600, 700]);
  });

  test('of the options holds for turns without a script', async () => {
    const { clock, complete, ledger } = scene({
      pace: { firstDelayMs: 250, tokensPerSecond: Number.POSITIVE_INFINITY },
    });
    const turn = complete();

    expect(ledger.reserved).toBe(3);
    await clock.advance(250);

    expect((await turn).finalCredits).toBe(1);
  });
});

test('An answer without a word takes its first delay', async () => {
  const { chat, clock, complete } = scene();
  chat.script({ text: '', firstDelayMs: 500 });
  const turn = complete();

  await clock.advance(499);
  expect(clock.pending).toBe(1);
  await clock.advance(1);

  expect(await turn).toMatchObject({ isWhole: true, content: '' });
});

describe('A caller who leaves', () => {
  test('after some pieces pays for those, and the session keeps them', async () => {
    const { chat, account, ledger } = scene();
    chat.script({ chunks: ['One', ' two', ' three'], inputTokens: 1_000, outputTokens: 300 });
    const left = new AbortController();
    const turn = chat.begin(account, turnOf(), left.signal);
    const pieces = turn.run();
    await pieces.next();

    left.abort();

    expect(turn).toMatchObject({ isWhole: false, content: 'One', finalCredits: 2 });
    expect(turn.usage).toEqual({ inputTokens: 1_000, outputTokens: 100 });
    expect(ledger).toMatchObject({ reserved: 0, settled: 2 });
    expect(turn.plan.session.messages.at(-1)?.content).toBe('One');
    expect(await read(pieces)).toEqual([]);
  });

  test('before the first piece pays nothing', async () => {
    const { chat, clock, account, ledger } = scene();
    chat.script({ text: 'Late', firstDelayMs: 1_000 });
    const left = new AbortController();
    const reading = read(chat.begin(account, turnOf(), left.signal).run());

    left.abort();

    expect(await reading).toEqual([]);
    expect(ledger).toMatchObject({ reserved: 0, settled: 0 });
    expect(clock.pending).toBe(0);
    expect(chat.sessions.list(account)).toEqual([]);
  });

  test('after the end changes nothing', async () => {
    const { chat, account, ledger } = scene();
    const left = new AbortController();
    await read(chat.begin(account, turnOf(), left.signal).run());

    left.abort();

    expect(ledger).toMatchObject({ reserved: 0, settled: 1 });
  });
});

describe('A script', () => {
  test.each([
    ['its text', { messageContains: 'boat' }, 'A boat', 'A car'],
    ['a pattern', { messageMatches: /^a boat$/i }, 'A boat', 'A boat sinks'],
    ['a pattern as text', { messageMatches: '^A' }, 'A boat', 'The boat'],
  ])('is found by %s', async (_how, matcher, right, wrong) => {
    const { chat, complete } = scene();
    chat.script({ ...matcher, text: 'Scripted', times: 2 });

    expect((await complete({ message: wrong })).content).not.toBe('Scripted');
    expect((await complete({ message: right })).content).toBe('Scripted');
    expect((await complete({ message: right })).content).toBe('Scripted');
    expect((await complete({ message: right })).content).not.toBe('Scripted');
  });

  test('is found by its model and its session', async () => {
    const { chat, complete } = scene();
    const { session } = (await complete()).plan;
    chat.script({ sessionId: session.id, text: 'Mine' });
    chat.script({ model: 'gemini-2-5-flash-chat', text: 'Gemini' });

    expect((await complete({ model: 'gemini-2-5-flash-chat' })).content).toBe('Gemini');
    expect((await complete()).content).not.toBe('Mine');
    expect((await complete({ session_id: session.id })).content).toBe('Mine');
  });

  test.each([
    [{ txt: 'a' }, '"txt" is unknown; known are model, sessionId'],
    [{ text: 'a', chunks: ['a'] }, 'text and chunks exclude each other'],
    [{ model: 'kling-3-0' }, 'model is "kling-3-0", expected a chat model'],
    [{ messageMatches: '(' }, 'messageMatches is "(", expected a regular expression'],
    [{ times: 0 }, 'times is 0, expected a whole number from 1'],
    [{ outputTokens: 1.5 }, 'outputTokens is 1.5, expected a whole number from 0 to 1000000000'],
    [{ firstDelayMs: 0.5 }, 'firstDelayMs is 0.5, expected a whole number from 0'],
    [{ text: 5 }, 'text is 5, expected a text'],
    [{ chunks: ['a', 5] }, 'chunks is ["a",5], expected a list of texts'],
    [{ error: { after: 1 } }, 'error: "after" is unknown; known are code, message, afterChunks'],
    [undefined, 'it is undefined, expected an object'],
    [{ tokensPerSecond: 0 }, 'tokensPerSecond is 0, expected a number above 0'],
    [
      { error: { code: 'webhook_url_rejected' } },
      'error: code is "webhook_url_rejected", expected a code',
    ],
  ])('%j makes no sense', (script, reason) => {
    expect(() => scene().chat.script(script as never)).toThrow(reason);
  });
});

describe('A fault of the wire', () => {
  test.each([
    [{ fault: 'cr' }, '"fault" is unknown; known are model, sessionId'],
    [{ faults: [] }, 'faults is [], expected a list of cr, lf, crlf'],
    [{}, 'faults are missing, expected at least one'],
    [{ faults: ['fire'] }, 'faults is ["fire"], expected a list of cr, lf, crlf'],
    [{ faults: ['cr', 'crlf'] }, '"cr" and "crlf" both decide the line ends'],
    [{ faults: ['stall', 'drop'] }, '"stall" and "drop" both decide the end'],
    [{ faults: ['cut-every', 'drop'] }, '"cut-every" and "drop" would share "bytes"'],
    [{ faults: ['slow', 'stall'] }, '"slow" and "stall" would share "ms"'],
    [{ faults: ['cut-at'], bytes: 0 }, 'bytes is 0, expected a whole number from 1'],
    [{ faults: ['slow'], ms: -1 }, 'ms is -1, expected a whole number from 0'],
  ])('%j makes no sense', (plan, reason) => {
    expect(() => scene().chat.inject(plan as never)).toThrow(reason);
  });
});

test('10,000 turns whose callers leave anywhere hold nothing and lose nothing', async () => {
  const { chat, clock, account, ledger } = scene({
    pace: { firstDelayMs: 10, tokensPerSecond: 100 },
  });
  ledger.setBalance(1_000_000);
  const chance = new Random('disconnects');
  const ends = { unbegun: 0, part: 0, whole: 0 };
  const running = Array.from({ length: 10_000 }, async () => {
    const left = new AbortController();
    clock.schedule(Math.floor(chance.float() * 500), () => left.abort());
    const turn = chat.begin(account, turnOf(), left.signal);
    const { length } = await read(turn.run());
    ends[turn.isWhole ? 'whole' : length > 0 ? 'part' : 'unbegun']++;
  });

  await clock.advance(1_000);
  await Promise.all(running);

  expect(ends).toEqual({ unbegun: 211, part: 5_576, whole: 4_213 });
  expect(ledger).toMatchObject({ reserved: 0, settled: ends.part + ends.whole });
  expect(clock.pending).toBe(0);
});

test.each([
  ['gpt-5-2-cha', 'there is no such model; did you mean "gpt-5-2-chat"?'],
  ['a paper boat', 'there is no such model'],
  ['kling-3-0', 'it makes video: use POST /api/v1/generations'],
])('nobody chats with %s', async (model, reason) => {
  await expect(scene().complete({ model })).rejects.toMatchObject({
    code: 'chat_model_not_supported',
    message: `Cannot chat with the model "${model}": ${reason}`,
  });
});

test('what the caller and the model have said is told apart', async () => {
  const { chat, account, complete } = scene();
  await complete();

  const [session] = chat.sessions.list(account);

  expect(session?.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
});

test('chance of a stream fault follows from its seed, and is another without one', () => {
  const drawn = (chat: Chat, plan: { seed?: string }) =>
    chat.randomOf({ ...STALL, ...plan }).float();
  const { chat } = scene();

  const [first, again, other] = ['a', 'a', 'b'].map((seed) => drawn(scene().chat, { seed }));

  expect(first).toBe(again);
  expect(first).not.toBe(other);
  expect(drawn(chat, {})).not.toBe(drawn(chat, {}));
});
