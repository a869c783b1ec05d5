import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { GenerationRequest } from '../../contracts/create-generation.ts';
import { TASK_ERRORS } from '../../contracts/errors.ts';
import type { GenerationError, GenerationStatus } from '../../contracts/generations.ts';
import { modelRow } from '../../contracts/models/index.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';
import type { GenerationsSnapshot } from '../../contracts/snapshot.ts';
import type { Switches } from '../../contracts/switches.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { CallFault } from './call-faults.ts';
import type { Clock } from './clock.ts';
import type { Coverage } from './coverage.ts';
import { readDirectives } from './directives.ts';
import type { CallFaults } from './faults.ts';
import { GenerationLives } from './generation-lives.ts';
import { type GenerationRecord, moveTo, newRecord } from './generation-record.ts';
import { planOf, recordOf, snapshotGeneration } from './generation-snapshots.ts';
import type { Size } from './output-sizes.ts';
import { outputPaths } from './outputs.ts';
import {
  faultOf,
  finalCreditsUnder,
  laterFaultOf,
  outputsUnder,
  withPathology,
} from './pathologies.ts';
import { type GenerationPlan, Plans, type TakenPlan, type Timing } from './plans.ts';
import type { Random } from './random.ts';
import { type Restoring, refuse } from './restoring.ts';

export interface GenerationsOptions {
  readonly world: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly switches: Switches;
  readonly timings: Record<MediaCategory, Timing>;
  readonly coverage: Coverage;
  /** Whether requests may say how their generation shall go. */
  readonly hasDirectives: boolean;
  /** Where the faults are planned that belong to the life of a generation. */
  readonly faults: CallFaults;
  /** Refuses references that the account cannot use. */
  readonly checkReferences: (account: Account, request: GenerationRequest) => void;
  readonly frameOf: (account: Account, request: GenerationRequest) => Size | undefined;
  /** Whether a generation ends before its start is answered. */
  readonly endsEarly: (generation: GenerationRecord, outcome: 'succeeded' | 'failed') => boolean;
  /** Told about each move to another status. */
  readonly onMove: (generation: GenerationRecord) => void;
  /** Told about each generation that has come to its end; what it returns is awaited. */
  readonly onEnd: (generation: GenerationRecord) => unknown;
}

/** The generations of one world: they live on its clock and hold the credits of their account. */
export class Generations {
  readonly #options: GenerationsOptions;
  readonly #records = new Map<string, GenerationRecord>();
  readonly #lives: GenerationLives;
  /** How the next ones shall go. */
  readonly plans = new Plans();

  constructor(options: GenerationsOptions) {
    this.#options = options;
    this.#lives = new GenerationLives({
      clock: options.clock,
      onProcessing: (record) => {
        this.#move(record, 'processing');
        this.#inject(laterFaultOf(this.#lives.get(record)?.plan?.pathology, record.id));
      },
      onEnd: (record, plan) => this.#end(record, plan),
    });
  }

  /**
   * Plans how the next matching generations shall go, and returns the id of the plan.
   *
   * @throws {TypeError|RangeError} if a part of the plan makes no sense.
   */
  plan(plan: GenerationPlan): string {
    return this.plans.add(plan);
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
    const taken = this.#directed(request) ?? this.plans.take(request);
    const usual = this.#options.timings[modelRow(request.model).category as MediaCategory];
    const acceptMs = taken?.plan.acceptMs ?? usual.acceptMs;
    if (acceptMs === 0) return this.#begin(account, request, taken, usual);
    return this.#options.clock
      .sleep(acceptMs)
      .then(() => this.#begin(account, request, taken, usual));
  }

  /** The plan that a request carries in its own text; no other one is taken then. */
  #directed(request: GenerationRequest): TakenPlan | undefined {
    if (!this.#options.hasDirectives) return undefined;
    const plan = readDirectives(request, true)?.plan;
    return plan && { plan: withPathology(plan), giveBack: () => {} };
  }

  /**
   * A generation of the account.
   *
   * @throws {ApiError} `not_found`, also for a generation of another account.
   */
  get(account: Account, id: string): GenerationRecord {
    const record = this.#records.get(id);
    if (record?.account === account) {
      this.#showProgress(record);
      return record;
    }
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
    return record !== undefined && this.#lives.get(record) !== undefined;
  }

  /** What to restore them from. Where they stand in their lives is part of it. */
  snapshot(): GenerationsSnapshot {
    return {
      random: this.#options.random.snapshot(),
      plans: this.plans.snapshot(),
      records: [...this.#records.values()].map((record) =>
        snapshotGeneration(record, this.#lives.get(record)),
      ),
    };
  }

  /** @throws {SnapshotRefused} if they contradict each other, or the ledgers of their accounts. */
  restore({ random, plans, records }: GenerationsSnapshot, restoring: Restoring): void {
    this.#options.random.restore(random);
    this.plans.restore(plans);
    for (const [index, snapshot] of records.entries()) {
      const path = `generations.records[${index}]`;
      const record = recordOf(snapshot, path, restoring);
      if (this.#records.has(record.id)) refuse(`${path}.id`, 'the only one of its kind', record.id);
      this.#records.set(record.id, record);
      const { life } = snapshot;
      this.#lives.resume(record, life, { path, plan: planOf(record, life, path) });
    }
  }

  #begin(
    account: Account,
    request: GenerationRequest,
    taken: TakenPlan | undefined,
    usual: Timing,
  ): GenerationRecord | Promise<GenerationRecord> {
    const plan = taken?.plan;
    const { random, clock } = this.#options;
    const id = random.id(ASSUMPTIONS['generation.id'].value);
    const frame = this.#options.frameOf(account, request);
    const record = newRecord(id, account, { ...request, frame }, clock.now());
    try {
      account.ledger.reserve(record.id, record.reservedCredits);
    } catch (error) {
      taken?.giveBack();
      return this.#failUnpaid(record, error);
    }
    this.#records.set(record.id, record);
    this.#noteBegun(record, plan);
    this.#inject(faultOf(plan?.pathology, record.id));
    if (this.#options.endsEarly(record, outcomeOf(plan))) return this.#endEarly(record, plan);
    this.#lives.begin(record, plan, usual);
    return record;
  }

  #noteBegun({ model, status }: GenerationRecord, plan?: GenerationPlan): void {
    const { coverage } = this.#options;
    coverage.noteModel(model);
    coverage.noteStatus(status);
    if (plan?.pathology !== undefined) coverage.noteFault('generation', plan.pathology);
  }

  /** A generation that never ends looks as if it made progress, each time that it is looked at. */
  #showProgress(record: GenerationRecord): void {
    const isEndless = this.#lives.get(record)?.plan?.pathology === 'never-ends';
    if (isEndless && record.status === 'processing') record.updatedAtMs = this.#options.clock.now();
  }

  #inject(fault: CallFault | undefined): void {
    if (fault !== undefined) this.#options.faults.inject(fault);
  }

  /** Low credits are a refusal, or a generation that has failed at once. */
  #failUnpaid(record: GenerationRecord, error: unknown): GenerationRecord {
    const position = this.#options.switches['error.insufficientCredits'];
    const isLowBalance = error instanceof ApiError && error.code === 'insufficient_credits';
    if (!isLowBalance || position !== 'failed_task') throw error;
    const unpaid = { ...record, reservedCredits: 0 };
    const { message } = TASK_ERRORS.insufficient_credits;
    this.#records.set(unpaid.id, unpaid);
    this.#noteBegun(unpaid);
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
    const { world } = this.#options;
    record.finalCredits = finalCreditsUnder(plan?.pathology, record.reservedCredits);
    record.account.ledger.settle(record.id, record.finalCredits);
    record.outputs = outputsUnder(plan?.pathology, outputPaths(world, record.id, record));
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
    moveTo(record, status, this.#options.clock.now());
    this.#options.onMove(record);
  }
}

function outcomeOf(plan: GenerationPlan | undefined): 'succeeded' | 'failed' {
  return plan?.outcome === 'failed' || plan?.error !== undefined ? 'failed' : 'succeeded';
}
