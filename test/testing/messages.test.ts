import { expect as jestExpect } from 'expect';
import { describe } from 'vitest';
import type { Client } from '../../src/client/index.ts';
import type { WorldHandle } from '../../src/index.ts';
import { MATCHERS, type RivyaMatchers } from '../../src/testing/matchers.ts';
import * as node from '../../src/testing/node-test.ts';
import { connectWorld, expect, type RemoteWorld, test } from '../../src/testing/vitest.ts';

jestExpect.extend(MATCHERS);

const BOAT = { model: 'kling-3-0', prompt: 'A paper boat' } as const;
const SUCCEEDED = 'generation.succeeded';

type Expectation = RivyaMatchers<RemoteWorld> & { readonly not: RivyaMatchers<RemoteWorld> };
type Lived = { readonly ended: string; readonly held: string };

/** How each runner that has `expect` puts it. */
const EXPECTS: readonly [runner: string, expects: (value: unknown) => Expectation][] = [
  ['vitest', (value) => expect(value as RemoteWorld)],
  ['jest', (value) => jestExpect(value) as unknown as Expectation],
];

/** One generation of the world has ended and was told by webhook, and another has only begun. */
async function live(world: WorldHandle, rivya: Client): Promise<Lived> {
  await rivya.webhooks.create({ name: 'Hook', url: 'https://example.com/hook' });
  const ended = await rivya.generations.create(BOAT);
  await rivya.generations.wait(ended.id);
  await world.clock.runUntilIdle();
  const held = await rivya.generations.create(BOAT);
  return { ended: ended.id, held: held.id };
}

function storyOf(world: { readonly name: string }, { ended, held }: Lived): string {
  return [
    '',
    '',
    `The story of the world "${world.name}":`,
    '  +    0.0 s  grant 1000',
    '  +    0.0 s  POST /api/v1/webhooks: 200',
    '  +    0.0 s  POST /api/v1/generations: 200',
    `  +    0.0 s  reserve 90 for ${ended}`,
    `  +    2.5 s  GET /api/v1/generations/${ended}: 200, 2 times`,
    `  +    5.0 s  settle 90 for ${ended}`,
    '  +    5.0 s  webhook generation.succeeded succeeded',
    '  +    7.5 s  POST /api/v1/generations: 200',
    `  +    7.5 s  reserve 90 for ${held}`,
    '  820 available, 90 held, 90 spent',
  ].join('\n');
}

/** What a failed expectation says. */
async function complaintOf(expectation: () => unknown): Promise<string> {
  try {
    await expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing';
}

type Row = readonly [
  says: string,
  spoilt: (that: Expectation, lived: Lived) => unknown,
  spoiltInNode?: (world: WorldHandle | RemoteWorld, lived: Lived) => unknown,
];

/** Every message of every matcher about a world, with what provokes it; node:test has no `not`. */
const MESSAGES: readonly Row[] = [
  [
    'Expected the world to have spent 91 credits: it has spent 90',
    (that) => that.toHaveSpent(91),
    (world) => node.assertSpent(world, 91),
  ],
  [
    'Expected the world not to have spent 90 credits: it has spent 90',
    (that) => that.not.toHaveSpent(90),
  ],
  [
    'Expected the world to have settled "HELD" exactly once: it has settled 0 times',
    (that, { held }) => that.toHaveSettledOnce(held),
    (world, { held }) => node.assertSettledOnce(world, held),
  ],
  [
    'Expected the world not to have settled "ENDED" exactly once: it has settled once',
    (that, { ended }) => that.not.toHaveSettledOnce(ended),
  ],
  [
    'Expected the world not to have settled exactly one generation once: it has settled once',
    (that) => that.not.toHaveSettledOnce(),
  ],
  [
    'Expected the world to hold no credits: it holds 90 for HELD',
    (that) => that.toHaveNoHeldCredits(),
    (world) => node.assertNoHeldCredits(world),
  ],
  [
    'Expected the world to have received the webhook "generation.failed": it was received 0 times',
    (that) => that.toHaveReceivedWebhook('generation.failed'),
    (world) => node.assertReceivedWebhook(world, 'generation.failed'),
  ],
  [
    'Expected the world to have received the webhook "generation.succeeded" about "ENDED" 2 times: it was received once',
    (that, { ended }) => that.toHaveReceivedWebhook(SUCCEEDED, { taskId: ended, times: 2 }),
    (world, { ended }) => node.assertReceivedWebhook(world, SUCCEEDED, { taskId: ended, times: 2 }),
  ],
  [
    'Expected the world not to have received the webhook "generation.succeeded": it was received once',
    (that) => that.not.toHaveReceivedWebhook(SUCCEEDED),
  ],
];

describe.for(EXPECTS)('in %s', ([, expects]) => {
  test.for(MESSAGES)('%s', async ([says, spoilt], { fake, rivya, world }) => {
    const lived = await live(world, rivya);
    const message = says.replace('HELD', lived.held).replace('ENDED', lived.ended);
    const remote = connectWorld({ url: fake.url, apiKey: world.apiKey });

    const complaints = [
      await complaintOf(() => spoilt(expects(world), lived)),
      await complaintOf(() => spoilt(expects(remote), lived)),
    ];

    const told = `${message}${storyOf(world, lived)}`;
    expect(complaints).toEqual([told, told]);
  });

  test('not.toHaveNoHeldCredits', async ({ world }) => {
    const complaint = await complaintOf(() => expects(world).not.toHaveNoHeldCredits());

    expect(complaint).toMatch(
      /^Expected the world not to hold no credits: it holds 0\n\nThe story of the world ".*":\n/,
    );
  });

  test('toMatchContract, which has no world to tell of', async ({ rivya }) => {
    const task = await rivya.generations.create(BOAT);

    const complaints = [
      await complaintOf(() => expects({ ...task, id: 7 }).toMatchContract('Generation')),
      await complaintOf(() => expects(task).not.toMatchContract('Generation')),
    ];

    expect(complaints).toEqual([
      expect.stringMatching(
        /^Expected the value to match the contract of "Generation": id must be/,
      ),
      'Expected the value not to match the contract of "Generation": it does',
    ]);
  });
});

describe('in node:test', () => {
  const rows = MESSAGES.flatMap(([says, , spoilt]) => (spoilt ? [[says, spoilt] as const] : []));

  test.for(rows)('%s', async ([says, spoilt], { rivya, world }) => {
    const lived = await live(world, rivya);
    const message = says.replace('HELD', lived.held).replace('ENDED', lived.ended);

    const complaint = await complaintOf(() => spoilt(world, lived));

    expect(complaint).toBe(`${message}${storyOf(world, lived)}`);
  });

  test('an error points at the line of the test', async ({ world }) => {
    const error = await node.assertSpent(world, 1).catch((reason) => reason);

    expect(error).toMatchObject({ name: 'AssertionError', code: 'ERR_ASSERTION' });
    expect(error.stack).not.toContain('holdWorld');
  });

  test('assertMatchesContract', async () => {
    const complaint = await complaintOf(() => node.assertMatchesContract({}, 'Generation'));

    expect(complaint).toMatch(/^Expected the value to match the contract of "Generation": id /);
  });
});
