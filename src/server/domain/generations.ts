import { ASSUMPTIONS, type Switches } from '../../contracts/assumptions.ts';
import type { GenerationRequest } from '../../contracts/create-generation.ts';
import { TASK_ERRORS } from '../../contracts/errors.ts';
import type { GenerationError, GenerationStatus } from '../../contracts/generations.ts';
import { type MediaModelId, modelRow } from '../../contracts/models/index.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';
import type { GenerationSnapshot, GenerationsSnapshot } from '../../contracts/snapshot.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { Appointment, Clock } from './clock.ts';
import { planOf, recordOf, snapshotGeneration } from './generation-snapshots.ts';
import { outputPaths } from './outputs.ts';
import { type GenerationPlan, Plans, type TakenPlan, type Timing } from './plans.ts';
import type { Random } from './random.ts';
import { type Restoring, refuse } from './restoring.ts';

/** One generation, as the fake remembers it. */
export interface GenerationRecord {
  readonly id: string;
  readonly account: Account;
  readonly model: MediaModelId;
  readonly prompt: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly reservedCredits: number;
  readonly createdAtMs: number;
  status: GenerationStatus;
  updatedAtMs: number;
  finalCredits: number;
  /** Paths of the outputs below the origin of the fake. */
  outputs: readonly string[] | undefined;
  error: GenerationError | undefined;
}

/** What is left of the life of a running generation. */
export interface Life {
  readonly plan: GenerationPlan | undefined;
  readonly processingMs: number;
  /** When it moves on. */
  next: Appointment;
}

const NEXT: Record<GenerationStatus, readonly GenerationStatus[]> = {
  queued: ['processing', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export interface GenerationsOptions {
  readonly world: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly switches: Switches;
  readonly timings: Record<MediaCategory, Timing>;
  /** Refuses references that the account cannot use. */
  readonly checkReferences: (account: Account, request: GenerationRequest) => void;
  /** Whether a generation ends before its start is answered. */
  readonly endsEarly: (generation: GenerationRecord, outcome: 'succeeded' | 'failed') => boolean;
  /** Told about each generation that has come to its end; what it returns is awaited. */
  readonly onEnd: (generation: GenerationRecord) => unknown;
}

/** The generations of one world: they live on its clock and hold the credits of their account. */
export class Generations {
  readonly #options: GenerationsOptions;
  readonly #records = new Map<string, GenerationRecord>();
  readonly #lives = new Map<GenerationRecord, Life>();
  readonly #plans = new Plans();

  constructor(options: GenerationsOptions) {
    this.#options = options;
  }

  /** Generations that plans are still waiting for. */
  get planned(): number {
    return this.#plans.pending;
  }

  /**
   * Plans how the next matching generations shall go.
   *
   * @throws {TypeError|RangeError} if a part of the plan makes no sense.
   */
  plan(plan: GenerationPlan): void {
    this.#plans.add(plan);
  }

  /**
   * Reserves the price and starts the life of a generation. Answers later only where a plan or the
   * timing says so.
   *
   * @throws {ApiError} `insufficient_credits`, or what is wrong with a reference; nothing is started.
   */
  start(
    account: Account,
    request: GenerationRequest,
  ): GenerationRecord | Promise<GenerationRecord> {
    this.#options.checkReferences(account, request);
    const taken = this.#plans.take(request);
    const usual = this.#options.timings[modelRow(request.model).category as MediaCategory];
    const acceptMs = taken?.plan.acceptMs ?? usual.acceptMs;
    if (acceptMs === 0) return this.#begin(account, request, taken, usual);
    return this.#options.clock
      .sleep(acceptMs)
      .then(() => this.#begin(account, request, taken, usual));
  }

  /**
   * A generation of the account.
   *
   * @throws {ApiError} `not_found`, also for a generation of another account.
   */
  get(account: Account, id: string): GenerationRecord {
    const record = this.#records.get(id);
    if (record?.account === account) return record;
    throw new ApiError(
      'not_found',
      'Cannot find the generation: the account has none with this id',
    );
  }

  /** The generation with an id, whoever owns it. */
  find(id: string): GenerationRecord | undefined {
    return this.#records.get(id);
  }

  /** Whether a generation has not come to its end. */
  isRunning(id: string): boolean {
    const record = this.#records.get(id);
    return record !== undefined && this.#lives.has(record);
  }

  /** What to restore them from. Where they stand in their lives is part of it. */
  snapshot(): GenerationsSnapshot {
    return {
      random: this.#options.random.snapshot(),
      plans: this.#plans.snapshot(),
      records: [...this.#records.values()].map((record) =>
        snapshotGeneration(record, this.#lives.get(record)),
      ),
    };
  }

  /** @throws {SnapshotRefused} if they contradict each other, or the ledgers of their accounts. */
  restore({ random, plans, records }: GenerationsSnapshot, restoring: Restoring): void {
    this.#options.random.restore(random);
    this.#plans.restore(plans);
    for (const [index, snapshot] of records.entries()) {
      const path = `generations.records[${index}]`;
      const record = recordOf(snapshot, path, restoring);
      if (this.#records.has(record.id)) refuse(`${path}.id`, 'the only one of its kind', record.id);
      this.#records.set(record.id, record);
      this.#revive(record, snapshot, path);
    }
  }

  #revive(record: GenerationRecord, { life }: GenerationSnapshot, path: string): void {
    if (life === null) {
      if (NEXT[record.status].length === 0) return;
      refuse(`${path}.life`, `what comes next, as the generation is ${record.status}`, null);
    }
    const { processingMs, next } = life;
    this.#lives.set(record, {
      plan: planOf(record, life, path),
      processingMs,
      next: this.#options.clock.resume(next, () => this.#moveOn(record)),
    });
  }

  #begin(
    account: Account,
    request: GenerationRequest,
    taken: TakenPlan | undefined,
    usual: Timing,
  ): GenerationRecord | Promise<GenerationRecord> {
    const { clock } = this.#options;
    const plan = taken?.plan;
    const record = this.#record(account, request);
    try {
      account.ledger.reserve(record.id, record.reservedCredits);
    } catch (error) {
      taken?.giveBack();
      return this.#failUnpaid(record, error);
    }
    this.#records.set(record.id, record);
    if (this.#options.endsEarly(record, outcomeOf(plan))) return this.#endEarly(record, plan);
    this.#lives.set(record, {
      plan,
      processingMs: plan?.processingMs ?? usual.processingMs,
      next: clock.schedule(plan?.queuedMs ?? usual.queuedMs, () => this.#moveOn(record)),
    });
    return record;
  }

  /** Takes the next step in the life of a generation. */
  #moveOn(record: GenerationRecord): unknown {
    const life = this.#lives.get(record);
    if (life === undefined) return undefined;
    if (record.status !== 'processing') {
      this.#move(record, 'processing');
      life.next = this.#options.clock.schedule(life.processingMs, () => this.#moveOn(record));
      return undefined;
    }
    this.#lives.delete(record);
    return this.#end(record, life.plan);
  }

  #record(account: Account, request: GenerationRequest): GenerationRecord {
    const nowMs = this.#options.clock.now();
    return {
      id: this.#options.random.id(ASSUMPTIONS['generation.id'].value),
      account,
      model: request.model,
      prompt: request.prompt,
      params: request.params,
      reservedCredits: modelRow(request.model).baseCredits,
      createdAtMs: nowMs,
      status: 'queued',
      updatedAtMs: nowMs,
      finalCredits: 0,
      outputs: undefined,
      error: undefined,
    };
  }

  /** Low credits are a refusal, or a generation that has failed at once. */
  #failUnpaid(record: GenerationRecord, error: unknown): GenerationRecord {
    const position = this.#options.switches['error.insufficientCredits'];
    const isLowBalance = error instanceof ApiError && error.code === 'insufficient_credits';
    if (!isLowBalance || position !== 'failed_task') throw error;
    const unpaid = { ...record, reservedCredits: 0 };
    const { message } = TASK_ERRORS.insufficient_credits;
    this.#records.set(unpaid.id, unpaid);
    this.#fail(unpaid, { code: 'insufficient_credits', message });
    return unpaid;
  }

  /** Lives a whole life before the start is answered, which shows the generation as it began. */
  async #endEarly(
    record: GenerationRecord,
    plan: GenerationPlan | undefined,
  ): Promise<GenerationRecord> {
    const begun = { ...record };
    this.#move(record, 'processing');
    await this.#end(record, plan);
    return begun;
  }

  #end(record: GenerationRecord, plan: GenerationPlan | undefined): unknown {
    if (outcomeOf(plan) === 'failed') {
      record.account.ledger.release(record.id);
      const { message } = TASK_ERRORS.generation_failed;
      return this.#fail(record, plan?.error ?? { code: 'generation_failed', message });
    }
    record.account.ledger.settle(record.id, record.reservedCredits);
    record.finalCredits = record.reservedCredits;
    record.outputs = outputPaths(this.#options.world, record.id, record);
    this.#move(record, 'succeeded');
    return this.#options.onEnd(record);
  }

  #fail(record: GenerationRecord, error: GenerationError): unknown {
    record.error = error;
    record.finalCredits = ASSUMPTIONS['credits.failure'].value;
    this.#move(record, 'failed');
    return this.#options.onEnd(record);
  }

  #move(record: GenerationRecord, status: GenerationStatus): void {
    if (!NEXT[record.status].includes(status)) {
      throw new Error(`The generation ${record.id} cannot go from ${record.status} to ${status}`);
    }
    record.status = status;
    record.updatedAtMs = this.#options.clock.now();
  }
}

function outcomeOf(plan: GenerationPlan | undefined): 'succeeded' | 'failed' {
  return plan?.outcome === 'failed' || plan?.error !== undefined ? 'failed' : 'succeeded';
}
