import type * as fc from 'fast-check';
import { expect } from 'vitest';
import type { WorldHandle } from '../../src/index.ts';
import { ACCOUNTS, type AccountName, WorldModel } from './model.ts';
import type { Answer, Wire } from './wire.ts';

/** The model of one story: two worlds that must not see each other. */
export interface Model {
  readonly worlds: readonly [WorldModel, WorldModel];
}

/** The same two worlds on a real fake. */
export interface Real {
  readonly wire: Wire;
  readonly worlds: readonly [WorldHandle, WorldHandle];
}

/** Which of the two worlds. */
export type Lane = 0 | 1;

/** One world of both sides, and the account that a command is about. */
export interface Scene {
  readonly wire: Wire;
  readonly model: WorldModel;
  readonly world: WorldHandle;
}

/** Counts what was run, so that a run can promise how many commands it tried. */
export const executed = { commands: 0, byName: new Map<string, number>() };

/** One step of a story: it plays on the real world, and says what its model wants to see. */
export abstract class Command implements fc.AsyncCommand<Model, Real, true> {
  readonly lane: Lane;

  constructor(lane: Lane) {
    this.lane = lane;
  }

  /** What it does, as a line of a story. */
  abstract readonly line: string;
  abstract play(scene: Scene): Promise<void>;

  canPlay(_model: WorldModel): boolean {
    return true;
  }

  async check({ worlds }: Readonly<Model>): Promise<boolean> {
    return this.canPlay(worlds[this.lane]);
  }

  async run({ worlds: models }: Model, { wire, worlds }: Real): Promise<void> {
    executed.commands += 1;
    const { name } = this.constructor;
    executed.byName.set(name, (executed.byName.get(name) ?? 0) + 1);
    await this.play({ wire, model: models[this.lane], world: worlds[this.lane] });
    for (const [lane, world] of worlds.entries()) compare(models[lane as Lane], world);
  }

  toString(): string {
    return `world ${this.lane}: ${this.line}`;
  }
}

/** Holds a world to its model: every sum of every account, and that no credit is lost. */
function compare(model: WorldModel, world: WorldHandle): void {
  for (const name of ACCOUNTS) {
    const { granted, available, reserved, settled } = world.account(name).ledger;
    const wanted = model.account(name);
    const sums = {
      granted: wanted.granted,
      available: wanted.available,
      reserved: wanted.reserved,
      settled: wanted.settled,
    };
    expect({ granted, available, reserved, settled }, `credits of "${name}"`).toEqual(sums);
    expect(granted, 'conservation').toBe(available + reserved + settled);
  }
}

/** The key of an account. */
export function keyOf(world: WorldHandle, account: AccountName): string {
  return account === 'main' ? world.apiKey : `${world.apiKey}.${account}`;
}

/** A refusal in short. */
export function refusal({ status, body }: Answer): string {
  return `${status} ${body.error?.code}`;
}

/** Two fresh worlds, as both sides begin. */
export function newModel(): Model {
  return { worlds: [new WorldModel(), new WorldModel()] };
}
