import type { GenerationRequest } from '../../contracts/create-generation.ts';
import { show } from '../../contracts/explain.ts';
import { isMediaModel, type MediaModelId, modelRow } from '../../contracts/models/index.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';
import { PATHOLOGIES, type Pathology } from '../../contracts/pathologies.ts';
import type { WaitingPlans } from '../../contracts/snapshot-values.ts';
import { lacking, unlike } from './call-matching.ts';
import type { NearMiss } from './evidence.ts';
import { withPathology } from './pathologies.ts';
import { refusing } from './restoring.ts';
import { type Waiting, WaitingList } from './waiting-list.ts';

/** How long the parts of a generation take, in world milliseconds. */
export interface Timing {
  /** Until the create call answers. */
  readonly acceptMs: number;
  /** From creation to `processing`. */
  readonly queuedMs: number;
  /** From `processing` to the end. */
  readonly processingMs: number;
}

/** How the next matching generations shall go; what is left out stays as usual. */
export interface GenerationPlan extends Partial<Timing> {
  readonly model?: MediaModelId;
  readonly category?: MediaCategory;
  readonly promptContains?: string;
  /**
   * How many generations it is for.
   * @default 1
   */
  readonly times?: number;
  /** @default 'succeeded', or 'failed' where an error is given */
  readonly outcome?: 'succeeded' | 'failed';
  /** The error of a failed generation. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What shall be wrong with its life; the catalogue `PATHOLOGIES` says what each does. */
  readonly pathology?: Pathology;
}

/** A plan that is being used by one generation. */
export interface TakenPlan {
  readonly plan: GenerationPlan;
  /** Leaves the plan to another generation, as this one was refused. */
  readonly giveBack: () => void;
}

/** The plans of one world; the oldest plan that matches a generation is used. */
export class Plans {
  readonly #waiting = new WaitingList<GenerationPlan, GenerationRequest>({
    kind: 'plan',
    prefix: 'plan',
    mismatches,
  });

  /** Generations that plans are still waiting for. */
  get pending(): number {
    return this.#waiting.list().reduce((sum, { left }) => sum + left, 0);
  }

  /** Plans that still wait, oldest first. */
  list(): readonly Waiting<GenerationPlan>[] {
    return this.#waiting.list();
  }

  /**
   * Adds a plan behind those that wait already, and returns its id.
   *
   * @throws {TypeError|RangeError} if a part of the plan makes no sense.
   */
  add(plan: GenerationPlan): string {
    checkPlan(plan);
    return this.#waiting.add(withPathology(plan));
  }

  /** Uses up one turn of the first plan that matches. */
  take(request: GenerationRequest): TakenPlan | undefined {
    const taken = this.#waiting.take(request);
    return taken && { plan: taken.plan, giveBack: () => this.#waiting.giveBack(taken) };
  }

  /** The plans that almost match a request. */
  nearMisses(request: GenerationRequest): NearMiss[] {
    return this.#waiting.nearMisses(request);
  }

  /** Forgets one plan; tells whether it was still waiting. */
  remove(id: string): boolean {
    return this.#waiting.remove(id);
  }

  /** Forgets all plans. */
  clear(): void {
    this.#waiting.clear();
  }

  /** What to restore them from. */
  snapshot(): WaitingPlans {
    return this.#waiting.snapshot((plan) => ({ ...plan }));
  }

  /** @throws {SnapshotRefused} if a plan makes no sense. */
  restore(plans: WaitingPlans): void {
    this.#waiting.restore(plans, 'generations.plans', restoredPlan);
  }
}

/**
 * A plan of a snapshot, held to the same rules as one that is planned.
 *
 * @throws {SnapshotRefused} if a part of it makes no sense.
 */
export function restoredPlan(
  plan: WaitingPlans['waiting'][number]['plan'],
  path: string,
): GenerationPlan {
  refusing(path, () => checkPlan(plan));
  return plan;
}

function mismatches(plan: GenerationPlan, { model, prompt }: GenerationRequest): string[] {
  return [
    unlike('model', plan.model, model),
    unlike('category', plan.category, modelRow(model).category),
    lacking('prompt', plan.promptContains, prompt),
  ].filter((reason) => reason !== undefined);
}

type Check = readonly [isRight: (value: unknown) => boolean, expected: string];

const DURATION: Check = [
  (ms) => Number.isFinite(ms) && Number(ms) >= 0,
  'expected milliseconds from 0',
];

const CHECKS: { readonly [Name in keyof Required<GenerationPlan>]: Check } = {
  model: [(id) => isMediaModel(String(id)), 'expected an image, video or audio model'],
  category: [
    (category) => ['image', 'video', 'audio'].includes(String(category)),
    'expected image, video or audio',
  ],
  promptContains: [isText, 'expected a text'],
  times: [
    (times) => Number.isSafeInteger(times) && Number(times) >= 1,
    'expected a whole number from 1',
  ],
  outcome: [
    (outcome) => outcome === 'succeeded' || outcome === 'failed',
    'expected succeeded or failed',
  ],
  error: [
    (error) => isText(Object(error).code) && isText(Object(error).message),
    'expected { code, message }',
  ],
  pathology: [
    (name) => Object.hasOwn(PATHOLOGIES, String(name)),
    `expected one of ${Object.keys(PATHOLOGIES).join(', ')}`,
  ],
  acceptMs: DURATION,
  queuedMs: DURATION,
  processingMs: DURATION,
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function checkPlan(plan: GenerationPlan): void {
  if (typeof plan !== 'object' || plan === null) {
    throw new TypeError(`Cannot plan generations: the plan is ${show(plan)}, expected an object`);
  }
  for (const [name, value] of Object.entries(plan)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof GenerationPlan] : undefined;
    if (check === undefined) {
      const known = Object.keys(CHECKS).join(', ');
      throw new TypeError(`Cannot plan generations: "${name}" is unknown; known are ${known}`);
    }
    const [isRight, expected] = check;
    if (value === undefined || isRight(value)) continue;
    const Problem = name === 'error' || name === 'promptContains' ? TypeError : RangeError;
    throw new Problem(`Cannot plan generations: ${name} is ${show(value)}, ${expected}`);
  }
  if (plan.error !== undefined && plan.outcome === 'succeeded') {
    throw new TypeError('Cannot plan generations: an error needs the outcome "failed"');
  }
  const { model, category } = plan;
  if (model && category && category !== modelRow(model).category) {
    throw new RangeError(`Cannot plan generations: "${model}" is no ${category} model`);
  }
}
