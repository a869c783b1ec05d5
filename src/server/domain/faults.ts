import { explain } from '../../contracts/explain.ts';
import { faultSchemaOf, type PlanFault } from '../../contracts/plan-fault.ts';
import type { CallFaultsSnapshot } from '../../contracts/snapshot.ts';
import { camelCase, renamed, snakeCase } from '../../contracts/wire-words.ts';
import type { CallFault, CallSubject } from './call-faults.ts';
import { isOfOperation, mismatches } from './call-matching.ts';
import { type NearMiss, soleOf } from './evidence.ts';
import type { Random } from './random.ts';
import { refuse, SnapshotRefused } from './restoring.ts';

/** A fault that was planned, and how far it has come. */
export interface PlannedCallFault {
  readonly id: string;
  /** In the words of the wire, with all defaults. */
  readonly plan: PlanFault;
  /** Calls that it will still strike; `undefined` where there is no end. */
  left: number | undefined;
  /** Calls that matched so far. */
  matched: number;
  /** Calls that it has struck so far. */
  struck: number;
  /** Why it did not strike the last call that it almost matched, if there was one. */
  missed: string | undefined;
}

/** A fault that strikes one call. */
export interface StruckFault {
  readonly id: string;
  readonly plan: PlanFault;
  /** Whether the request asked for it itself, and not a test beforehand. */
  readonly isOwn: boolean;
}

/** What the planned faults make of one call. */
export interface Strike {
  readonly fault: StruckFault | undefined;
  readonly nearMisses: readonly NearMiss[];
}

const MOST_NEAR_MISSES = 20;

/** The planned faults of one world's calls; the oldest that matches strikes, and no other. */
export class CallFaults {
  readonly #random: Random;
  #planned: PlannedCallFault[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether nothing waits for a call. */
  get isIdle(): boolean {
    return this.#planned.length === 0;
  }

  /** Faults that still wait for calls, oldest first. */
  list(): readonly PlannedCallFault[] {
    return this.#planned;
  }

  /**
   * Plans what shall go wrong with the next matching calls, and returns the id of the plan.
   *
   * @throws {TypeError} if a part of it makes no sense.
   */
  inject(fault: CallFault): string {
    return this.add(checkFault(fault)).id;
  }

  /** Adds a checked plan behind those that wait already. */
  add(plan: PlanFault): PlannedCallFault {
    const left = plan.times === 'always' ? undefined : plan.times;
    const planned = {
      id: `fault_${++this.#count}`,
      plan,
      left,
      matched: 0,
      struck: 0,
      missed: undefined,
    };
    this.#planned.push(planned);
    return planned;
  }

  /** Forgets one fault; tells whether it was still waiting. */
  remove(id: string): boolean {
    const rest = this.#planned.filter((planned) => planned.id !== id);
    const wasWaiting = rest.length < this.#planned.length;
    this.#planned = rest;
    return wasWaiting;
  }

  /** Forgets all faults. */
  clear(): void {
    this.#planned = [];
  }

  /** What to restore them from. */
  snapshot(): CallFaultsSnapshot {
    const planned = this.#planned.map(({ plan, left, missed: _missed, ...fault }) => ({
      ...fault,
      plan: { ...plan },
      left: left ?? null,
    }));
    return { random: this.#random.snapshot(), count: this.#count, planned };
  }

  /** @throws {SnapshotRefused} if a fault is there twice, or makes no sense. */
  restore({ random, count, planned }: CallFaultsSnapshot): void {
    this.#random.restore(random);
    this.#count = count;
    for (const [index, { plan, left, ...fault }] of planned.entries()) {
      const path = `faults.planned[${index}]`;
      const isKnown = this.#planned.some(({ id }) => id === fault.id);
      if (isKnown) refuse(`${path}.id`, 'the only one of its kind', fault.id);
      const result = faultSchemaOf(plan).safeParse(plan);
      if (!result.success) {
        const reason = explain(result.error.issues, plan, 'the fault');
        throw new SnapshotRefused(`${path}.plan is not allowed: ${reason}`);
      }
      this.#planned.push({
        ...fault,
        plan: result.data,
        left: left ?? undefined,
        missed: undefined,
      });
    }
  }

  /** Counts a call with every plan that it matches, and uses up one turn of the one that strikes. */
  strike(call: CallSubject): Strike {
    let fault: PlannedCallFault | undefined;
    const nearMisses: NearMiss[] = [];
    for (const planned of this.#planned) {
      const reasons = this.#mismatches(planned, call);
      if (reasons.length === 0) fault ??= planned;
      const reason = soleOf(reasons);
      if (reason === undefined) continue;
      // Another operation is no more than the weakest of reasons.
      if (isOfOperation(planned.plan, call)) planned.missed = reason;
      else planned.missed ??= reason;
      if (nearMisses.length < MOST_NEAR_MISSES) {
        nearMisses.push({ kind: 'fault', id: planned.id, reason });
      }
    }
    if (fault !== undefined) this.#use(fault);
    const struck = fault && { id: fault.id, plan: fault.plan, isOwn: false };
    return { fault: struck, nearMisses };
  }

  /** Why a fault does not strike a call; chance is asked last. */
  #mismatches(planned: PlannedCallFault, call: CallSubject): readonly string[] {
    const { nth, probability } = planned.plan;
    const reasons = mismatches(planned.plan, call);
    if (reasons.length > 0) return reasons;
    planned.matched++;
    if (planned.matched < nth) return [`nth ${nth}, the call is number ${planned.matched}`];
    if (probability === 1) return [];
    const drawn = this.#random.float();
    return drawn < probability ? [] : [`probability ${probability}, drawn was ${drawn}`];
  }

  #use(fault: PlannedCallFault): void {
    fault.struck++;
    if (fault.left === undefined) return;
    fault.left--;
    if (fault.left === 0) this.#planned = this.#planned.filter((other) => other !== fault);
  }
}

function checkFault(fault: CallFault): PlanFault {
  const wire = renamed(fault, snakeCase);
  const result = faultSchemaOf(wire).safeParse(wire);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({
    ...issue,
    path: issue.path.map((part) => (typeof part === 'string' ? camelCase(part) : part)),
    ...(issue.code === 'unrecognized_keys' ? { keys: issue.keys.map(camelCase) } : {}),
  }));
  throw new TypeError(
    `Cannot inject the fault: ${explain(issues as typeof result.error.issues, fault, 'the fault')}`,
  );
}
