import { describe, expect, test } from 'vitest';
import type { GenerationPlan } from '../../src/server/domain/plans.ts';
import { settled } from './clocks.ts';
import { worldOf } from './worlds.ts';

const KLING = { model: 'kling-3-0', prompt: 'A paper boat', params: {} } as const;

function scene(credits = 1_000) {
  const { accounts, generations, clock } = worldOf('w1', { credits });
  const account = accounts.get('main');
  return { account, ledger: account.ledger, generations, clock };
}

test('a planned failure releases the price and costs nothing', async () => {
  const { generations, account, clock, ledger } = scene();
  generations.plan({ outcome: 'failed' });

  const generation = await generations.start(account, KLING);
  await clock.advance(5_000);

  expect(generation).toMatchObject({
    status: 'failed',
    reservedCredits: 90,
    finalCredits: 0,
    updatedAtMs: 5_000,
    outputs: undefined,
    error: { code: 'generation_failed', message: 'The generation failed.' },
  });
  expect([ledger.available, ledger.reserved, ledger.settled]).toEqual([1_000, 0, 0]);
});

test('a planned failure can bring its own error', async () => {
  const { generations, account, clock } = scene();
  const error = { code: 'content_rejected', message: 'The prompt was rejected.' };
  generations.plan({ outcome: 'failed', error });

  const generation = await generations.start(account, KLING);
  await clock.advance(5_000);

  expect(generation.error).toEqual(error);
});

test('planned times replace the usual ones, each for itself', async () => {
  const { generations, account, clock } = scene();
  generations.plan({ queuedMs: 0, processingMs: 100 });
  generations.plan({ processingMs: 100 });
  await generations.start(account, KLING);
  await generations.start(account, KLING);

  await clock.advance(0);
  const pendingAt: (number | undefined)[] = [clock.nextDueMs];
  await clock.advance(100);
  pendingAt.push(clock.nextDueMs);
  await clock.advance(900);
  pendingAt.push(clock.nextDueMs);

  expect(pendingAt).toEqual([100, 1_000, 1_100]);
});

test('a plan is used up by its generations, and the next goes as usual', async () => {
  const { generations, account, clock } = scene();
  generations.plan({ outcome: 'failed', times: 2 });

  const started = await Promise.all([1, 2, 3].map(() => generations.start(account, KLING)));
  await clock.advance(5_000);

  expect(started.map(({ status }) => status)).toEqual(['failed', 'failed', 'succeeded']);
  expect(generations.plans.pending).toBe(0);
});

test('a part of a plan that is undefined is as good as left out', async () => {
  const { generations, account } = scene();
  generations.plan({ acceptMs: undefined, queuedMs: undefined } as unknown as GenerationPlan);

  const generation = await generations.start(account, KLING);

  expect(generation.status).toBe('queued');
});

describe('a planned acceptMs', () => {
  test('keeps the caller waiting; the generation begins at the end of the wait', async () => {
    const { generations, account, clock, ledger } = scene();
    generations.plan({ acceptMs: 3_000 });
    let accepted = false;

    const starting = Promise.resolve(generations.start(account, KLING)).finally(() => {
      accepted = true;
    });
    await clock.advance(2_999);
    const before = { accepted, available: ledger.available };
    await clock.advance(1);
    const generation = await starting;

    expect(before).toEqual({ accepted: false, available: 1_000 });
    expect(generation).toMatchObject({ status: 'queued', createdAtMs: 3_000 });
    expect(ledger.available).toBe(910);
    await clock.advance(5_000);
    expect(generation).toMatchObject({ status: 'succeeded', updatedAtMs: 8_000 });
  });

  test('in one long advance() the times still add up', async () => {
    const { generations, account, clock } = scene();
    generations.plan({ acceptMs: 3_000 });
    const starting = generations.start(account, KLING);

    await clock.advance(60_000);

    expect(await starting).toMatchObject({ createdAtMs: 3_000, updatedAtMs: 8_000 });
  });

  test('refuses at its end if the credits are gone by then', async () => {
    const { generations, account, clock, ledger } = scene(90);
    generations.plan({ acceptMs: 3_000 });
    const late = Promise.resolve(generations.start(account, KLING)).catch((error) => error);
    await generations.start(account, KLING);

    await clock.advance(3_000);
    await settled();

    expect(await late).toMatchObject({ code: 'insufficient_credits' });
    expect([ledger.available, ledger.reserved]).toEqual([0, 90]);
  });
});

test('200 generations of all fates lose no credit', async () => {
  const { generations, account, clock, ledger } = scene(100 * 90);
  generations.plan({ outcome: 'failed', times: 30 });
  generations.plan({ acceptMs: 500, times: 30 });
  generations.plan({ outcome: 'failed', acceptMs: 200, processingMs: 0, times: 30 });

  const starting = Array.from({ length: 200 }, async () => generations.start(account, KLING));
  const starts = Promise.allSettled(starting);
  await clock.advance(60_000);

  const fates = (await starts).map((start) =>
    start.status === 'fulfilled' ? start.value.status : start.reason.code,
  );
  const count = (fate: string) => fates.filter((other) => other === fate).length;
  const succeeded = count('succeeded');
  ledger.assertConserved();
  expect(count('failed') + succeeded + count('insufficient_credits')).toBe(200);
  expect(count('insufficient_credits')).toBeGreaterThan(0);
  expect([ledger.available, ledger.reserved, ledger.settled]).toEqual([
    9_000 - succeeded * 90,
    0,
    succeeded * 90,
  ]);
});
