import { expect } from 'vitest';
import { Command, keyOf, type Lane, refusal, type Scene } from './command.ts';
import type { AccountName, WorldModel } from './model.ts';

export class Reset extends Command {
  readonly line = 'the world is reset';

  async play({ model, world }: Scene): Promise<void> {
    world.reset();
    model.reset();
  }
}

/** A world goes on from its snapshot as if nothing had happened. */
export class SnapshotAndRestore extends Command {
  readonly line = 'the world goes on from its snapshot';

  async play({ world }: Scene): Promise<void> {
    const snapshot = JSON.parse(JSON.stringify(world.snapshot({ files: true })));
    world.restore(snapshot);
  }
}

type SpoiltKind = 'reply-lost' | 'reset-during' | 'truncated-json' | 'empty-body';

/** A start whose work is done and whose reply is spoilt; its retry finds the same generation. */
export class SpoiltReply extends Command {
  readonly #kind: SpoiltKind;
  readonly #account: AccountName;

  constructor(lane: Lane, account: AccountName, kind: SpoiltKind) {
    super(lane);
    this.#account = account;
    this.#kind = kind;
  }

  get line(): string {
    return `${this.#account} creates z-image, meets ${this.#kind}, and tries again`;
  }

  override canPlay(model: WorldModel): boolean {
    return model.canStart(this.#account, 'z-image');
  }

  async play({ wire, model, world }: Scene): Promise<void> {
    const owner = model.account(this.#account);
    const body = { model: 'z-image', prompt: 'A paper boat' };
    const idempotencyKey = `spoilt-${owner.keys.size}-${model.tasks.length}`;
    const key = keyOf(world, this.#account);
    const ask = { method: 'POST', path: '/api/v1/generations', key, body, idempotencyKey };
    world.faults.inject({ kind: this.#kind, operations: ['createGeneration'] });
    await wire.ask(ask).catch(() => undefined);

    const answer = await wire.ask(ask);

    expect(answer).toMatchObject({ status: 200, isReplayed: true });
    const { id } = model.start(answer.body.id, this.#account, 'z-image');
    owner.keys.set(idempotencyKey, { body: JSON.stringify(body), id });
  }
}

/** A refusal that was planned costs nothing and starts nothing. */
export class PlannedRefusal extends Command {
  readonly #ask: { account: AccountName; code: string };

  constructor(lane: Lane, account: AccountName, code: string) {
    super(lane);
    this.#ask = { account, code };
  }

  get line(): string {
    return `${this.#ask.account} creates z-image and is refused with ${this.#ask.code}`;
  }

  async play({ wire, world }: Scene): Promise<void> {
    const { account, code } = this.#ask;
    world.faults.inject({ kind: 'error', code, operations: ['createGeneration'] });
    const body = { model: 'z-image', prompt: 'A paper boat' };
    const ask = { method: 'POST', path: '/api/v1/generations', body };

    const answer = await wire.ask({ ...ask, key: keyOf(world, account) });

    expect(answer.body.error.code).toBe(code);
  }
}

/** An upload, which costs nothing and belongs to its account alone. */
export class Upload extends Command {
  readonly #ask: { account: AccountName; reader: AccountName };

  constructor(lane: Lane, account: AccountName, reader: AccountName) {
    super(lane);
    this.#ask = { account, reader };
  }

  get line(): string {
    return `${this.#ask.account} uploads a file that ${this.#ask.reader} reads`;
  }

  async play({ wire, world }: Scene): Promise<void> {
    const { account, reader } = this.#ask;
    const { status, body } = await wire.upload(keyOf(world, account));
    expect(status).toBe(200);

    const path = `/api/v1/files/${body.id}`;
    const answer = await wire.ask({ method: 'GET', path, key: keyOf(world, reader) });

    if (account === reader) expect(answer.body).toMatchObject({ id: body.id, kind: 'image' });
    else expect(refusal(answer)).toBe('404 not_found');
  }
}
