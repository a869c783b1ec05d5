import { describe, expect, test } from 'vitest';
import { CreateChatCompletion } from '../../src/contracts/chat.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import { Coverage } from '../../src/server/domain/coverage.ts';
import { parseKey } from '../../src/server/domain/keys.ts';
import { World } from '../../src/server/domain/world.ts';
import { PNG } from '../support/examples.ts';
import { worldOf, worldSettings } from './worlds.ts';

const BOAT = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;

describe('what a world changes with', () => {
  test('is what touches it', () => {
    const world = worldOf('w1');
    const before = world.changes;

    world.touch();

    expect(world.changes).toBe(before + 1);
  });

  test('is also what its clock does', async () => {
    const world = worldOf('w1');
    world.clock.schedule(1_000, () => {});
    const before = world.changes;

    await world.clock.advance(1_000);

    expect(world.changes).toBeGreaterThan(before);
  });

  test('is not looking at it', () => {
    const world = worldOf('w1');
    const before = world.changes;

    world.accounts.find('main');

    expect(world.changes).toBe(before);
  });
});

describe('a world', () => {
  test('hands out URLs from where its fake is reached, also when that is known later', () => {
    let origin = 'http://127.0.0.1:1';
    const world = worldOf('w1', { origin: () => origin });

    origin = 'http://127.0.0.1:4010';

    expect(world.origin).toBe('http://127.0.0.1:4010');
  });

  test('knows the account of a key', () => {
    const world = worldOf('w1');

    expect(world.accountOf(world.keys.get('other'))).toBe(world.accounts.get('other'));
    expect(world.accountOf(world.keys.get('readonly'))).toBe(world.accounts.get('main'));
  });

  test('makes keys that name it and lead to what they were made for', () => {
    const world = worldOf('w1');

    const key = world.createKey({ account: 'team', scopes: new Set(), state: 'expired' });

    const { world: name, variant } = parseKey(key);
    expect([name, variant.slice(0, 2)]).toEqual(['w1', 'k-']);
    expect(world.keys.get(variant)).toMatchObject({ account: 'team', state: 'expired' });
  });

  test('starts as another one stood: its seed, its time and the order of its timers', () => {
    const start = { seed: 'one/w1', startMs: 9_000, order: 7 };

    const world = new World('w2', worldSettings(), start);

    expect(world.clock.snapshot()).toEqual({ nowMs: 9_000, order: 7 });
    expect(world.seed).toBe('one/w1');
    expect(world.requestId()).toBe(worldOf('w1', { seed: 'one' }).requestId());
  });
});

describe('the parts of a world hear of each other', () => {
  test('the end of a generation is told with its world', async () => {
    const ends: unknown[] = [];
    const world = worldOf('w1', { onGenerationEnd: (...end) => ends.push(end) });
    const generation = await world.generations.start(world.accounts.get('main'), BOAT);

    await world.clock.runUntilIdle();

    expect(ends).toEqual([[generation, world]]);
  });

  test('a generation whose reference nobody knows is refused by the account it is for', () => {
    const world = worldOf('w1', { credits: 100_000 });
    const url = 'http://127.0.0.1:4010/media/w1/task_unknown/0.png';
    const request = {
      model: 'kling-3-0',
      prompt: 'A paper boat',
      params: { referenceMediaItems: [{ url, kind: 'image' }] },
    } as const;

    expect(() => world.generations.start(world.accounts.get('main'), request)).toThrow(
      expect.objectContaining({ name: 'ApiError' }),
    );
  });

  test('plans are of the world they were made in', () => {
    const [one, two] = [worldOf('one'), worldOf('two')];

    one.generations.plan({ outcome: 'failed' });

    expect(one.generations.snapshot().plans.waiting).toHaveLength(1);
    expect(two.generations.snapshot().plans.waiting).toHaveLength(0);
  });

  test('windows of requests pass with its clock', async () => {
    const world = worldOf('w1', { rateLimit: 1 });
    world.rateLimits.count('');

    await world.clock.advance(60_000);

    expect(world.rateLimits.count('')?.remaining).toBe(0);
  });

  test('each status of a generation counts as exercised', async () => {
    const coverage = new Coverage(setSwitches());
    const world = worldOf('w1', { coverage });
    await world.generations.start(world.accounts.get('main'), BOAT);

    await world.clock.runUntilIdle();

    const exercised = coverage.counts().statuses.filter(({ count }) => count > 0);
    expect(exercised.map(({ status }) => status)).toEqual(['queued', 'processing', 'succeeded']);
  });

  test('a webhook tells of a generation, touches the world and is told with it', async () => {
    const told: unknown[] = [];
    const world = worldOf('w1', {
      onWebhookAttempt: (delivery, of) => told.push([delivery.attempts.length, of]),
    });
    const account = world.accounts.get('main');
    const url = 'https://example.com/hook';
    const eventTypes = ['generation.succeeded'] as const;
    world.webhooks.endpoints.create(account, { name: 'hook', url, eventTypes: [...eventTypes] });
    const { id } = await world.generations.start(account, BOAT);
    const before = world.changes - world.clock.taskCount;

    await world.clock.runUntilIdle();

    expect(told).toEqual([[1, world]]);
    expect(world.changes - world.clock.taskCount).toBe(before + 1);
    expect(JSON.stringify(world.webhooks.snapshot().events[0]?.payload)).toContain(id);
  });

  test('an upload is found by the chat of its own account, and by no other', async () => {
    const world = worldOf('w1');
    const [main, other] = [world.accounts.get('main'), world.accounts.get('other')];
    const file = { name: 'boat.png', declaredType: 'image/png', bytes: PNG };
    const { id } = await world.files.add(main, { kind: 'image', file });
    const request = CreateChatCompletion.parse({
      model: 'gpt-5-2-chat',
      message: 'A boat?',
      attachments: [{ file_id: id }],
    });

    const turnOf = (account: typeof main) => world.chat.complete(account, request);

    await expect(turnOf(main)).resolves.toBeDefined();
    await expect(turnOf(other)).rejects.toThrow('the account has no upload with this id');
  });

  test('an upload that nobody knows is refused to the chat in the same words', async () => {
    const world = worldOf('w1');
    const request = CreateChatCompletion.parse({
      model: 'gpt-5-2-chat',
      message: 'A boat?',
      attachments: [{ file_id: 'file_unknown' }],
    });

    await expect(world.chat.complete(world.accounts.get('main'), request)).rejects.toThrow(
      'Cannot use attachments[0].file_id "file_unknown": the account has no upload with this id',
    );
  });

  test('the result of a generation is a reference of the next, and of no other account', async () => {
    const world = worldOf('w1');
    const [main, other] = [world.accounts.get('main'), world.accounts.get('other')];
    const first = await world.generations.start(main, BOAT);
    await world.clock.runUntilIdle();
    const url = `${world.origin}${first.outputs?.[0]}`;
    const params = { referenceMediaItems: [{ url, kind: 'image' }] };
    const request = { model: 'kling-3-0', prompt: 'It sails', params } as const;

    expect((await world.generations.start(main, request)).status).toBe('queued');
    expect(() => world.generations.start(other, request)).toThrow(
      expect.objectContaining({ name: 'ApiError' }),
    );
  });

  test('a planned fault of a webhook ends a generation before its start is answered', async () => {
    const world = worldOf('w1');
    const account = world.accounts.get('main');
    const url = 'https://example.com/hook';
    world.webhooks.endpoints.create(account, {
      name: 'hook',
      url,
      eventTypes: ['generation.succeeded'],
    });
    world.webhooks.faults.add({ kind: 'early' });

    const statuses = [];
    for (const _turn of ['struck', 'as usual']) {
      const { id } = await world.generations.start(account, BOAT);
      statuses.push(world.generations.find(id)?.status);
    }

    expect(statuses).toEqual(['succeeded', 'queued']);
  });
});
