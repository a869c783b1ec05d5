import { describe, expect, test } from 'vitest';
import { CALL_FAULT_KINDS } from '../../src/contracts/call-faults.ts';
import { explain } from '../../src/contracts/explain.ts';
import { faultSchemaOf, PlanFault } from '../../src/contracts/plan-fault.ts';

/** What is wrong with a planned fault, in one line; nothing if it is right. */
function refusalOf(fault: unknown): string {
  const issues = faultSchemaOf(fault).safeParse(fault).error?.issues ?? [];
  return explain(issues, fault);
}

const CODE = { kind: 'error', code: 'internal_error' } as const;

describe('a planned fault', () => {
  test('strikes the first matching call, once and surely, unless it says otherwise', () => {
    expect(faultSchemaOf(CODE).parse(CODE)).toEqual({
      ...CODE,
      after_work: false,
      nth: 1,
      probability: 1,
      times: 1,
    });
  });

  test.each([
    [{ kind: 'latency' }, { ms: 1_000, real: false }],
    [{ kind: 'slow-body' }, { ms: 1_000, real: false, bytes: 64 }],
    [{ kind: 'extra-fields' }, { fields: { future_field: 'a later version' } }],
    [{ kind: 'other-status' }, { value: 'paused' }],
    [{ kind: 'clock-skew' }, { skew_ms: -300_000 }],
    [
      { kind: 'reply', preset: 'login-page' },
      { preset: 'login-page', after_work: false },
    ],
  ])('%j has its defaults', (fault, defaults) => {
    expect(faultSchemaOf(fault).parse(fault)).toMatchObject(defaults);
  });

  test.each<object>([
    { ...CODE, status: 400 },
    { ...CODE, status: 599, retry_after_ms: 86_400_000 },
    { ...CODE, message: 'x'.repeat(10_000) },
    { kind: 'reply', status: 200, content_type: 'text/plain', body: '' },
    { kind: 'clock-skew', skew_ms: 3_153_600_000_000 },
    { kind: 'clock-skew', skew_ms: -3_153_600_000_000 },
    { ...CODE, times: 'always', probability: 0, nth: 1_000_000 },
    { ...CODE, header: { name: 'X-Request', contains: 'a' } },
    { ...CODE, field: { path: 'params.duration', equals: { any: ['JSON', null, 1] } } },
    { ...CODE, operations: ['createGeneration'], account: 'team-7', model: 'z-image', id: 't' },
  ])('%j is right', (fault) => {
    expect(refusalOf(fault)).toBe('');
    expect(PlanFault.safeParse(fault).success).toBe(true);
  });

  test.each<[unknown, string]>([
    [{ ...CODE, code: 'Not A Code' }, 'code must be 1 to 100 of a-z, 0-9 and _'],
    [{ kind: 'error' }, 'code is required: expected a string'],
    [{ ...CODE, status: 399 }, 'status must be at least 400: received 399'],
    [{ ...CODE, status: 600 }, 'status must be at most 599: received 600'],
    [{ ...CODE, message: '' }, 'message must be at least 1 characters long: received ""'],
    [{ ...CODE, retry_after_ms: -1 }, 'retry_after_ms must be at least 0: received -1'],
    [{ kind: 'latency', ms: 86_400_001 }, 'ms must be at most 86400000: received 86400001'],
    [{ kind: 'slow-body', bytes: 0 }, 'bytes must be at least 1: received 0'],
    [{ kind: 'clock-skew', skew_ms: 3_153_600_000_001 }, 'skew_ms must be at most 3153600000000'],
    [{ kind: 'reply' }, 'status is required: expected given, or else a preset'],
    [{ kind: 'reply', status: 199 }, 'status must be at least 200: received 199'],
    [
      { kind: 'reply', status: 200, content_type: 'a\nb' },
      'content_type must be visible ASCII characters: received "a\\nb"',
    ],
    [{ ...CODE, nth: 0 }, 'nth must be at least 1: received 0'],
    [{ ...CODE, probability: 1.1 }, 'probability must be at most 1: received 1.1'],
    [{ ...CODE, times: 0 }, 'times must be at least 1: received 0'],
    [{ ...CODE, times: 'often' }, 'times must be a whole number from 1 to 1000000, or "always"'],
    [{ ...CODE, account: 'Team' }, 'account must be 1 to 40 of a-z, 0-9 and -: received "Team"'],
    [{ ...CODE, operations: [] }, 'operations must be a list of at least 1 items: received []'],
    [{ ...CODE, preset: 'login-page' }, 'preset is not a known field: received "login-page"'],
    [{ kind: 'latency', code: 'not_found' }, 'code is not a known field: received "not_found"'],
    [{ ...CODE, header: { name: 'a b' } }, 'header.name must be the name of a header'],
    [{ ...CODE, field: { path: '' } }, 'field.path must be at least 1 characters long'],
    [
      { ...CODE, field: { path: 'a', equals: Number.NaN } },
      'field.equals must be a JSON value: received NaN',
    ],
  ])('%j is refused: %s', (fault, reason) => {
    expect(refusalOf(fault)).toContain(reason);
  });

  test.each(['authorization', 'Cookie', 'Proxy-Authorization', 'X-Rivya-Control-Token'])(
    'is not matched by %s, which carries a secret',
    (name) => {
      expect(refusalOf({ ...CODE, header: { name } })).toBe(
        `header.name must be a header without secrets; use account: received "${name}"`,
      );
    },
  );
});

describe('the kind of a fault', () => {
  test.each([undefined, null, {}, { kind: 'explosion' }])('of %j is none', (fault) => {
    expect(faultSchemaOf(fault).safeParse(fault).success).toBe(false);
  });

  test('that is unknown is answered with those there are', () => {
    const kinds = CALL_FAULT_KINDS.map((kind) => `"${kind}"`).join(', ');
    const fault = { kind: 'explosion' };

    expect(refusalOf(fault)).toBe(`kind must be one of ${kinds}: received "explosion"`);
    expect(PlanFault.safeParse(fault).error?.issues[0]?.message).toBe(`one of ${kinds}`);
  });

  test.each([
    ['truncated-json', 'streamChatCompletion'],
    ['truncated-json', 'media'],
    ['slow-body', 'streamChatCompletion'],
  ])('"%s" cannot strike the reply of %s', (kind, target) => {
    const fault = { kind, operations: ['listModels', target] };

    expect(refusalOf(fault)).toBe(
      `operations must be operations whose reply "${kind}" can strike, unlike ${target}: received ["listModels","${target}"]`,
    );
    expect(refusalOf({ ...fault, operations: ['listModels'] })).toBe('');
  });

  test('of all replies can strike any', () => {
    const operations = ['streamChatCompletion', 'media'];

    expect(refusalOf({ ...CODE, operations })).toBe('');
  });
});
