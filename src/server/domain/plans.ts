import type { GenerationRequest } from '../../contracts/generations.ts';
import { isMediaModel, type MediaModelId, modelRow } from '../../contracts/models/index.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';

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
  /** @default 'succeeded' */
  readonly outcome?: 'succeeded' | 'failed';
  /** The error of a failed generation. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** The plans of one world; the oldest plan that matches a generation is used. */
export class Plans {
  #plans: { readonly plan: GenerationPlan; left: number }[] = [];

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
    this.#plans.push({ plan, left: plan.times ?? 1 });
  }

  /** Uses up one turn of the first plan that matches. */
  take(request: GenerationRequest): GenerationPlan | undefined {
    const entry = this.#plans.find(({ plan }) => matches(plan, request));
    if (entry === undefined) return undefined;
    entry.left--;
    if (entry.left === 0) this.#plans = this.#plans.filter((other) => other !== entry);
    return entry.plan;
  }
}

function matches(plan: GenerationPlan, request: GenerationRequest): boolean {
  return (
    (plan.model ?? request.model) === request.model &&
    (plan.category ?? modelRow(request.model).category) === modelRow(request.model).category &&
    (request.prompt ?? '').includes(plan.promptContains ?? '')
  );
}

function checkPlan(plan: GenerationPlan): void {
  const { model, category, outcome, error, times = 1 } = plan;
  if (model !== undefined && !isMediaModel(model)) {
    throw new RangeError(`Cannot plan generations: "${model}" is no image, video or audio model`);
  }
  if (category !== undefined && !['image', 'video', 'audio'].includes(category)) {
    throw new RangeError(
      `Cannot plan generations: category "${category}" is not image, video or audio`,
    );
  }
  if (outcome !== undefined && outcome !== 'succeeded' && outcome !== 'failed') {
    throw new RangeError(
      `Cannot plan generations: outcome "${outcome}" is not succeeded or failed`,
    );
  }
  if (error !== undefined && outcome !== 'failed') {
    throw new TypeError('Cannot plan generations: an error needs the outcome "failed"');
  }
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new RangeError(
      `Cannot plan generations: times is ${times}, expected a whole number from 1`,
    );
  }
  for (const name of ['acceptMs', 'queuedMs', 'processingMs'] as const) {
    const ms = plan[name];
    if (ms !== undefined && !(ms >= 0 && Number.isFinite(ms))) {
      throw new RangeError(
        `Cannot plan generations: ${name} is ${ms}, expected milliseconds from 0`,
      );
    }
  }
}
