import { describe } from 'vitest';
import type { WorldHandle } from '../../src/index.ts';
import { connectWorld, expect, test } from '../../src/testing/vitest.ts';

const BOAT = { model: 'kling-3-0', prompt: 'A paper boat' } as const;

/** What a failed expectation says. */
async function complaintOf(expectation: () => unknown): Promise<string> {
  try {
    await expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing';
}

describe('toHaveSpent', () => {
  test('holds for what finished work has cost', async ({ rivya, world }) => {
    const task = await rivya.generations.create(BOAT);
    expect(world).toHaveSpent(0);

    await rivya.generations.wait(task.id);

    expect(world).toHaveSpent(90);
    expect(world).not.toHaveSpent(91);
  });

  test('tells the story, without the key', async ({ rivya, world }) => {
    const task = await rivya.generations.create(BOAT);
    await rivya.generations.wait(task.id);

    const complaint = await complaintOf(() => expect(world).toHaveSpent(91));

    expect(complaint).toBe(
      [
        'Expected the world to have spent 91 credits: it has spent 90',
        '',
        `The story of the world "${world.name}":`,
        '  +    0.0 s  grant 1000',
        '  +    0.0 s  POST /api/v1/generations: 200',
        `  +    0.0 s  reserve 90 for ${task.id}`,
        `  +    2.5 s  GET /api/v1/generations/${task.id}: 200, 2 times`,
        `  +    5.0 s  settle 90 for ${task.id}`,
        '  910 available, 0 held, 90 spent',
      ].join('\n'),
    );
  });

  test('refuses what is no amount', async ({ world }) => {
    const complaint = await complaintOf(() => expect(world).toHaveSpent(-1));

    expect(complaint).toBe('Cannot check what was spent: "-1" is no whole number from 0');
  });

  test('refuses what is no world', async () => {
    const complaint = await complaintOf(() => expect({}).toHaveSpent(1));

    expect(complaint).toContain('expected a world or a fake');
  });
});

test('toHaveSettledOnce tells one settlement from none and from several', async ({
  rivya,
  world,
}) => {
  const first = await rivya.generations.create(BOAT);
  expect(world).not.toHaveSettledOnce(first.id);
  await rivya.generations.wait(first.id);
  expect(world).toHaveSettledOnce();

  const second = await rivya.generations.create(BOAT);
  await rivya.generations.wait(second.id);

  expect(world).toHaveSettledOnce(first.id);
  expect(world).not.toHaveSettledOnce();
});

test('toHaveNoHeldCredits names who holds them', async ({ rivya, world }) => {
  expect(world).toHaveNoHeldCredits();

  const task = await rivya.generations.create(BOAT);

  expect(world).not.toHaveNoHeldCredits();
  const complaint = await complaintOf(() => expect(world).toHaveNoHeldCredits());
  expect(complaint).toContain(`Expected the world to hold no credits: it holds 90 for ${task.id}`);
});

test('toHaveReceivedWebhook looks at type, generation and number', async ({ rivya, world }) => {
  await rivya.webhooks.create({ name: 'app', url: 'https://shop.example.com/hook' });
  const task = await rivya.generations.create(BOAT);
  expect(world).not.toHaveReceivedWebhook('generation.succeeded');

  await rivya.generations.wait(task.id);
  await world.clock.runUntilIdle();

  expect(world).toHaveReceivedWebhook('generation.succeeded', { taskId: task.id, times: 1 });
  expect(world).not.toHaveReceivedWebhook('generation.succeeded', { taskId: 'task_other' });
  expect(world).not.toHaveReceivedWebhook('generation.failed');
});

describe('toMatchContract', () => {
  test('takes replies of operations and parts of them by name', async ({ rivya }) => {
    const task = await rivya.generations.create(BOAT);

    expect(task).toMatchContract('createGeneration');
    expect(task).toMatchContract('Generation');
    expect({ ...task, status: 'asleep' }).not.toMatchContract('Generation');
  });

  test('names the field that is wrong', async ({ rivya }) => {
    const task = await rivya.generations.create(BOAT);
    const wrong = { ...task, reserved_credits: 'many' };

    const complaint = await complaintOf(() => expect(wrong).toMatchContract('retrieveGeneration'));

    expect(complaint).toMatch(
      /^Expected the value to match the contract of "retrieveGeneration": reserved_credits must be .*: received "many"/,
    );
  });

  test('refuses a name that the contract does not have', async () => {
    const complaint = await complaintOf(() => expect({}).toMatchContract('createGenerations'));

    expect(complaint).toContain('did you mean "createGeneration"?');
  });
});

test('worlds of another process are asked over the control plane', async ({
  fake,
  world,
  rivya,
}) => {
  const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });
  await remote.generations.plan({ outcome: 'failed' });
  const task = await rivya.generations.create(BOAT);

  await remote.clock.advance(5_000);

  await expect(remote).toHaveSpent(0);
  await expect(remote).toHaveNoHeldCredits();
  await expect(remote).not.toHaveSettledOnce(task.id);
  const complaint = await complaintOf(() => expect(remote).toHaveSpent(90));
  expect(complaint).toContain(`release 90 for ${task.id}`);
});

describe('a failure of every matcher tells the story, expected or not', () => {
  test.for<[what: string, spoilt: (world: WorldHandle, taskId: string) => unknown, says: string]>([
    ['toHaveSpent', (world) => expect(world).toHaveSpent(1), 'to have spent 1 credits: it has'],
    ['not.toHaveSpent', (world) => expect(world).not.toHaveSpent(90), 'not to have spent 90'],
    [
      'toHaveSettledOnce',
      (world) => expect(world).toHaveSettledOnce('task_other'),
      'to have settled "task_other" exactly once: it has settled 0 times',
    ],
    [
      'not.toHaveSettledOnce',
      (world, taskId) => expect(world).not.toHaveSettledOnce(taskId),
      'not to have settled "task_',
    ],
    ['not.toHaveNoHeldCredits', (world) => expect(world).not.toHaveNoHeldCredits(), 'not to hold'],
    [
      'toHaveReceivedWebhook',
      (world) => expect(world).toHaveReceivedWebhook('generation.failed'),
      'to have received',
    ],
    [
      'not.toHaveReceivedWebhook',
      (world) => expect(world).not.toHaveReceivedWebhook('generation.succeeded'),
      'not to have received',
    ],
  ])('%s', async ([, spoilt, says], { rivya, world }) => {
    await rivya.webhooks.create({ name: 'Hook', url: 'https://example.com/hook' });
    const task = await rivya.generations.create(BOAT);
    await rivya.generations.wait(task.id);
    await world.clock.runUntilIdle();

    const complaint = await complaintOf(() => spoilt(world, task.id));

    expect(complaint).toContain(says);
    expect(complaint).toContain(`settle 90 for ${task.id}`);
    expect(complaint).toContain('webhook generation.succeeded succeeded');
    expect(complaint).not.toContain('whsec_');
  });

  test('toHaveNoHeldCredits, with the refused call that came before', async ({ rivya, world }) => {
    await rivya.generations.create(BOAT);
    await rivya.generations.retrieve('task_other').catch(() => {});

    const complaint = await complaintOf(() => expect(world).toHaveNoHeldCredits());

    expect(complaint).toContain('to hold no credits: it holds 90');
    expect(complaint).toContain('GET /api/v1/generations/task_other: 404 not_found');
  });

  test('a webhook that was not tried yet stands at the end', async ({ fake, rivya, world }) => {
    await rivya.webhooks.create({ name: 'Hook', url: 'https://example.com/hook' });
    world.webhooks.inject({ kind: 'delay', delayMs: 60_000 });
    const task = await rivya.generations.create(BOAT);
    await rivya.generations.wait(task.id);
    const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });

    for (const seen of [world, remote]) {
      const complaint = await complaintOf(() =>
        expect(seen).toHaveReceivedWebhook('generation.succeeded'),
      );

      expect(complaint).toMatch(/\n {14}webhook generation.succeeded pending\n.*available/);
    }
  });
});
