import { describe, expect, test } from 'vitest';
import { GenerationLives } from '../../src/server/domain/generation-lives.ts';
import type { GenerationRecord } from '../../src/server/domain/generation-record.ts';
import { worldOf } from './worlds.ts';

/** Lives on a clock of their own, and what has happened in them with its time. */
async function scene(status: GenerationRecord['status'] = 'queued') {
  const { clock, generations, accounts } = worldOf('w1');
  const record = await generations.start(accounts.get('main'), { model: 'z-image', params: {} });
  await clock.runUntilIdle();
  const startMs = clock.now();
  record.status = status;
  const story: string[] = [];
  const tell = (what: string) => story.push(`${what} after ${clock.now() - startMs}`);
  const lives = new GenerationLives({
    clock,
    onProcessing: (moving) => {
      moving.status = 'processing';
      tell('processing');
    },
    onEnd: (_record, plan) => tell(`${plan?.outcome ?? 'usual'} end`),
  });
  const due = (inMs: number) => ({ dueMs: startMs + inMs, order: 1_000 });
  return { clock, record, lives, story, due };
}

describe('begin()', () => {
  test('goes through both times, and then nothing is left of the life', async () => {
    const { clock, record, lives, story } = await scene();
    lives.begin(record, undefined, { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 });
    expect(lives.get(record)).toMatchObject({ plan: undefined, processingMs: 4_000 });

    await clock.advance(60_000);

    expect(story).toEqual(['processing after 1000', 'usual end after 5000']);
    expect(lives.get(record)).toBeUndefined();
  });
});

describe('resume()', () => {
  const plan = { outcome: 'failed' } as const;

  test('goes on with a queued generation at the time it was due', async () => {
    const { clock, record, lives, story, due } = await scene();
    const life = { plan, processingMs: 4_000, next: due(300) };

    lives.resume(record, life, { path: 'records[0]', plan });

    expect(lives.get(record)).toMatchObject({ plan, processingMs: 4_000, next: due(300) });
    await clock.advance(60_000);
    expect(story).toEqual(['processing after 300', 'failed end after 4300']);
  });

  test('goes on with a generation that was being processed', async () => {
    const { clock, record, lives, story, due } = await scene('processing');
    const life = { plan: null, processingMs: 4_000, next: due(300) };

    lives.resume(record, life, { path: 'records[0]', plan: undefined });

    await clock.advance(60_000);
    expect(story).toEqual(['usual end after 300']);
  });

  test.each(['succeeded', 'failed'] as const)('leaves one that has %s alone', async (status) => {
    const { clock, record, lives } = await scene(status);

    lives.resume(record, null, { path: 'records[0]', plan: undefined });

    expect(lives.get(record)).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test.each(['queued', 'processing'] as const)(
    'refuses one that is %s with nothing to come',
    async (status) => {
      const { record, lives } = await scene(status);

      const resume = () => lives.resume(record, null, { path: 'records[0]', plan: undefined });

      expect(resume).toThrow(
        `Cannot restore the world: records[0].life must be what comes next, as the generation is ${status}: received null`,
      );
    },
  );
});
