import { describe, expect, test } from 'vitest';
import { faultSchemaOf, type PlanFault } from '../../src/contracts/plan-fault.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import { replyOfFault, statusOfFault, summaryOf } from '../../src/server/domain/fault-summaries.ts';

/** A fault of a kind, with all defaults. */
function planOf<Kind extends PlanFault['kind']>(plan: { kind: Kind } & Record<string, unknown>) {
  return faultSchemaOf(plan).parse(plan) as Extract<PlanFault, { kind: Kind }>;
}

test.each([
  [{ code: 'not_found' }, 404],
  [{ code: 'not_found', status: 410 }, 410],
  [{ code: 'of_a_later_version' }, 400],
  [{ code: 'constructor' }, 400],
])('the refusal %j has the status %i', (plan, status) => {
  expect(statusOfFault(planOf({ kind: 'error', ...plan }), setSwitches())).toBe(status);
});

describe('A planned reply', () => {
  test('is its preset', () => {
    expect(replyOfFault(planOf({ kind: 'reply', preset: 'bare-error' }))).toEqual({
      status: 500,
      contentType: 'application/json; charset=utf-8',
      body: '{"message":"Internal server error"}',
    });
  });

  test('is its preset but for what is said by hand', () => {
    const plan = { kind: 'reply', preset: 'bare-error', status: 502, body: '' } as const;

    expect(replyOfFault(planOf(plan))).toEqual({
      status: 502,
      contentType: 'application/json; charset=utf-8',
      body: '',
    });
    expect(replyOfFault(planOf({ ...plan, content_type: 'text/css' })).contentType).toBe(
      'text/css',
    );
  });

  test('without a preset is an empty text', () => {
    expect(replyOfFault(planOf({ kind: 'reply', status: 204 }))).toEqual({
      status: 204,
      contentType: 'text/plain; charset=utf-8',
      body: '',
    });
  });
});

describe('summaryOf()', () => {
  test.each<[{ kind: PlanFault['kind'] }, string]>([
    [{ kind: 'error', code: 'not_found' }, '404 not_found'],
    [{ kind: 'error', code: 'not_found', after_work: true }, '404 not_found after the work'],
    [{ kind: 'reply', preset: 'bad-gateway' }, 'reply bad-gateway'],
    [{ kind: 'reply', status: 204, after_work: true }, 'reply 204 after the work'],
    [{ kind: 'latency', ms: 5 }, 'latency by 5 ms'],
    [{ kind: 'latency', ms: 5, real: true }, 'latency by 5 ms of real time'],
    [{ kind: 'reply-delayed', ms: 5 }, 'reply delayed by 5 ms'],
    [{ kind: 'slow-headers', ms: 5 }, 'slow headers by 5 ms'],
    [{ kind: 'slow-body', ms: 5 }, 'slow body by 5 ms'],
    [{ kind: 'other-status', value: 'paused' }, 'status "paused"'],
    [{ kind: 'clock-skew', skew_ms: -5 }, 'clock skew of -5 ms'],
    [{ kind: 'reset-before' }, 'reset before'],
    [{ kind: 'reset-during' }, 'reset during'],
    [{ kind: 'reset-after' }, 'reset after'],
    [{ kind: 'reply-lost' }, 'reply lost'],
    [{ kind: 'empty-body' }, 'empty body'],
    [{ kind: 'wrong-content-type' }, 'wrong content type'],
    [{ kind: 'truncated-json' }, 'truncated json'],
    [{ kind: 'malformed-json' }, 'malformed json'],
    [{ kind: 'extra-fields' }, 'extra fields'],
  ] as never)('of %j is "%s"', (plan, summary) => {
    expect(summaryOf(planOf({ ...plan }), setSwitches())).toBe(summary);
  });
});
