import { expect, test } from 'vitest';
import { ApiError } from '../../src/server/domain/api-error.ts';

test("ApiError has Rivya's own wording where a page shows it, whatever was said", () => {
  expect(new ApiError('api_key_missing', 'Who are you?')).toMatchObject({
    name: 'ApiError',
    code: 'api_key_missing',
    message: 'A valid Bearer API key is required.',
  });
});

test('ApiError says what it was given, or else what its code means', () => {
  expect(new ApiError('not_found', 'There is no boat').message).toBe('There is no boat');
  expect(new ApiError('api_key_invalid').message).toBe('The key cannot be verified.');
});

test('ApiError carries how long to wait where that is known', () => {
  expect(new ApiError('rate_limited', undefined, { retryAfterMs: 7 }).retryAfterMs).toBe(7);
  expect(new ApiError('rate_limited').retryAfterMs).toBeUndefined();
});
