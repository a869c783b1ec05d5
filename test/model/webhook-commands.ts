import { expect } from 'vitest';
import { Command, keyOf, type Lane, refusal, type Scene } from './command.ts';
import type { AccountName, WorldModel } from './model.ts';

export class AddEndpoint extends Command {
  readonly #account: AccountName;

  constructor(lane: Lane, account: AccountName) {
    super(lane);
    this.#account = account;
  }

  get line(): string {
    return `${this.#account} adds a webhook endpoint`;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const owner = model.account(this.#account);
    const body = { name: 'Hook', url: 'https://example.com/hook' };
    const answer = await wire.ask({
      method: 'POST',
      path: '/api/v1/webhooks',
      key: keyOf(world, this.#account),
      body,
    });

    if (!owner.hasRoomForEndpoint) return expect(refusal(answer)).toBe('400 validation_failed');
    expect(answer.status).toBe(200);
    owner.endpoints.add(answer.body.id);
  }
}

export class DeleteEndpoint extends Command {
  readonly #ask: { account: AccountName; by: AccountName };

  constructor(lane: Lane, account: AccountName, by: AccountName) {
    super(lane);
    this.#ask = { account, by };
  }

  get line(): string {
    return `${this.#ask.by} deletes an endpoint of ${this.#ask.account}`;
  }

  override canPlay(model: WorldModel): boolean {
    return model.account(this.#ask.account).endpoints.size > 0;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const { account, by } = this.#ask;
    const { endpoints } = model.account(account);
    const [id = ''] = endpoints;
    const answer = await wire.ask({
      method: 'DELETE',
      path: `/api/v1/webhooks/${id}`,
      key: keyOf(world, by),
    });

    if (account !== by) return expect(refusal(answer)).toBe('404 not_found');
    expect(answer.body).toMatchObject({ id, status: 'revoked' });
    endpoints.delete(id);
  }
}

/** Every end of a generation was sent once to each endpoint that was there. */
export class CountDeliveries extends Command {
  readonly line = 'every end was sent once to each endpoint';

  async play({ model, world }: Scene): Promise<void> {
    expect(world.webhooks.deliveries()).toHaveLength(model.deliveries);
  }
}
