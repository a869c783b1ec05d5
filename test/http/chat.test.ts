import { describe } from 'vitest';
import { TURN } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const COMPLETIONS = '/api/v1/chat/completions';

describe('POST /api/v1/chat/completions', () => {
  test('answers with nested credits, usage and a new session', async ({ fake, call, expect }) => {
    fake.chat.script({ text: 'A fold, a fold, a sail', inputTokens: 1_200, outputTokens: 320 });

    const { status, body } = await call.post(COMPLETIONS, TURN);

    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^chatcmpl_[a-z0-9]{24}$/),
      object: 'chat.completion',
      session_id: expect.stringMatching(/^chat_[a-z0-9]{24}$/),
      model: 'gpt-5-2-chat',
      created_at: '2026-05-11T00:00:00.000Z',
      message: {
        id: expect.stringMatching(/^msg_[a-z0-9]{24}$/),
        role: 'assistant',
        content: 'A fold, a fold, a sail',
      },
      usage: { input_tokens: 1_200, output_tokens: 320, total_tokens: 1_520 },
      credits: { reserved: 3, final: 2 },
    });
    expect(fake.ledger).toMatchObject({ available: 998, reserved: 0, settled: 2 });
  });

  test.for([
    'claude-sonnet-4-6-chat',
    'gemini-2-5-flash-chat',
    'gpt-5-2-chat',
    'gpt-5-3-codex-chat',
    'gpt-5-codex-chat',
    'gpt-5.4-codex-chat',
  ])('serves %s', async (model, { call, expect }) => {
    const { status, body } = await call.post(COMPLETIONS, { ...TURN, model });

    expect(status).toBe(200);
    expect(body.message.content).toContain('You wrote “Write a haiku about paper boats”.');
  });

  test('is deterministic: the same world answers the same', async ({ fake, call, expect }) => {
    const first = await call.post(COMPLETIONS, TURN);
    fake.reset();

    const second = await call.post(COMPLETIONS, TURN);

    expect(second.body).toEqual(first.body);
  });

  test('remembers the session', async ({ call, expect }) => {
    const { session_id } = (await call.post(COMPLETIONS, TURN)).body;

    const message = 'What was my previous message?';
    const { body } = await call.post(COMPLETIONS, { ...TURN, session_id, message });

    expect(body.session_id).toBe(session_id);
    expect(body.message.content).toBe(
      'Your previous message was “Write a haiku about paper boats”.',
    );
  });

  test('tells that web search and effort have arrived', async ({ call, expect }) => {
    const options = { enable_web_search: true, reasoning_effort: 'xhigh' };

    const { body } = await call.post(COMPLETIONS, { ...TURN, ...options });

    expect(body.message.content).toContain('I searched the web. My reasoning effort was xhigh.');
  });

  test('answers once per Idempotency-Key', async ({ fake, call, expect }) => {
    const options = { headers: { 'idempotency-key': 'turn-1' } };
    const first = await call.post(COMPLETIONS, TURN, options);

    const second = await call.post(COMPLETIONS, TURN, options);

    expect(second.body).toEqual(first.body);
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(fake.ledger.settled).toBe(1);
  });

  test('takes 20,000 characters, counted as code points', async ({ call, expect }) => {
    const right = await call.post(COMPLETIONS, { ...TURN, message: '😀'.repeat(20_000) });
    const wrong = await call.post(COMPLETIONS, { ...TURN, message: '😀'.repeat(20_001) });

    expect([right.status, wrong.status]).toEqual([200, 400]);
    expect(wrong.body.error.code).toBe('validation_failed');
  });
});

describe('A turn is refused', () => {
  test.for([
    {
      what: 'for a video model',
      body: { model: 'kling-3-0' },
      status: 400,
      code: 'chat_model_not_supported',
    },
    {
      what: 'for an unknown model',
      body: { model: 'gpt-9' },
      status: 400,
      code: 'chat_model_not_supported',
    },
    {
      what: 'in an unknown session',
      body: { session_id: 'chat_no' },
      status: 409,
      code: 'chat_session_conflict',
    },
    {
      what: 'with an unknown attachment',
      body: { attachments: [{ file_id: 'file_no' }] },
      status: 400,
      code: 'chat_attachment_not_supported',
    },
    { what: 'with a history', body: { messages: [] }, status: 400, code: 'validation_failed' },
    {
      what: 'without a visible character',
      body: { message: ' \n' },
      status: 400,
      code: 'validation_failed',
    },
    {
      what: 'with an unknown effort',
      body: { reasoning_effort: 'huge' },
      status: 400,
      code: 'validation_failed',
    },
    {
      what: 'with an attachment by URL',
      body: { attachments: [{ url: 'https://example.com/a.png' }] },
      status: 400,
      code: 'validation_failed',
    },
  ])('$what, whole and streamed', async ({ body, status, code }, { fake, call, expect }) => {
    for (const path of [COMPLETIONS, `${COMPLETIONS}/stream`]) {
      const reply = await call.post(path, { ...TURN, ...body });

      expect(reply.status).toBe(status);
      expect(reply.body.error).toMatchObject({ code, requestId: expect.stringMatching(/^req_/) });
    }
    expect(fake.ledger.entries).toHaveLength(1);
  });

  test('without credits', async ({ fake, call, expect }) => {
    const key = `${fake.apiKey}.broke`;

    const replies = [
      await call.post(COMPLETIONS, TURN, { key }),
      await call.post(`${COMPLETIONS}/stream`, TURN, { key }),
    ];

    expect(replies.map(({ status, body }) => [status, body.error.code])).toEqual([
      [402, 'insufficient_credits'],
      [402, 'insufficient_credits'],
    ]);
  });

  test('in a session of another account', async ({ fake, call, expect }) => {
    const { session_id } = (await call.post(COMPLETIONS, TURN)).body;

    const key = `${fake.apiKey}.other`;
    const { status, body } = await call.post(COMPLETIONS, { ...TURN, session_id }, { key });

    expect(status).toBe(409);
    expect(body.error.code).toBe('chat_session_conflict');
  });

  test('while the turn before is under way', async ({ fake, call, expect }) => {
    const { session_id } = (await call.post(COMPLETIONS, TURN)).body;
    fake.chat.script({ text: 'Slowly', firstDelayMs: 1_000 });
    const both = [
      call.post(COMPLETIONS, { ...TURN, session_id }),
      call.post(COMPLETIONS, { ...TURN, session_id }),
    ];

    const early = await Promise.race(both);
    await fake.clock.advance(1_000);
    const statuses = (await Promise.all(both)).map(({ status }) => status);

    expect(early.body.error).toMatchObject({
      code: 'chat_session_conflict',
      message: expect.stringMatching(
        /^Cannot continue the session_id "chat_.+": the turn before is not finished yet$/,
      ),
    });
    expect(statuses.sort()).toEqual([200, 409]);
  });
});

describe('Unknown fields', () => {
  test.override({ options: { assume: { 'request.unknownFields': 'ignore' } } });

  test('are ignored everywhere if that is assumed', async ({ call, expect }) => {
    const attachments = [{ file_id: 'file_no', detail: 'high' }];

    const { body } = await call.post(COMPLETIONS, { ...TURN, temperature: 1, attachments });

    expect(body.error.code).toBe('chat_attachment_not_supported');
  });
});

describe('Chat sessions', () => {
  test('are listed newest first, those of the account only', async ({ fake, call, expect }) => {
    const first = (await call.post(COMPLETIONS, TURN)).body.session_id;
    await fake.clock.advance(1_000);
    const second = (await call.post(COMPLETIONS, TURN)).body.session_id;
    await call.post(COMPLETIONS, TURN, { key: `${fake.apiKey}.other` });

    const { status, body } = await call.get('/api/v1/chat/sessions');

    expect(status).toBe(200);
    expect(body.object).toBe('list');
    expect(body.data).toEqual([
      {
        id: second,
        object: 'chat.session',
        model: 'gpt-5-2-chat',
        message_count: 2,
        created_at: '2026-05-11T00:00:01.000Z',
        updated_at: '2026-05-11T00:00:01.000Z',
      },
      expect.objectContaining({ id: first }),
    ]);
  });

  test('show their messages, oldest first', async ({ fake, call, expect }) => {
    fake.chat.script({ text: 'One' });
    fake.chat.script({ text: 'Two' });
    const { session_id } = (await call.post(COMPLETIONS, TURN)).body;
    await call.post(COMPLETIONS, { ...TURN, session_id, message: 'More' });

    const { body } = await call.get(`/api/v1/chat/sessions/${session_id}`);

    expect(body.message_count).toBe(4);
    expect(
      body.messages.map(({ role, content }: Record<'role' | 'content', string>) => [role, content]),
    ).toEqual([
      ['user', 'Write a haiku about paper boats'],
      ['assistant', 'One'],
      ['user', 'More'],
      ['assistant', 'Two'],
    ]);
  });

  test('of other accounts are not found', async ({ fake, call, expect }) => {
    const { session_id } = (await call.post(COMPLETIONS, TURN)).body;

    const key = `${fake.apiKey}.other`;
    const { status, body } = await call.get(`/api/v1/chat/sessions/${session_id}`, { key });

    expect(status).toBe(404);
    expect(body.error.code).toBe('not_found');
  });
});
