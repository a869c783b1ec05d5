import { describe, expect, test } from 'vitest';
import { setSwitches } from '../../src/contracts/switches.ts';
import type { GenerationRecord } from '../../src/server/domain/generation-record.ts';
import type { WorldSettings } from '../../src/server/domain/world.ts';
import { worldOf } from './worlds.ts';

const KLING = { model: 'kling-3-0', prompt: 'A paper boat', params: {} } as const;

/** A world, its main account, and the generations that have ended, in their order. */
function scene(settings: Partial<WorldSettings> = {}) {
  const ended: GenerationRecord[] = [];
  const world = worldOf('w1', {
    onGenerationEnd: (generation) => void ended.push(generation),
    ...settings,
  });
  const { clock, generations, accounts } = world;
  const account = accounts.get('main');
  return { ended, account, ledger: account.ledger, clock, generations, accounts };
}

describe('the life of a generation', () => {
  test('it is queued at first, and its price is reserved', async () => {
    const { generations, account, clock, ledger } = scene();
    await clock.advance(250);

    const generation = await generations.start(account, KLING);

    expect(generation).toMatchObject({
      status: 'queued',
      reservedCredits: 90,
      finalCredits: 0,
      createdAtMs: 250,
      updatedAtMs: 250,
      outputs: undefined,
      error: undefined,
    });
    expect(generation.id).toMatch(/^task_[a-z0-9]{24}$/);
    expect([ledger.available, ledger.reserved]).toEqual([910, 90]);
  });

  test('it goes on at the times of its category', async () => {
    const timing = { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 };
    const video = { acceptMs: 0, queuedMs: 10_000, processingMs: 170_000 };
    const { generations, account, clock } = scene({
      timings: { image: timing, video, audio: timing },
    });
    const generation = await generations.start(account, KLING);
    const statuses: string[] = [];

    for (const ms of [9_999, 1, 169_999, 1]) {
      await clock.advance(ms);
      statuses.push(`${generation.status} since ${generation.updatedAtMs}`);
    }

    expect(statuses).toEqual([
      'queued since 0',
      'processing since 10000',
      'processing since 10000',
      'succeeded since 180000',
    ]);
  });

  test('its end settles the price, makes an output and is told', async () => {
    const { generations, account, clock, ended, ledger } = scene();
    const generation = await generations.start(account, KLING);

    await clock.advance(60_000);

    expect(generation).toMatchObject({ status: 'succeeded', finalCredits: 90, updatedAtMs: 5_000 });
    expect(generation.outputs).toEqual([`/media/w1/${generation.id}/0.mp4`]);
    expect(ended).toEqual([generation]);
    expect([ledger.available, ledger.reserved, ledger.settled]).toEqual([910, 0, 90]);
    expect(clock.pending).toBe(0);
  });

  test.each([
    ['z-image', 'png'],
    ['kling-3-0', 'mp4'],
    ['suno-music', 'mp3'],
  ] as const)('the output of %s is a .%s', async (model, extension) => {
    const { generations, account, clock } = scene();
    const generation = await generations.start(account, { ...KLING, model });

    await clock.runUntilIdle();

    expect(generation.outputs).toEqual([`/media/w1/${generation.id}/0.${extension}`]);
  });

  test('it cannot end twice, nor move back', async () => {
    const { generations, account, clock } = scene();
    const generation = await generations.start(account, KLING);
    generation.status = 'succeeded';

    const living = clock.advance(1_000);

    await expect(living).rejects.toThrow('cannot go from succeeded to processing');
    expect(generation.updatedAtMs).toBe(0);
  });

  test('many at once live side by side, each with its own id', async () => {
    const { generations, account, clock, ended, ledger } = scene({ credits: 900 });
    const started = await Promise.all(
      Array.from({ length: 10 }, () => generations.start(account, KLING)),
    );

    await clock.advance(5_000);

    expect(new Set(started.map(({ id }) => id)).size).toBe(10);
    expect(ended).toEqual(started);
    expect([ledger.available, ledger.reserved, ledger.settled]).toEqual([0, 0, 900]);
  });
});

describe('get()', () => {
  test('finds a generation of the account', async () => {
    const { generations, account } = scene();
    const generation = await generations.start(account, KLING);

    expect(generations.get(account, generation.id)).toBe(generation);
  });

  test('answers not_found to another account, as for an id that does not exist', async () => {
    const { generations, account, accounts } = scene();
    const { id } = await generations.start(account, KLING);
    const notFound = expect.objectContaining({
      code: 'not_found',
      message: 'Cannot find the generation: the account has none with this id',
    });

    expect(() => generations.get(accounts.get('other'), id)).toThrow(notFound);
    expect(() => generations.get(account, 'task_unknown')).toThrow(notFound);
  });
});

describe('without enough credits', () => {
  test('the request is refused, and nothing is started', async () => {
    const { generations, account, clock, ended, ledger } = scene({ credits: 89 });

    expect(() => generations.start(account, KLING)).toThrow(
      expect.objectContaining({ code: 'insufficient_credits' }),
    );
    expect([ledger.available, ledger.reserved, clock.pending]).toEqual([89, 0, 0]);
    expect(ended).toEqual([]);
  });

  test('in the position failed_task it is a generation that has failed at once', async () => {
    const switches = setSwitches({ 'error.insufficientCredits': 'failed_task' });
    const { generations, account, clock, ended, ledger } = scene({ credits: 89, switches });

    const generation = await generations.start(account, KLING);

    expect(generation).toMatchObject({
      status: 'failed',
      reservedCredits: 0,
      finalCredits: 0,
      error: {
        code: 'insufficient_credits',
        message: 'The balance does not cover the generation.',
      },
    });
    expect(generations.get(account, generation.id)).toBe(generation);
    expect(ended).toEqual([generation]);
    expect([ledger.available, ledger.reserved, clock.pending]).toEqual([89, 0, 0]);
  });

  test('in the position failed_task enough credits are enough', async () => {
    const switches = setSwitches({ 'error.insufficientCredits': 'failed_task' });
    const { generations, account } = scene({ credits: 90, switches });

    expect((await generations.start(account, KLING)).status).toBe('queued');
  });
});
