import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import {
  checkRecording,
  exitCodeOf,
  parseRecording,
  readRecording,
} from '../../src/drift/index.ts';
import { type Fake, type FakeOptions, startFake } from '../../src/index.ts';
import { type Caller, createCaller } from '../support/caller.ts';
import { IMAGE, prepareExample, SERVED_IDS, TURN, uploadForm, VIDEO } from '../support/examples.ts';
import { liar } from '../support/liar.ts';
import { test as base } from '../support/target.ts';

const HAR = fileURLToPath(new URL('../fixtures/recordings/browser.har', import.meta.url));

const test = base.extend<{
  file: string;
  /** Records what is called of the fake. */
  record: (work: (call: Caller) => Promise<unknown>) => Promise<void>;
  /** A fake that replays the recording, and its caller. */
  replay: (options?: FakeOptions) => Promise<{ fake: Fake; call: Caller }>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  file: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    await use(join(folder, 'calls.jsonl'));
    rmSync(folder, { recursive: true });
  },
  record: async ({ fake, proxyTo, file }, use) =>
    use(async (work) => {
      const proxy = await proxyTo(fake.url, { record: file });
      await work(createCaller(proxy.url, fake.apiKey));
      await proxy.close();
    }),
  replay: async ({ file }, use) => {
    const started: Fake[] = [];
    await use(async (options = {}) => {
      const fake = await startFake({ seed: 'another', replay: file, ...options });
      started.push(fake);
      return { fake, call: createCaller(fake.url, fake.apiKey) };
    });
    for (const fake of started) await fake.close();
  },
});

describe('What was recorded', () => {
  test.for(SERVED_IDS.map((id) => ({ id })))(
    'is answered again as it was: $id',
    async ({ id }, { record, replay, expect }) => {
      const recorded: unknown[] = [];
      await record(async (call) => {
        const { status, body } = await (await prepareExample(call, id))();
        recorded.push(status, body);
      });
      const { call } = await replay({ replayOnly: true });

      const { status, body, headers } = await (await prepareExample(call, id))();

      expect(headers.get('X-Rivya-Testkit-Replay')).toMatch(/^\d+$/);
      expect(status).toBe(recorded[0]);
      expect(JSON.stringify(body)).toBe(redacted(JSON.stringify(recorded[1])));
    },
  );

  test('keeps the contract when it is checked again', async ({ record, file, expect }) => {
    await record(async (call) => {
      await call.get('/api/v1/models');
      const { body } = await call.post('/api/v1/generations', IMAGE);
      await call.get(`/api/v1/generations/${body.id}`);
      await call.post('/api/v1/chat/completions/stream', TURN);
      await call.post('/api/v1/files', uploadForm({}));
      await call.post('/api/v1/webhooks', { name: 'Hook', url: 'https://example.com/hook' });
      await call.get('/api/v1/credits', { key: null });
    });

    const report = checkRecording(file);

    expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(report.problems).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
  });

  test('is found out, where the API had moved', async ({ fake, target, proxyTo, file, expect }) => {
    const moved = await target(liar(fake.url, () => ({ body: { credits: 5 } })));
    const proxy = await proxyTo(moved, { record: file });
    await createCaller(proxy.url, fake.apiKey).get('/api/v1/credits');
    await proxy.close();

    const report = checkRecording(file);

    expect(report.checks).toContainEqual(
      expect.objectContaining({ id: 'reply.body', outcome: 'failed', pointer: '/current_credits' }),
    );
    expect(exitCodeOf(report)).toBe(1);
  });
});

/** A text as a recording has it. */
function redacted(text: string): string {
  return text.replace(/whsec_[A-Za-z0-9+/=]{20,}/g, 'whsec_redacted');
}

describe('A replay', () => {
  test('goes through what was recorded in order, and repeats the last answer of a read', async ({
    fake,
    record,
    replay,
    expect,
  }) => {
    const statuses: string[] = [];
    let id = '';
    await record(async (call) => {
      id = (await call.post('/api/v1/generations', VIDEO)).body.id;
      await call.get(`/api/v1/generations/${id}`);
      await fake.clock.runUntilIdle();
      await call.get(`/api/v1/generations/${id}`);
    });
    const { call } = await replay();

    const created = await call.post('/api/v1/generations', VIDEO);
    for (const _look of [1, 2, 3]) {
      statuses.push((await call.get(`/api/v1/generations/${created.body.id}`)).body.status);
    }

    expect(created.body.id).toBe(id);
    expect(statuses).toEqual(['queued', 'succeeded', 'succeeded']);
  });

  test('looks aside from the order of fields and from trace ids', async ({
    record,
    replay,
    expect,
  }) => {
    await record((call) =>
      call.post('/api/v1/generations', { ...IMAGE, client_request_id: 'one' }),
    );
    const { call } = await replay({ replayOnly: true });
    const { prompt, model } = IMAGE;

    const { status } = await call.post('/api/v1/generations', {
      client_request_id: 'two',
      prompt,
      model,
    });

    expect(status).toBe(200);
  });

  test('leaves everything else to the fake, with its body', async ({ record, replay, expect }) => {
    await record((call) => call.post('/api/v1/generations', IMAGE));
    const { fake, call } = await replay();

    const other = await call.post('/api/v1/generations', { ...IMAGE, prompt: 'Another' });
    const upload = await call.post('/api/v1/files', uploadForm({}));

    expect(other.headers.has('X-Rivya-Testkit-Replay')).toBe(false);
    expect(other.body).toMatchObject({ model: 'z-image', status: 'queued' });
    expect(upload.body).toMatchObject({ object: 'file', size_bytes: 70 });
    expect(fake.ledger.reserved).toBe(1);
  });

  test('starts a second generation for a second request', async ({ record, replay, expect }) => {
    await record((call) => call.post('/api/v1/generations', IMAGE));
    const { call } = await replay();

    const first = await call.post('/api/v1/generations', IMAGE);
    const second = await call.post('/api/v1/generations', IMAGE);

    expect(first.headers.get('X-Rivya-Testkit-Replay')).toBe('1');
    expect(second.headers.has('X-Rivya-Testkit-Replay')).toBe(false);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test('refuses what it does not hold where nothing else may answer', async ({
    record,
    replay,
    expect,
  }) => {
    await record((call) => call.post('/api/v1/generations', IMAGE));
    const { call } = await replay({ replayOnly: true });

    const unknown = await call.get('/api/v1/credits');
    const other = await call.post('/api/v1/generations', VIDEO);

    expect(unknown.status).toBe(404);
    expect(unknown.body.error.message).toBe(
      'Cannot replay GET /api/v1/credits from the recording: it holds no such request',
    );
    expect(other.body.error.message).toBe(
      'Cannot replay POST /api/v1/generations from the recording: its 1 of this path have another body, or were used',
    );
  });

  test('begins anew in each world, and in one that is reset', async ({
    record,
    replay,
    expect,
  }) => {
    await record((call) => call.post('/api/v1/generations', IMAGE));
    const { fake, call } = await replay({ replayOnly: true });

    const one = await call.post('/api/v1/generations', IMAGE);
    const other = await call.post('/api/v1/generations', IMAGE, { key: 'rvya_sk_test_w2' });
    fake.reset();
    const anew = await call.post('/api/v1/generations', IMAGE);

    expect([one.status, other.status, anew.status]).toEqual([200, 200, 200]);
  });

  test('does not answer without a key what was asked with one', async ({
    record,
    replay,
    expect,
  }) => {
    await record((call) => call.get('/api/v1/credits'));
    const { call } = await replay();

    const { status, body } = await call.get('/api/v1/credits', { key: null });

    expect(status).toBe(401);
    expect(body.error.code).toBe('api_key_missing');
  });
});

describe('A HAR file', () => {
  test('is checked as a recording is', ({ expect }) => {
    const report = checkRecording(HAR);

    expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(new Set(report.checks.flatMap(({ operations = [] }) => operations))).toEqual(
      new Set(['retrieveCredits', 'createGeneration']),
    );
    expect(exitCodeOf(report)).toBe(0);
  });

  test('leaves its keys and cookies behind', ({ expect }) => {
    expect(JSON.stringify(readRecording(HAR))).not.toContain('hush');
  });

  test('is replayed', async ({ replay, expect }) => {
    const { call } = await replay({ replay: HAR });

    expect((await call.get('/api/v1/credits')).body).toEqual({ current_credits: 123 });
  });
});

test('A file that holds nothing of the API is a problem, and exit code 2', ({ file, expect }) => {
  writeFileSync(file, '{"format":"rivya-testkit-recording","version":1}\n');

  const report = checkRecording(file);

  expect(report.problems).toEqual(['The recording holds no request of the API, of 0 in all']);
  expect(exitCodeOf(report)).toBe(2);
});

test.for([
  ['', 'Cannot read the recording: it is empty'],
  ['hello\n', 'Cannot read the recording: line 1 is not JSON'],
  [
    '{"format":"rivya-testkit-recording","version":2}\n',
    'Cannot read the recording: line 1: version must be 1: received 2',
  ],
  [
    '{"format":"rivya-testkit-recording","version":1}\n{}\n',
    'Cannot read the recording: line 2: startedAt is required: expected a string;',
  ],
  ['{"log":{"entries":5}}', 'Cannot read the HAR file: log.entries must be a list: received 5'],
] as const)('What is neither is refused: %j', ([text, message], { file, expect }) => {
  writeFileSync(file, text);

  expect(() => readRecording(file)).toThrow(RangeError);
  expect(() => readRecording(file)).toThrow(message);
});

test('A file that is not there is named', async ({ expect }) => {
  await expect(startFake({ replay: 'gone.jsonl' })).rejects.toThrow(
    new RangeError('Cannot read the recording "gone.jsonl": there is no such file'),
  );
});

test('Lines are read in the order in which the requests began', async ({
  record,
  file,
  expect,
}) => {
  await record(async (call) => {
    await call.get('/api/v1/models');
    await call.get('/api/v1/credits');
  });
  const [header, first, second] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const later = (first ?? '').replace(
    /"startedAt":"[^"]*"/,
    '"startedAt":"2099-01-01T00:00:00.000Z"',
  );

  const exchanges = parseRecording([header, later, second].join('\n'));

  expect(exchanges.map(({ request }) => request.path)).toEqual([
    '/api/v1/credits',
    '/api/v1/models',
  ]);
});
