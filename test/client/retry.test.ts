import { describe, expect, test } from 'vitest';
import { readRetryAfter, retryDelayMs } from '../../src/client/index.ts';

const get = { attempt: 0, maxRetries: 2, method: 'get', isIdempotent: false };
const create = { attempt: 0, maxRetries: 2, method: 'post', isIdempotent: true };
const post = { attempt: 0, maxRetries: 2, method: 'post', isIdempotent: false };

describe('retryDelayMs() retries', () => {
  test.each([
    ['a lost connection', { code: 'connection_failed' }, get, 500],
    ['a late reply', { code: 'timeout' }, create, 500],
    ['a rate limit', { code: 'rate_limited', status: 429 }, create, 500],
    ['an API switched off', { code: 'public_api_disabled', status: 503 }, get, 500],
    ['a server error', { code: 'internal_error', status: 500 }, get, 500],
    ['an unknown code with 408', { code: 'new_code', status: 408 }, get, 500],
    ['an unknown code with 429', { code: 'new_code', status: 429 }, get, 500],
    ['an unknown code with 500', { code: 'new_code', status: 500 }, create, 500],
    ['an unreadable 502', { code: 'unreadable_reply', status: 502 }, create, 500],
    ['an unreadable 200 of a read', { code: 'unreadable_reply', status: 200 }, get, 500],
    [
      'an unreadable 200 of a creation with its key',
      { code: 'unreadable_reply', status: 200 },
      create,
      500,
    ],
    [
      'a conflict with its own lost attempt',
      { code: 'idempotency_conflict', status: 409 },
      { ...create, attempt: 1 },
      1_000,
    ],
  ])('%s', (_what, failure, failed, delayMs) => {
    expect(retryDelayMs(failure, failed, 1)).toBe(delayMs);
  });
});

describe('retryDelayMs() does not retry', () => {
  test.each([
    ['a wrong request', { code: 'validation_failed', status: 400 }, get],
    ['a missing scope', { code: 'api_scope_denied', status: 403 }, get],
    ['a balance that is too low', { code: 'insufficient_credits', status: 402 }, create],
    ['a fix-request code, whatever its status', { code: 'not_found', status: 503 }, get],
    ['an unknown code with 422', { code: 'new_code', status: 422 }, get],
    ['an unreadable 404', { code: 'unreadable_reply', status: 404 }, get],
    ['a redirect', { code: 'unreadable_reply', status: 302 }, get],
    ['a first idempotency conflict', { code: 'idempotency_conflict', status: 409 }, create],
    ['a write without a key', { code: 'rate_limited', status: 429 }, post],
    ['an unreadable 200 of a write without a key', { code: 'unreadable_reply', status: 200 }, post],
    ['a lost write without a key', { code: 'connection_failed' }, post],
    ['after the last retry', { code: 'timeout' }, { ...get, attempt: 2 }],
    ['when no retry is allowed', { code: 'timeout' }, { ...get, maxRetries: 0 }],
    [
      'sooner than a long Retry-After',
      { code: 'rate_limited', status: 429, retryAfterMs: 60_001 },
      get,
    ],
  ])('%s', (_what, failure, failed) => {
    expect(retryDelayMs(failure, failed, 1)).toBeUndefined();
  });
});

describe('retryDelayMs() waits', () => {
  test.each([
    { attempt: 0, random: 0, delayMs: 250 },
    { attempt: 0, random: 0.5, delayMs: 375 },
    { attempt: 0, random: 1, delayMs: 500 },
    { attempt: 1, random: 1, delayMs: 1_000 },
    { attempt: 2, random: 0, delayMs: 1_000 },
    { attempt: 3, random: 1, delayMs: 4_000 },
    { attempt: 4, random: 1, delayMs: 8_000 },
    { attempt: 40, random: 1, delayMs: 8_000 },
  ])('$delayMs ms after attempt $attempt with random $random', ({ attempt, random, delayMs }) => {
    expect(retryDelayMs({ code: 'timeout' }, { ...get, attempt, maxRetries: 99 }, random)).toBe(
      delayMs,
    );
  });

  test.each([
    { retryAfterMs: 0, delayMs: 250 },
    { retryAfterMs: 251, delayMs: 251 },
    { retryAfterMs: 30_000, delayMs: 30_000 },
    { retryAfterMs: 60_000, delayMs: 60_000 },
  ])('$delayMs ms where Retry-After says $retryAfterMs ms', ({ retryAfterMs, delayMs }) => {
    const failure = { code: 'rate_limited', status: 429, retryAfterMs };

    expect(retryDelayMs(failure, get, 0)).toBe(delayMs);
  });
});

describe('readRetryAfter() reads', () => {
  const nowMs = Date.UTC(2026, 4, 11, 12, 0, 0);

  test.each([
    ['7', 7_000],
    ['0', 0],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['Mon, 11 May 2026 12:00:20 GMT', 20_000],
    ['Monday, 11-May-26 12:00:20 GMT', 20_000],
    ['Mon May 11 12:00:20 2026', 20_000],
    ['Mon, 11 May 2026 11:59:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j as %j', (header, expected) => {
    expect(readRetryAfter(header, nowMs)).toBe(expected);
  });
});
