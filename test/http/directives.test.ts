import { describe } from 'vitest';
import { DIRECTIVES } from '../../src/contracts/directives.ts';
import { ERRORS, type ErrorCode } from '../../src/contracts/errors.ts';
import { IMAGE, TURN, uploadForm } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const CREATE = '/api/v1/generations';
const TURNS = '/api/v1/chat/completions';
const FILES = '/api/v1/files';
const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('A directive', () => {
  test('decides how the generation goes', async ({ fake, call, expect }) => {
    const prompt = 'A boat [[rivya: queued=1m]] at sea [[rivya: processing=30s]] [[rivya: fail]]';
    const { body } = await call.post(CREATE, { ...IMAGE, prompt });
    const statuses = [];
    for (const ms of [59_999, 1, 29_999, 1]) {
      await fake.clock.advance(ms);
      statuses.push((await call.get(`${CREATE}/${body.id}`)).body.status);
    }

    expect(statuses).toEqual(['queued', 'processing', 'processing', 'failed']);
  });

  test('can name a pathology', async ({ fake, call, expect }) => {
    const client_request_id = '[[rivya: pathology=stalls-in-queued]]';
    const { body } = await call.post(CREATE, { ...IMAGE, client_request_id });
    await fake.clock.advance(3_600_000);

    expect((await call.get(`${CREATE}/${body.id}`)).body.status).toBe('queued');
  });

  test.for(CODES)('refuses a generation and a turn with %s', async (code, { call, expect }) => {
    const text = `A boat [[rivya: error=${code}]]`;

    const generation = await call.post(CREATE, { ...IMAGE, prompt: text });
    const turn = await call.post(TURNS, { ...TURN, message: text });

    expect([generation.body.error.code, turn.body.error.code]).toEqual([code, code]);
    expect([generation.status, turn.status]).toEqual([ERRORS[code].status, ERRORS[code].status]);
  });

  test('loses the reply, but not its replay', async ({ fake, call, expect }) => {
    const body = { ...IMAGE, prompt: 'A boat [[rivya: reply-lost]]' };
    const headers = { 'idempotency-key': 'order-17' };

    await expect(call.post(CREATE, body, { headers })).rejects.toThrow('fetch failed');
    const retried = await call.post(CREATE, body, { headers });

    expect(retried.headers.get('idempotency-replayed')).toBe('true');
    expect(fake.ledger.reserved).toBe(1);
  });

  test('leaves planned faults to others', async ({ fake, call, expect }) => {
    fake.faults.inject({ kind: 'error', code: 'internal_error' });

    const own = await call.post(CREATE, { ...IMAGE, prompt: 'x [[rivya: processing=1s]]' });
    const other = await call.post(CREATE, IMAGE);

    expect([own.status, other.status]).toEqual([200, 500]);
  });

  test.for([
    ['[[rivya: explode]]', Object.keys(DIRECTIVES).join(', ')],
    ['[[rivya: toString]]', 'directives as in [[rivya: fail]]'],
    ['[[rivya fail]]', 'directives as in [[rivya: fail]]'],
    ['[[rivya: fail', 'directives as in [[rivya: fail]]'],
    ['[[rivya: processing=soon]]', 'a duration of at most a day'],
    ['[[rivya: processing=999h]]', 'a duration of at most a day'],
    ['[[rivya: error=teapot]]', 'error takes one of public_api_disabled'],
    ['[[rivya: fail=teapot]]', 'fail takes one of generation_failed'],
    ['[[rivya: status=200]]', '400 to 599'],
    ['[[rivya: reset=often]]', 'before, during or after'],
    ['[[rivya: reply-lost=1]]', 'no value'],
    ['[[rivya: pathology=constructor]]', 'pathology takes one of fails'],
    ['[[rivya: status=503]] [[rivya: reply-lost]]', 'one directive for the reply'],
  ])('that makes no sense is refused: %s', async ([prompt, expected], { call, expect }) => {
    const { status, body } = await call.post(CREATE, { ...IMAGE, prompt });

    expect(status).toBe(400);
    expect(body.error.code).toBe('validation_failed');
    expect(body.error.message).toContain(expected);
  });

  test('for generations is refused in a turn', async ({ call, expect }) => {
    const { body } = await call.post(TURNS, { ...TURN, message: 'Hello [[rivya: fail]]' });

    expect(body.error.message).toContain('as fail is for generations');
  });
});

/** An upload that says this in the only text that it has. */
function uploadSaying(client_request_id: string): FormData {
  return uploadForm({ fields: { kind: 'image', client_request_id } });
}

describe('A directive in an upload', () => {
  test('refuses it, and nothing is stored', async ({ fake, call, expect }) => {
    const { status, body } = await call.post(FILES, uploadSaying('[[rivya: error=rate_limited]]'));

    expect([status, body.error.code]).toEqual([429, 'rate_limited']);
    expect(fake.snapshot().files.records).toEqual([]);
  });

  test('loses the reply, and the file is stored', async ({ fake, call, expect }) => {
    const lost = call.post(FILES, uploadSaying('[[rivya: reply-lost]]'));

    await expect(lost).rejects.toThrow('fetch failed');
    expect(fake.snapshot().files.records).toHaveLength(1);
  });

  test('for generations is refused', async ({ call, expect }) => {
    const { status, body } = await call.post(FILES, uploadSaying('[[rivya: fail]]'));

    expect(status).toBe(400);
    expect(body.error.message).toContain('as fail is for generations');
  });

  test('is not looked for in names and bytes of files', async ({ call, expect }) => {
    const name = '[[rivya: error=rate_limited]].png';

    const { status, body } = await call.post(FILES, uploadForm({ name }));

    expect([status, body.name]).toEqual([200, name]);
  });
});

describe('A request with HEAD', () => {
  test('meets what a directive asked for when the generation was made', async ({
    call,
    expect,
  }) => {
    const prompt = 'A boat [[rivya: pathology=status-404]]';
    const { id } = (await call.post(CREATE, { ...IMAGE, prompt })).body;
    const path = `${CREATE}/${id}`;

    const polls = [];
    for (const method of ['HEAD', 'GET', 'HEAD', 'HEAD', 'GET']) {
      polls.push(await call.send(method, path));
    }

    expect(polls.map(({ status }) => status)).toEqual([404, 404, 404, 200, 200]);
    expect(polls.map(({ body }) => typeof body)).toEqual([
      'undefined',
      'object',
      'undefined',
      'undefined',
      'object',
    ]);
  });

  test('has no text of its own, so its path and headers are not read', async ({
    fake,
    call,
    expect,
  }) => {
    const text = '[[rivya: error=rate_limited]]';
    const options = { headers: { 'x-client-request-id': text } };

    const { status } = await call.send('HEAD', `/api/v1/credits?${text}`, undefined, options);

    expect(status).toBe(200);
    expect(fake.journal.entries()[0]?.directives).toEqual([]);
  });
});

describe('Without directives', () => {
  test.override('options', { directives: false });

  test('brackets are text', async ({ call, expect }) => {
    const reply = await call.post(CREATE, { ...IMAGE, prompt: '[[rivya: explode]]' });

    expect(reply.status).toBe(200);
  });
});
