import { describe } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { test } from '../support/fake.ts';

const TURNS = 400;
const PARALLEL = 8;
const turn = { model: 'gpt-5-2-chat', message: 'Tell me of the sea' } as const;

/** Numbers from 0 to below `limit`, the same each time (mulberry32). */
function chance(seed: number) {
  let state = seed;
  return (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

describe('Readers who leave over and over', () => {
  test('leave no credit held and no session busy', async ({ fake, expect }) => {
    const { completions, sessions } = createClient({ baseUrl: fake.url, apiKey: fake.apiKey }).chat;
    const draw = chance(7);
    let left = TURNS;
    const reader = async () => {
      const { session_id } = await completions.create(turn);
      while (left-- > 0) {
        const most = draw(30);
        let seen = 0;
        for await (const _ of completions.stream({ ...turn, session_id })) {
          if (++seen > most) break;
        }
        await expect.poll(() => fake.ledger.reserved, { interval: 1 }).toBeLessThan(24);
        await expect
          .poll(
            () =>
              completions.create({ ...turn, session_id }).then(
                () => 'free',
                () => 'busy',
              ),
            {
              interval: 1,
            },
          )
          .toBe('free');
      }
    };
    fake.ledger.setBalance(1_000_000);

    await Promise.all(Array.from({ length: PARALLEL }, reader));

    expect(fake.ledger.reserved).toBe(0);
    expect(fake.ledger.granted).toBe(fake.ledger.available + fake.ledger.settled);
    expect((await sessions.list()).data).toHaveLength(PARALLEL);
  });
});
