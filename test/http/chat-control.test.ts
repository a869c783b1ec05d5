import { describe } from 'vitest';
import { eventsIn } from '../support/events.ts';
import { TURN } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const SCRIPT = '/__rivya/chat/script';
const FAULTS = '/__rivya/chat/faults';
const COMPLETIONS = '/api/v1/chat/completions';

describe('/__rivya/chat/script', () => {
  test('plans how matching turns shall answer', async ({ call, expect }) => {
    const { status, body } = await call.post(SCRIPT, {
      message_matches: '^Write',
      model: 'gpt-5-2-chat',
      chunks: ['A fold,', ' a sail'],
      input_tokens: 1_200,
      output_tokens: 320,
      times: 2,
    });
    const other = await call.post(COMPLETIONS, { ...TURN, message: 'Hello' });
    const turn = await call.post(COMPLETIONS, TURN);

    expect(status).toBe(200);
    expect(body).toEqual({
      object: 'list',
      data: [
        {
          id: 'script_1',
          model: 'gpt-5-2-chat',
          message_matches: '^Write',
          times: 2,
          left: 2,
          chunks: ['A fold,', ' a sail'],
          input_tokens: 1_200,
          output_tokens: 320,
        },
      ],
    });
    expect(other.body.message.content).toContain('“Hello”');
    expect(turn.body).toMatchObject({
      message: { content: 'A fold, a sail' },
      credits: { reserved: 3, final: 2 },
    });
  });

  test('plans pace and failure', async ({ fake, call, expect }) => {
    const error = { code: 'rate_limited', message: 'Slow down', after_chunks: 1 };
    await call.post(SCRIPT, { text: 'One two', first_delay_ms: 500, error });

    const turn = call.post(`${COMPLETIONS}/stream`, TURN);
    while (fake.clock.pending === 0) await call.get('/__rivya/clock');
    await fake.clock.advance(500);

    expect(eventsIn((await turn).body).at(-1)?.data.error).toMatchObject({
      code: 'rate_limited',
      message: 'Slow down',
    });
  });

  test('lists what waits, in process and over the wire, and forgets it', async ({
    fake,
    call,
    expect,
  }) => {
    fake.chat.script({ messageMatches: /boat/i, text: 'A', times: 2, error: {} });
    await call.post(COMPLETIONS, TURN);

    const listed = await call.get(SCRIPT);
    const cleared = await call.send('DELETE', SCRIPT);

    expect(listed.body.data).toEqual([
      {
        id: 'script_1',
        message_matches: 'boat',
        times: 2,
        left: 1,
        text: 'A',
        error: { code: 'internal_error', after_chunks: 0 },
      },
    ]);
    expect(cleared.body).toEqual({ object: 'list', data: [] });
    expect(fake.chat.waiting.scripts).toEqual([]);
  });

  test.for([
    { what: 'text and chunks', body: { text: 'a', chunks: ['a'] }, message: 'not as both' },
    { what: 'a broken pattern', body: { message_matches: '(' }, message: 'a regular expression' },
    { what: 'a video model', body: { model: 'kling-3-0' }, message: 'model must be one of' },
    {
      what: 'a refusal that no turn has',
      body: { error: { code: 'webhook_url_rejected' } },
      message: 'error.code must be one of',
    },
    { what: 'an unknown field', body: { txt: 'a' }, message: 'txt is not a known field' },
  ])('refuses $what', async ({ body, message }, { call, expect }) => {
    const reply = await call.post(SCRIPT, body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toContain(message);
  });
});

describe('/__rivya/chat/faults', () => {
  test('plans what happens to the bytes of a stream', async ({ call, expect }) => {
    await call.post(FAULTS, { faults: ['crlf', 'bom'], message_contains: 'haiku' });

    const other = await call.post(`${COMPLETIONS}/stream`, { ...TURN, message: 'Hello' });
    const { body } = await call.post(`${COMPLETIONS}/stream`, TURN);

    expect(other.body).not.toContain('\r');
    expect(body).toMatch(/^event: chat\.completion\.delta\r\ndata: /);
  });

  test('lists what waits and forgets it', async ({ fake, call, expect }) => {
    const planned = await call.post(FAULTS, {
      faults: ['cut-random'],
      bytes: 8,
      seed: 7,
    });

    const listed = await call.get(FAULTS);
    const cleared = await call.send('DELETE', FAULTS);

    expect(planned.body).toEqual(listed.body);
    expect(listed.body.data).toEqual([
      { id: 'stream_fault_1', faults: ['cut-random'], bytes: 8, seed: 7, times: 1, left: 1 },
    ]);
    expect(cleared.body.data).toEqual([]);
    expect(fake.chat.waiting.faults).toEqual([]);
  });

  test.for([
    { what: 'an unknown fault', body: { faults: ['fire'] }, message: 'must be one of "cr", "lf"' },
    { what: 'no fault', body: { faults: [] }, message: 'a list of at least 1 items' },
    {
      what: 'faults that exclude each other',
      body: { faults: ['cr', 'crlf'] },
      message: '"cr" and "crlf" both decide the line ends',
    },
  ])('refuses $what', async ({ body, message }, { call, expect }) => {
    const reply = await call.post(FAULTS, body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toContain(message);
  });
});

test('a world forgets scripts and faults with its reset', async ({ fake, expect }) => {
  fake.chat.script({ text: 'A' });
  fake.chat.inject({ faults: ['bom'] });

  fake.reset();

  expect(fake.chat.waiting).toEqual({ scripts: [], faults: [] });
});

test('clear() forgets both', async ({ fake, expect }) => {
  fake.chat.script({ text: 'A' });
  fake.chat.inject({ faults: ['bom'] });

  fake.chat.clear();

  expect(fake.chat.waiting).toEqual({ scripts: [], faults: [] });
});
