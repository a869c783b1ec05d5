import type { GenerationSnapshot } from '../../contracts/snapshot.ts';
import type { World } from './world.ts';

/** Credits of a model, a world or a run. What was released came back and cost nothing. */
export interface SpentCredits {
  readonly settled: number;
  /** What running work holds. */
  readonly held: number;
  readonly released: number;
}

/** What a model has cost. */
export interface ModelSpend extends SpentCredits {
  /** The id of the model; `unknown` for chat turns from before a restore. */
  readonly model: string;
  /** Generations or chat turns. */
  readonly count: number;
}

/** Credits that were spent for nothing. */
export interface WastedSpend {
  /**
   * `duplicate`: the account had begun the same (model, prompt and params) before, and that was still
   * running. `never-fetched`: it succeeded, and none of its results was ever downloaded from the fake.
   */
  readonly reason: 'duplicate' | 'never-fetched';
  readonly id: string;
  /** The generation that it repeats. */
  readonly of: string | undefined;
  readonly model: string;
  readonly credits: number;
}

/** What the work of one world has cost, since its fake was started and over resets. */
export interface WorldSpend extends SpentCredits {
  readonly world: string;
  readonly models: readonly ModelSpend[];
  readonly wasted: readonly WastedSpend[];
}

/** What the work of all worlds of a fake has cost. */
export interface Spend extends SpentCredits {
  readonly models: readonly ModelSpend[];
  /** Worlds in which credits moved, in the order of their names. */
  readonly worlds: readonly WorldSpend[];
  readonly wastedCredits: number;
  /** The report as text. */
  readonly text: string;
}

/** The spend of the worlds of one fake. A world that is thrown away is remembered by what it has cost. */
export class SpendBook {
  readonly #past = new Map<string, WorldSpend>();

  /** Takes note of a world that is about to be thrown away. */
  close(world: World): void {
    const spend = spendOf(world);
    if (spend.models.length === 0) return;
    // What it held can neither be settled nor released any more.
    const ended = {
      ...spend,
      held: 0,
      released: spend.released + spend.held,
      models: spend.models.map((model) => ({
        ...model,
        held: 0,
        released: model.released + model.held,
      })),
    };
    const before = this.#past.get(world.name);
    this.#past.set(world.name, before === undefined ? ended : join(world.name, [before, ended]));
  }

  /** What a world has cost, those of its name before it included. */
  #of(world: World): WorldSpend {
    const before = this.#past.get(world.name);
    const now = spendOf(world);
    return before === undefined ? now : join(world.name, [before, now]);
  }

  /** What all worlds have cost. */
  all(worlds: readonly World[]): Omit<Spend, 'text'> {
    const live = new Set(worlds.map(({ name }) => name));
    const gone = [...this.#past].filter(([name]) => !live.has(name)).map(([, spend]) => spend);
    const spent = [...worlds.map((world) => this.#of(world)), ...gone]
      .filter(({ models }) => models.length > 0)
      .sort((a, b) => (a.world < b.world ? -1 : 1));
    const wasted = spent.flatMap((world) => world.wasted);
    return {
      ...sum(spent),
      models: joinModels(spent),
      worlds: spent,
      wastedCredits: wasted.reduce((total, { credits }) => total + credits, 0),
    };
  }
}

function join(world: string, spends: readonly WorldSpend[]): WorldSpend {
  const wasted = spends.flatMap((spend) => spend.wasted);
  return { world, ...sum(spends), models: joinModels(spends), wasted };
}

function joinModels(spends: readonly WorldSpend[]): ModelSpend[] {
  const models = spends.flatMap((spend) => spend.models);
  return [...new Set(models.map(({ model }) => model))].sort().map((model) => {
    const own = models.filter((one) => one.model === model);
    return { model, count: own.reduce((total, { count }) => total + count, 0), ...sum(own) };
  });
}

function sum(parts: readonly SpentCredits[]): SpentCredits {
  const total = (name: keyof SpentCredits) => parts.reduce((all, part) => all + part[name], 0);
  return { settled: total('settled'), held: total('held'), released: total('released') };
}

function spendOf(world: World): WorldSpend {
  const { records } = world.generations.snapshot();
  const modelOf = new Map<string, string>(records.map(({ id, model }) => [id, model]));
  const models = new Map<
    string,
    { count: number; settled: number; held: number; released: number }
  >();
  for (const { entries } of world.accounts.snapshot(() => true)) {
    for (const { kind, amount, reference } of entries) {
      if (reference === null || kind === 'grant') continue;
      const model = modelOf.get(reference) ?? world.chat.turnModels.get(reference) ?? 'unknown';
      const spent = models.get(model) ?? { count: 0, settled: 0, held: 0, released: 0 };
      models.set(model, spent);
      if (kind === 'reserve') {
        spent.count++;
        spent.held += amount;
      } else {
        spent.held -= amount;
        spent[kind === 'settle' ? 'settled' : 'released'] += amount;
      }
    }
  }
  const rows = [...models].map(([model, spent]) => ({ model, ...spent }));
  rows.sort((a, b) => (a.model < b.model ? -1 : 1));
  return { world: world.name, ...sum(rows), models: rows, wasted: wasteOf(world, records) };
}

function wasteOf(world: World, records: readonly GenerationSnapshot[]): WastedSpend[] {
  const last = new Map<string, GenerationSnapshot>();
  return records.flatMap((record): WastedSpend[] => {
    const { id, account, model, prompt, params, status, finalCredits: credits } = record;
    const request = JSON.stringify([account, model, prompt, params]);
    const before = last.get(request);
    last.set(request, record);
    if (status !== 'succeeded' || credits === 0) return [];
    if (before !== undefined && wasRunning(before, record.createdAtMs)) {
      return [{ reason: 'duplicate', id, of: before.id, model, credits }];
    }
    if (world.trails.isFetched(id)) return [];
    return [{ reason: 'never-fetched', id, of: undefined, model, credits }];
  });
}

function wasRunning({ status, updatedAtMs }: GenerationSnapshot, atMs: number): boolean {
  return status === 'queued' || status === 'processing' || updatedAtMs > atMs;
}
