import { describe, expect } from 'vitest';
import { type Report, runConformance, startWebhookReceiver } from '../../src/conformance/index.ts';
import { SWITCH_IDS, type Switches } from '../../src/contracts/switches.ts';
import { startFake } from '../../src/index.ts';
import { liar } from '../support/liar.ts';
import { test } from '../support/target.ts';

const POSITIONS: readonly (readonly [Partial<Switches>, string])[] = [
  [{ 'http.createStatus': '201' }, 'http.createStatus'],
  [{ 'http.createStatus': '202' }, 'http.createStatus'],
  [{ 'generation.runningStatus': 'running' }, 'generation.runningStatus'],
  [{ 'error.insufficientCredits': 'http400' }, 'error.insufficientCredits'],
  [{ 'error.insufficientCredits': 'http403' }, 'error.insufficientCredits'],
  [{ 'error.insufficientCredits': 'http409' }, 'error.insufficientCredits'],
  [{ 'error.insufficientCredits': 'failed_task' }, 'error.insufficientCredits'],
  [{ 'idempotency.replay': 'current' }, 'idempotency.replay'],
  [{ 'file.signature': 'declared-must-agree' }, 'file.signature'],
  [{ 'request.unknownFields': 'ignore' }, 'request.unknownFields'],
  [{ 'model.unseenParams': 'reject' }, 'model.unseenParams'],
  [{ 'reference.durationToken': 'required' }, 'reference.durationToken'],
  [{ 'result.urlLifetime': '24h' }, 'result.urlLifetime'],
  [{ 'chat.streamReplay': 'restart' }, 'chat.streamReplay'],
  [{ 'webhook.signature': 'timestamped-hex' }, 'webhook.signature'],
  [{ 'webhook.rotation': 'overlap24h' }, 'webhook.rotation'],
];

describe('in another position of a switch', () => {
  test.for(POSITIONS)('%j is found, and nothing else', async ([assume, assumption]) => {
    const fake = await startFake({ assume });

    const report = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      maxCredits: 100,
    });

    expect(basesOf(report)).toEqual([`finding ${assumption}`]);
    await fake.close();
  });

  test('no header about the rate limit is found, and nothing else', async () => {
    const fake = await startFake({ rateLimit: 20, assume: { 'rateLimit.headers': 'none' } });

    const report = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      only: ['rate-limits'],
      rateLimit: 20,
    });

    expect(basesOf(report)).toEqual(['finding rateLimit.headers']);
    await fake.close();
  });
});

const RECEIVED = [
  [{}, []],
  [{ 'webhook.gone': 'disable' }, ['finding webhook.gone']],
  [{ 'webhook.signature': 'timestamped-hex' }, ['finding webhook.signature']],
  [{ 'webhook.rotation': 'overlap24h' }, ['finding webhook.rotation']],
] as const;

test('each switch of the register is found in another position', () => {
  const moved = [...POSITIONS, ...RECEIVED].flatMap(([assume]) => Object.keys(assume));

  const found = new Set([...moved, 'rateLimit.headers']);

  expect(SWITCH_IDS.filter((id) => !found.has(id))).toEqual([]);
});

describe('with a receiver of its own', () => {
  test.for(RECEIVED)('%j is told by what is received', async ([assume, found]) => {
    const fake = await startFake({ assume, allowLocalWebhooks: true });
    const receiver = await startWebhookReceiver('127.0.0.1', 0);

    const report = await runConformance({
      baseUrl: fake.url,
      apiKey: fake.apiKey,
      only: ['deliveries'],
      receiverUrl: receiver.url,
      receiver,
    });

    expect(basesOf(report)).toEqual(found);
    expect(report.checks.map(({ id }) => id)).toContain('deliveries.gone');
    expect(receiver.received).toHaveLength(3);
    await receiver.close();
    await fake.close();
  });
});

test('a balance that includes what is reserved is found, and nothing else', async ({
  fake,
  target,
}) => {
  const reserved = new Map<string, number>();
  const baseUrl = await target(
    liar(fake.url, ({ status, body }, { method, path }) => {
      const isTask = status < 300 && path.startsWith('/api/v1/generations');
      if (isTask && ['succeeded', 'failed'].includes(body.status)) reserved.delete(body.id);
      else if (isTask && method === 'POST') reserved.set(body.id, body.reserved_credits);
      if (status >= 300 || path !== '/api/v1/credits') return {};
      const held = [...reserved.values()].reduce((sum, credits) => sum + credits, 0);
      return { body: { current_credits: body.current_credits + held } };
    }),
  );

  const report = await runConformance({ baseUrl, apiKey: fake.apiKey, maxCredits: 100 });

  expect(basesOf(report)).toEqual(['finding credits.balance']);
  expect(report.checks.filter(({ outcome }) => outcome === 'finding').map(({ id }) => id)).toEqual([
    'credits.reserved',
    'idempotency.paid-once',
    'credits.never-overspent',
  ]);
});

function basesOf({ checks }: Report): string[] {
  const found = checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped');
  const bases = found.map(({ outcome, basis }) =>
    basis.kind === 'assumed' ? `${outcome} ${basis.assumption}` : `${outcome} ${basis.kind}`,
  );
  return [...new Set(bases)];
}
