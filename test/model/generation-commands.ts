import { expect } from 'vitest';
import { Command, keyOf, type Lane, refusal, type Scene } from './command.ts';
import { type AccountName, type ModelName, PRICES, type WorldModel } from './model.ts';

const GENERATIONS = '/api/v1/generations';

/** Starts a generation, perhaps with a key that was used before. */
export class Create extends Command {
  readonly #ask: { account: AccountName; model: ModelName; key: string | undefined };

  constructor(lane: Lane, account: AccountName, model: ModelName, key: string | undefined) {
    super(lane);
    this.#ask = { account, model, key };
  }

  get line(): string {
    const { account, model, key } = this.#ask;
    return `${account} creates ${model}${key === undefined ? '' : ` with the key ${key}`}`;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const { account, model: name, key } = this.#ask;
    const owner = model.account(account);
    const known = key === undefined ? undefined : owner.keys.get(key);
    const body = { model: name, prompt: 'A paper boat' };
    const text = JSON.stringify(body);
    const ask = { method: 'POST', path: GENERATIONS, key: keyOf(world, account), body };
    const answer = await wire.ask({ ...ask, idempotencyKey: key });

    if (known !== undefined && known.body !== text) {
      expect(refusal(answer)).toBe('409 idempotency_conflict');
    } else if (known !== undefined) {
      expect(answer).toMatchObject({ status: 200, isReplayed: true, body: { id: known.id } });
    } else if (!model.canStart(account, name)) {
      expect(refusal(answer)).toBe('402 insufficient_credits');
    } else {
      expect(answer).toMatchObject({ status: 200, isReplayed: false });
      expect(answer.body).toMatchObject({ status: 'queued', reserved_credits: PRICES[name] });
      const { id } = model.start(answer.body.id, account, name);
      if (key !== undefined) owner.keys.set(key, { body: text, id });
    }
  }
}

/** Sends a start and leaves before the reply; then sends it again until it is answered. */
export class LeaveAndRetry extends Command {
  readonly #ask: { account: AccountName; model: ModelName };

  constructor(lane: Lane, account: AccountName, model: ModelName) {
    super(lane);
    this.#ask = { account, model };
  }

  get line(): string {
    return `${this.#ask.account} creates ${this.#ask.model}, leaves, and tries again`;
  }

  override canPlay(model: WorldModel): boolean {
    return model.canStart(this.#ask.account, this.#ask.model);
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const { account, model: name } = this.#ask;
    const body = { model: name, prompt: 'A paper boat' };
    const owner = model.account(account);
    const idempotencyKey = `left-${owner.keys.size}-${model.tasks.length}`;
    const ask = {
      method: 'POST',
      path: GENERATIONS,
      key: keyOf(world, account),
      body,
      idempotencyKey,
    };
    await wire.leave(ask);

    let answer = await wire.ask(ask);
    while (answer.status === 409) answer = await wire.ask(ask);

    expect(answer.status).toBe(200);
    const { id } = model.start(answer.body.id, account, name);
    owner.keys.set(idempotencyKey, { body: JSON.stringify(body), id });
  }
}

/** Reads a task, also as somebody else. */
export class Poll extends Command {
  readonly #ask: { account: AccountName; pick: number };

  constructor(lane: Lane, account: AccountName, pick: number) {
    super(lane);
    this.#ask = { account, pick };
  }

  get line(): string {
    return `${this.#ask.account} polls task ${this.#ask.pick}`;
  }

  override canPlay({ tasks }: WorldModel): boolean {
    return tasks.length > 0;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const { account, pick } = this.#ask;
    const task = model.tasks[pick % model.tasks.length];
    if (task === undefined) return;
    const path = `${GENERATIONS}/${task.id}`;
    const answer = await wire.ask({ method: 'GET', path, key: keyOf(world, account) });

    if (task.account !== account) return expect(refusal(answer)).toBe('404 not_found');
    const status = model.statusOf(task);
    const final_credits = status === 'succeeded' ? task.credits : 0;
    expect(answer.body).toMatchObject({ status, final_credits, reserved_credits: task.credits });
    expect(answer.body.result !== null).toBe(status === 'succeeded');
    expect(answer.body.error !== null).toBe(status === 'failed');
  }
}

export class Advance extends Command {
  readonly #ms: number;

  constructor(lane: Lane, ms: number) {
    super(lane);
    this.#ms = ms;
  }

  get line(): string {
    return `${this.#ms} ms pass`;
  }

  async play({ model, world }: Scene): Promise<void> {
    await world.clock.advance(this.#ms);
    model.advance(this.#ms);
  }
}

export class PlanFailure extends Command {
  readonly #model: ModelName;

  constructor(lane: Lane, model: ModelName) {
    super(lane);
    this.#model = model;
  }

  get line(): string {
    return `the next ${this.#model} shall fail`;
  }

  async play({ model, world }: Scene): Promise<void> {
    world.generations.plan({ model: this.#model, outcome: 'failed' });
    model.plannedFailures.push(this.#model);
  }
}

export class SetBalance extends Command {
  readonly #ask: { account: AccountName; balance: number };

  constructor(lane: Lane, account: AccountName, balance: number) {
    super(lane);
    this.#ask = { account, balance };
  }

  get line(): string {
    return `${this.#ask.account} has ${this.#ask.balance} credits from now on`;
  }

  async play({ model, world }: Scene): Promise<void> {
    const { account, balance } = this.#ask;
    world.account(account).ledger.setBalance(balance);
    model.account(account).setBalance(balance);
  }
}

export class ReadCredits extends Command {
  readonly #account: AccountName;

  constructor(lane: Lane, account: AccountName) {
    super(lane);
    this.#account = account;
  }

  get line(): string {
    return `${this.#account} reads its credits`;
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const key = keyOf(world, this.#account);
    const { body } = await wire.ask({ method: 'GET', path: '/api/v1/credits', key });

    expect(body).toEqual({ current_credits: model.account(this.#account).available });
  }
}
