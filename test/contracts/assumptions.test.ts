import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { endpointOf, OPERATION_IDS } from '../../src/contracts/api.ts';
import { ASSUMPTIONS, type Assumption } from '../../src/contracts/assumptions.ts';
import { ERRORS, TASK_ERRORS } from '../../src/contracts/errors.ts';
import { EVENTS } from '../../src/contracts/events.ts';
import { HEADERS } from '../../src/contracts/headers.ts';
import { MODEL_IDS, modelRow } from '../../src/contracts/models/index.ts';
import { PAGES, pageUrl } from '../../src/contracts/source.ts';
import { positionsOf, SWITCH_IDS, setSwitches } from '../../src/contracts/switches.ts';

const REGISTERED = [
  'auth.switchedOff',
  'http.createStatus',
  'http.otherStatus',
  'http.requestIdHeader',
  'http.unknownRoute',
  'http.maxJsonBytes',
  'request.unknownFields',
  'error.validationDetail',
  'error.insufficientCredits',
  'error.internal',
  'idempotency.lifetime',
  'idempotency.scope',
  'idempotency.sameRequest',
  'idempotency.replay',
  'idempotency.inFlight',
  'idempotency.failures',
  'rateLimit.window',
  'rateLimit.concurrency',
  'rateLimit.headers',
  'generation.limits',
  'generation.taskErrors',
  'reference.olderParams',
  'chat.keepAlive',
  'chat.thoughts',
  'generation.runningStatus',
  'generation.id',
  'generation.emptyValues',
  'model.notCallable',
  'generation.clientRequestId',
  'reference.url',
  'reference.durationToken',
  'price.fixed',
  'price.metered',
  'price.tokens',
  'credits.balance',
  'credits.failure',
  'file.shape',
  'file.durationToken',
  'file.refusals',
  'file.retention',
  'result.urlLifetime',
  'chat.streamEvents',
  'chat.disconnect',
  'chat.streamReplay',
  'chat.sessionShape',
  'chat.turnRecord',
  'chat.messageId',
  'chat.parallelTurns',
  'chat.unknownSession',
  'chat.usage',
  'chat.capabilities',
  'webhook.eventBody',
  'webhook.signature',
  'webhook.timeout',
  'webhook.success',
  'webhook.retries',
  'webhook.disableAfter',
  'webhook.rotation',
  'webhook.delete',
  'webhook.patch',
  'webhook.testEvent',
  'webhook.eventTypes',
  'webhook.records',
  'model.paramShape',
  'model.referenceMedia',
  'model.chatRuntime',
  'cors',
] as const;

const POSITIONS = {
  'http.createStatus': ['200', '201', '202'],
  'request.unknownFields': ['reject', 'ignore'],
  'error.insufficientCredits': ['http402', 'http400', 'http403', 'http409', 'failed_task'],
  'idempotency.replay': ['original', 'current'],
  'rateLimit.headers': ['standard', 'none'],
  'generation.runningStatus': ['processing', 'running'],
  'model.unseenParams': ['accept', 'reject'],
  'reference.durationToken': ['optional', 'required'],
  'file.signature': ['detected', 'declared-must-agree'],
  'result.urlLifetime': ['forever', '24h'],
  'chat.streamReplay': ['partial', 'restart'],
  'webhook.signature': ['standard-webhooks', 'timestamped-hex'],
  'webhook.gone': ['retry', 'disable'],
  'webhook.rotation': ['immediate', 'overlap24h'],
} as const;

test.each(REGISTERED)('%s is in the register', (id) => {
  expect(ASSUMPTIONS).toHaveProperty([id]);
});

test.each(Object.entries<Assumption>(ASSUMPTIONS))(
  '%s asks, answers and says why',
  (_id, entry) => {
    expect(entry.question).toMatch(/^[A-Z].+\?$/);
    expect(entry.answer).toMatch(/.\.$/);
    expect(entry.why).toMatch(/^\S.+\.$/);
  },
);

test.each([
  ['http.maxJsonBytes', 1_048_576],
  ['idempotency.lifetime', 86_400_000],
  ['rateLimit.window', 60_000],
  ['generation.clientRequestId', 128],
  ['price.tokens', 1_000],
  ['file.durationToken', 3_600_000],
  ['webhook.timeout', 5_000],
  ['webhook.retries', [30_000, 120_000, 600_000, 3_600_000, 21_600_000]],
  ['webhook.disableAfter', 20],
] as const)('%s is %j', (id, value) => {
  expect(ASSUMPTIONS[id].value).toEqual(value);
});

describe('switches', () => {
  test('are the entries with alternatives, each with its default first', () => {
    const positions = SWITCH_IDS.map((id) => [id, positionsOf(id)]);

    expect(Object.fromEntries(positions)).toEqual(POSITIONS);
  });

  test.each(SWITCH_IDS)('%s has distinct positions', (id) => {
    expect(new Set(positionsOf(id)).size).toBe(positionsOf(id).length);
  });

  test('stand at their defaults unless they are set', () => {
    const defaults = Object.entries(POSITIONS).map(([id, [first]]) => [id, first]);

    expect(setSwitches()).toEqual(Object.fromEntries(defaults));
  });

  test('can be set one by one', () => {
    expect(setSwitches({ 'idempotency.replay': 'current' })).toEqual({
      ...setSwitches(),
      'idempotency.replay': 'current',
    });
  });

  test.each([
    ['no.such', 'x', 'Cannot switch the assumption "no.such": it is unknown; the switches are '],
    ['cors', 'x', 'Cannot switch the assumption "cors": it has no alternatives; the switches are '],
    ['toString', 'x', 'Cannot switch the assumption "toString": it is unknown; the switches are '],
  ])('cannot be set by the id "%s"', (id, value, message) => {
    const act = () => setSwitches({ [id]: value });

    expect(act).toThrow(RangeError);
    expect(act).toThrow(`${message}${Object.keys(POSITIONS).join(', ')}`);
  });

  test.each(['203', '', 'toString'])('cannot be set to the value "%s"', (value) => {
    const act = () => setSwitches({ 'http.createStatus': value as '200' });

    expect(act).toThrow(RangeError);
    expect(act).toThrow(
      `Cannot switch the assumption "http.createStatus" to "${value}": expected one of 200, 201, 202`,
    );
  });
});

/** Every value under `key`, at any depth. */
function valuesOf(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key ? [String(inner)] : valuesOf(key, inner),
  );
}

function schemasOf(id: (typeof OPERATION_IDS)[number]): z.ZodType[] {
  const { params, query, body, reply } = endpointOf(id);
  const bodies = body && [body.kind === 'json' ? body.document() : body.fields];
  const replies = reply.kind === 'json' ? [reply.schema] : Object.values(reply.events);
  return [params, query, ...(bodies ?? []), ...replies].filter((schema) => schema !== undefined);
}

function marks(key: string): Set<string> {
  const schemas = OPERATION_IDS.flatMap(schemasOf).map((schema) =>
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
  );
  const sources = [ERRORS, TASK_ERRORS, EVENTS, HEADERS, schemas];
  const ofEndpoints = OPERATION_IDS.map(endpointOf).map((e) => [e.source, e.scopesSource]);
  return new Set(valuesOf(key, [sources, ofEndpoints]));
}

test('every assumption that the contract names is in the register', () => {
  const named = marks('x-rivya-assumption');

  expect([...named].filter((id) => !Object.hasOwn(ASSUMPTIONS, id))).toEqual([]);
  expect([...named]).toEqual(
    expect.arrayContaining(['auth.scopes', 'error.internal', 'file.shape', 'webhook.patch']),
  );
});

test('every page that the contract names is one of the documented pages', () => {
  const pages = [...Object.values(PAGES), ...MODEL_IDS.flatMap((id) => modelRow(id).pages)];
  const named = marks('x-rivya-page');

  expect([...named].filter((url) => !pages.map(pageUrl).includes(url))).toEqual([]);
  expect([...named]).toContain('https://rivya.ai/docs/api-webhooks');
});
