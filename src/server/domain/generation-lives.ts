import type { GenerationSnapshot } from '../../contracts/snapshot.ts';
import type { Appointment, Clock } from './clock.ts';
import type { GenerationRecord } from './generation-record.ts';
import type { GenerationPlan, Timing } from './plans.ts';
import { refuse } from './restoring.ts';

/** What is left of the life of a running generation. */
export interface Life {
  readonly plan: GenerationPlan | undefined;
  readonly processingMs: number;
  /** When it moves on. */
  next: Appointment;
}

export interface LivesOptions {
  readonly clock: Clock;
  readonly onProcessing: (record: GenerationRecord) => void;
  /** What it returns is awaited before time goes on. */
  readonly onEnd: (record: GenerationRecord, plan: GenerationPlan | undefined) => unknown;
}

/** The lives of running generations: what comes next in each, and when. */
export class GenerationLives {
  readonly #options: LivesOptions;
  readonly #lives = new Map<GenerationRecord, Life>();

  constructor(options: LivesOptions) {
    this.#options = options;
  }

  /** What is left of a life; `undefined` once it has ended. */
  get(record: GenerationRecord): Life | undefined {
    return this.#lives.get(record);
  }

  /** Begins a life that goes as planned, or as usual. */
  begin(record: GenerationRecord, plan: GenerationPlan | undefined, usual: Timing): void {
    const { queuedMs, processingMs } = { ...usual, ...timingOf(plan) };
    const next = this.#options.clock.schedule(queuedMs, () => this.#moveOn(record));
    this.#lives.set(record, { plan, processingMs, next });
  }

  /**
   * Goes on with a life where it stood.
   *
   * @throws {SnapshotRefused} if a generation that runs has nothing to come.
   */
  resume(
    record: GenerationRecord,
    life: GenerationSnapshot['life'],
    more: { readonly path: string; readonly plan: GenerationPlan | undefined },
  ): void {
    if (life === null) {
      if (record.status === 'succeeded' || record.status === 'failed') return;
      refuse(`${more.path}.life`, `what comes next, as the generation is ${record.status}`, null);
    }
    const { processingMs, next } = life;
    const appointment = this.#options.clock.resume(next, () => this.#moveOn(record));
    this.#lives.set(record, { plan: more.plan, processingMs, next: appointment });
  }

  #moveOn(record: GenerationRecord): unknown {
    const { clock, onProcessing, onEnd } = this.#options;
    const life = this.#lives.get(record);
    if (life === undefined) return undefined;
    if (record.status !== 'processing') {
      onProcessing(record);
      life.next = clock.schedule(life.processingMs, () => this.#moveOn(record));
      return undefined;
    }
    this.#lives.delete(record);
    return onEnd(record, life.plan);
  }
}

/** The times that a plan gives, without those that it leaves as usual. */
function timingOf(plan: GenerationPlan | undefined): Partial<Timing> {
  const { queuedMs, processingMs } = plan ?? {};
  return {
    ...(queuedMs === undefined ? {} : { queuedMs }),
    ...(processingMs === undefined ? {} : { processingMs }),
  };
}
