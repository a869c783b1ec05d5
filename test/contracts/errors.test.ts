import { describe, expect, test } from 'vitest';
import { endpointOf, OPERATION_IDS } from '../../src/contracts/api.ts';
import { ERRORS, type ErrorCode, statusOf, TASK_ERRORS } from '../../src/contracts/errors.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import errors from '../documented/errors.json' with { type: 'json' };
import generations from '../documented/generations.json' with { type: 'json' };
import kling from '../documented/kling-3-0.json' with { type: 'json' };

const DOCUMENTED_STATUSES = {
  public_api_disabled: 503,
  api_key_missing: 401,
  api_key_invalid: 401,
  api_key_revoked: 401,
  api_key_expired: 401,
  api_scope_denied: 403,
  rate_limited: 429,
  validation_failed: 400,
  not_found: 404,
  webhook_url_rejected: 400,
  chat_model_not_supported: 400,
  chat_session_conflict: 409,
  chat_attachment_not_supported: 400,
  idempotency_conflict: 409,
} as const;

const rows = Object.entries(ERRORS).map(([code, row]) => ({ code: code as ErrorCode, ...row }));

test('the literals of this file are those of the error page', () => {
  expect(DOCUMENTED_STATUSES).toEqual(errors.statuses);
});

test('the catalogue has the documented codes, insufficient_credits and internal_error', () => {
  expect(Object.keys(ERRORS)).toEqual([
    ...Object.keys(DOCUMENTED_STATUSES),
    'insufficient_credits',
    'internal_error',
  ]);
});

test.each(Object.entries(DOCUMENTED_STATUSES))(
  '%s has the documented status %i',
  (code, status) => {
    const row = ERRORS[code as keyof typeof DOCUMENTED_STATUSES];

    expect(row.status).toBe(status);
    expect(row.source['x-rivya-source']).toBe('documented');
    expect(statusOf(code as ErrorCode, setSwitches())).toBe(status);
  },
);

test('only what the error page does not show rests on an assumption', () => {
  expect(ERRORS.insufficient_credits.source).toMatchObject({ 'x-rivya-source': 'documented' });
  expect(ERRORS.insufficient_credits.statusSource).toEqual({
    'x-rivya-source': 'assumed',
    'x-rivya-assumption': 'error.insufficientCredits',
  });
  expect(ERRORS.internal_error.source).toEqual({
    'x-rivya-source': 'assumed',
    'x-rivya-assumption': 'error.internal',
  });
});

test('api_key_missing has the documented wording', () => {
  expect(ERRORS.api_key_missing.message).toBe('A valid Bearer API key is required.');
  expect(errors.envelope.error.message).toBe(ERRORS.api_key_missing.message);
});

test('generation_failed has the documented wording', () => {
  expect(TASK_ERRORS.generation_failed.message).toBe('The generation failed.');
});

test.each([
  ['http402', 402],
  ['http400', 400],
  ['http403', 403],
  ['http409', 409],
  ['failed_task', 402],
] as const)('insufficient_credits under %s has the status %i', (position, status) => {
  const switches = setSwitches({ 'error.insufficientCredits': position });

  expect(statusOf('insufficient_credits', switches)).toBe(status);
  expect(statusOf('not_found', switches)).toBe(404);
});

test('internal_error has the status 500', () => {
  expect(statusOf('internal_error', setSwitches())).toBe(500);
});

test.each(rows)('$code says what it means, what to do and where that is said', (row) => {
  expect(row.meaning).toMatch(/^[A-Z].+\.$/);
  expect(row.action).toMatch(/^[A-Z].+\.$/);
  expect(['documented', 'assumed']).toContain(row.source['x-rivya-source']);
});

test.each(Object.entries(TASK_ERRORS))('the task error %s says the same', (_code, row) => {
  expect(row.meaning).toMatch(/^[A-Z].+\.$/);
  expect(row.action).toMatch(/^[A-Z].+\.$/);
  expect(row.message).toMatch(/^[A-Z].+\.$/);
});

test('exactly the codes that pass by themselves are worth a retry', () => {
  const retried = rows.filter(({ retry }) => retry === 'retry-later').map(({ code }) => code);

  expect(retried).toEqual(['public_api_disabled', 'rate_limited', 'internal_error']);
});

describe('the errors of an endpoint', () => {
  test.each([
    ['the generations page', generations.common_errors],
    ['the page of kling-3-0', kling.common_errors],
  ])('of createGeneration include those of %s', (_page, codes) => {
    expect(endpointOf('createGeneration').errors).toEqual(expect.arrayContaining(codes));
  });

  test.each(OPERATION_IDS)('of %s include the key errors exactly where a key is needed', (id) => {
    const endpoint = endpointOf(id);
    const keyErrors = endpoint.errors.filter((code) => code.startsWith('api_'));

    expect(keyErrors).toHaveLength(endpoint.scopes === null ? 0 : 5);
  });

  test('are used by at least one endpoint each', () => {
    const used = new Set(OPERATION_IDS.flatMap((id) => endpointOf(id).errors));

    expect([...used].sort()).toEqual(Object.keys(ERRORS).sort());
  });
});
