import { expect } from 'vitest';
import { Command, keyOf, type Lane, refusal, type Scene } from './command.ts';
import type { AccountName } from './model.ts';

const TURN = { model: 'gpt-5-2-chat', message: 'A haiku about boats' };
const TURN_HOLDS = 3;

export class Chat extends Command {
  readonly #account: AccountName;

  constructor(lane: Lane, account: AccountName) {
    super(lane);
    this.#account = account;
  }

  get line(): string {
    return `${this.#account} has a turn of chat`;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const owner = model.account(this.#account);
    const path = '/api/v1/chat/completions';
    const answer = await wire.ask({
      method: 'POST',
      path,
      key: keyOf(world, this.#account),
      body: TURN,
    });

    if (owner.available < TURN_HOLDS) {
      return expect(refusal(answer)).toBe('402 insufficient_credits');
    }
    const { usage, credits } = answer.body;
    const price = Math.min(TURN_HOLDS, Math.max(1, Math.ceil(usage.total_tokens / 1_000)));
    expect(credits).toEqual({ reserved: TURN_HOLDS, final: price });
    owner.spend(price);
  }
}

/** Reads the first piece of a stream and leaves; what was said until then is paid, the rest released. */
export class LeaveStream extends Command {
  readonly #account: AccountName;

  constructor(lane: Lane, account: AccountName) {
    super(lane);
    this.#account = account;
  }

  get line(): string {
    return `${this.#account} leaves a stream of chat`;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const owner = model.account(this.#account);
    const { ledger } = world.account(this.#account);
    const path = '/api/v1/chat/completions/stream';
    const answer = await wire.glance({
      method: 'POST',
      path,
      key: keyOf(world, this.#account),
      body: TURN,
    });

    if (owner.available < TURN_HOLDS) {
      expect(answer && refusal(answer)).toBe('402 insufficient_credits');
      return;
    }
    expect(answer).toBeUndefined();
    while (ledger.reserved !== owner.reserved)
      await new Promise((resolve) => setImmediate(resolve));
    const price = ledger.settled - owner.settled;
    expect(price).toBeGreaterThanOrEqual(1);
    expect(price).toBeLessThanOrEqual(TURN_HOLDS);
    owner.spend(price);
  }
}
