import type { GenerationRequest } from '../../contracts/create-generation.ts';
import { show } from '../../contracts/explain.ts';
import { isMediaModel, type MediaModelId, modelRow } from '../../contracts/models/index.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';
import { PATHOLOGIES, type Pathology } from '../../contracts/pathologies.ts';
import type { WaitingPlan } from '../../contracts/snapshot-values.ts';
import { withPathology } from './pathologies.ts';
import { refuse, refusing } from './restoring.ts';

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
  readonly #plans: { readonly plan: GenerationPlan; left: number }[] = [];

  /** Generations that plans are still waiting for. */
  get pending(): number {
    return this.#plans.reduce((sum, { left }) => sum + left, 0);
  }

  /**
   * Adds a plan behind those that wait already.
   *
   * @throws {TypeError|RangeError} if a part of the plan makes no sense.
   */
  add(plan: GenerationPlan): void {
    checkPlan(plan);
    this.#plans.push({ plan: withPathology(plan), left: plan.times ?? 1 });
  }

  /** Uses up one turn of the first plan that matches. */
  take(request: GenerationRequest): TakenPlan | undefined {
    const entry = this.#plans.find(({ plan, left }) => left > 0 && matches(plan, request));
    if (entry === undefined) return undefined;
    entry.left--;
    while (this.#plans[0]?.left === 0) this.#plans.shift();
    return { plan: entry.plan, giveBack: () => this.#giveBack(entry) };
  }

  /** What to restore them from. */
  snapshot(): WaitingPlan[] {
    return this.#plans
      .filter(({ left }) => left > 0)
      .map(({ plan, left }) => ({ plan: { ...plan }, left }));
  }

  /** @throws {SnapshotRefused} if a plan makes no sense. */
  restore(waiting: readonly WaitingPlan[]): void {
    for (const [index, { plan, left }] of waiting.entries()) {
      const path = `generations.plans[${index}]`;
      const checked = restoredPlan(plan, `${path}.plan`);
      const { times = 1 } = checked;
      if (left > times) refuse(`${path}.left`, `at most its times, ${times}`, left);
      this.#plans.push({ plan: checked, left });
    }
  }

  #giveBack(entry: { readonly plan: GenerationPlan; left: number }): void {
    entry.left++;
    if (!this.#plans.includes(entry)) this.#plans.unshift(entry);
  }
}

/**
 * A plan of a snapshot, held to the same rules as one that is planned.
 *
 * @throws {SnapshotRefused} if a part of it makes no sense.
 */
export function restoredPlan(plan: WaitingPlan['plan'], path: string): GenerationPlan {
  refusing(path, () => checkPlan(plan));
  return plan;
}

function matches(plan: GenerationPlan, request: GenerationRequest): boolean {
  return (
    (plan.model ?? request.model) === request.model &&
    (plan.category ?? modelRow(request.model).category) === modelRow(request.model).category &&
    (request.prompt ?? '').includes(plan.promptContains ?? '')
  );
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
