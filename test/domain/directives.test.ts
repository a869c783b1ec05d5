import { describe, expect, test } from 'vitest';
import { readDirectives } from '../../src/server/domain/directives.ts';

const DAY_MS = 86_400_000;

function asked(prompt: string) {
  return readDirectives({ prompt }, true);
}

function refusal(prompt: string, isGeneration = true): string {
  try {
    readDirectives({ prompt }, isGeneration);
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'taken';
}

describe('readDirectives()', () => {
  test.each([
    [undefined],
    [null],
    ['[[rivya: fail]]'],
    [{}],
    [{ prompt: 'A boat' }],
    [{ prompt: 7 }],
    [{ other: '[[rivya: fail]]' }],
  ])('finds nothing in %j', (body) => {
    expect(readDirectives(body, true)).toBeUndefined();
  });

  test('reads prompt, message and client_request_id, and says where each stood', () => {
    const body = {
      client_request_id: '[[rivya: latency=2s]]',
      message: 'Hello [[rivya: queued=1s]]',
      prompt: 'A boat [[rivya: fail]] at sea [[rivya:processing=5m]]',
    };

    expect(readDirectives(body, true)?.applied).toEqual([
      { field: 'prompt', text: 'fail' },
      { field: 'prompt', text: 'processing=5m' },
      { field: 'message', text: 'queued=1s' },
      { field: 'client_request_id', text: 'latency=2s' },
    ]);
  });

  test('lets spaces stand around name and value', () => {
    expect(asked('[[rivya  :  queued  =  1s  ]]')?.plan).toEqual({ queuedMs: 1_000 });
    expect(asked('[[rivya:queued=1s]]')?.plan).toEqual({ queuedMs: 1_000 });
  });

  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['0.001s', 1],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['24h', DAY_MS],
    ['0s', 0],
  ])('reads the duration %s', (text, ms) => {
    expect(asked(`[[rivya: queued=${text}]]`)?.plan).toEqual({ queuedMs: ms });
    expect(asked(`[[rivya: processing=${text}]]`)?.plan).toEqual({ processingMs: ms });
  });

  test.each(['soon', '5', '5d', '-5s', '1.0001s', '25h', '86400001ms', 's', 'x5s', '5sx'])(
    'refuses the duration %s',
    (text) => {
      expect(refusal(`[[rivya: queued=${text}]]`)).toBe(
        'validation_failed: prompt must have directives with a right value: queued takes a duration ' +
          `of at most a day, as in 500ms, 30s, 5m or 1h: received "queued=${text}"`,
      );
    },
  );

  test('plans a failure with the usual words or those of its code, or a pathology', () => {
    expect(asked('[[rivya: fail]]')?.plan).toEqual({
      error: { code: 'generation_failed', message: 'The generation failed.' },
    });
    expect(asked('[[rivya: fail=insufficient_credits]]')?.plan).toEqual({
      error: {
        code: 'insufficient_credits',
        message: 'The balance does not cover the generation.',
      },
    });
    expect(asked('[[rivya: pathology=ends-late]]')?.plan).toEqual({ pathology: 'ends-late' });
  });

  test('puts what is said of one generation together, and the last word counts', () => {
    const { plan } = asked('[[rivya: queued=1s]] [[rivya: processing=2s]] [[rivya: queued=3s]]')!;

    expect(plan).toEqual({ queuedMs: 3_000, processingMs: 2_000 });
  });

  test.each([
    ['error=rate_limited', { kind: 'error', code: 'rate_limited' }],
    ['status=400', { kind: 'reply', status: 400 }],
    ['status=599', { kind: 'reply', status: 599 }],
    ['reply-lost', { kind: 'reply-lost' }],
    ['reply-delayed=90s', { kind: 'reply-delayed', ms: 90_000 }],
    ['reset=before', { kind: 'reset-before' }],
    ['reset=during', { kind: 'reset-during' }],
    ['reset=after', { kind: 'reset-after' }],
  ])('makes %s a fault of the reply, and plans nothing', (text, fault) => {
    const directives = asked(`[[rivya: ${text}]]`);

    expect(directives?.fault).toMatchObject(fault);
    expect(directives).toMatchObject({ plan: undefined, latency: undefined });
  });

  test('takes a latency beside a fault of the reply', () => {
    const { latency, fault } = asked('[[rivya: reply-lost]] [[rivya: latency=2s]]')!;

    expect(latency).toMatchObject({ kind: 'latency', ms: 2_000 });
    expect(fault).toMatchObject({ kind: 'reply-lost' });
  });

  test.each([
    ['error', 'error takes one of public_api_disabled, '],
    ['error=teapot', 'error takes one of public_api_disabled, '],
    ['fail=teapot', 'fail takes one of generation_failed, insufficient_credits: '],
    ['pathology', 'pathology takes one of fails, stalls-in-queued, '],
    ['status', 'status takes 400 to 599: '],
    ['status=399', 'status takes 400 to 599: '],
    ['status=600', 'status takes 400 to 599: '],
    ['status=4000', 'status takes 400 to 599: '],
    ['status=1400', 'status takes 400 to 599: '],
    ['reset', 'reset takes before, during or after: '],
    ['reset=often', 'reset takes before, during or after: '],
    ['reply-lost=1', 'reply-lost takes no value: '],
  ])('refuses the value of %s', (text, expected) => {
    const message = refusal(`[[rivya: ${text}]]`);

    expect(message).toContain(
      `validation_failed: prompt must have directives with a right value: ${expected}`,
    );
    expect(message).toContain(`received "${text}"`);
  });

  test.each([
    '[[rivya fail]]',
    '[[rivya: fail',
    '[[rivya: FAIL]]',
    '[[rivya: fail=]]',
    '[[rivya: fail]] [[rivya: ]]',
  ])('refuses what is not written as a directive: %s', (text) => {
    expect(refusal(text)).toBe(
      'validation_failed: prompt must have directives as in [[rivya: fail]] or ' +
        `[[rivya: processing=30s]]: received "${text}"`,
    );
  });

  test('refuses a directive that nobody knows with those that are', () => {
    expect(refusal('[[rivya: explode]]')).toBe(
      'validation_failed: prompt must have directives that are known: fail, queued, processing, ' +
        'pathology, error, status, latency, reply-lost, reply-delayed, reset: received "explode"',
    );
  });

  test('refuses two faults of one reply', () => {
    expect(refusal('[[rivya: status=503]] [[rivya: reply-lost]]')).toBe(
      'validation_failed: prompt must have one directive for the reply, not reply as well: ' +
        'received "reply-lost"',
    );
  });

  test('refuses a plan where nothing is generated', () => {
    expect(refusal('[[rivya: queued=1s]]', false)).toBe(
      'validation_failed: prompt must have a directive for calls, as queued is for generations: ' +
        'received "queued=1s"',
    );
    expect(refusal('[[rivya: reply-lost]]', false)).toBe('taken');
  });
});
