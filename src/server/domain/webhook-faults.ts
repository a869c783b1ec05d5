import {
  isFaultOf,
  WEBHOOK_FAULTS,
  type WebhookFaultKind,
} from '../../contracts/control-webhooks.ts';
import { EVENTS, type EventType } from '../../contracts/events.ts';
import { explain } from '../../contracts/explain.ts';
import type { WaitingPlans } from '../../contracts/snapshot-values.ts';
import { FaultSnapshot } from '../../contracts/snapshot-webhooks.ts';
import { unlike } from './call-matching.ts';
import type { Coverage } from './coverage.ts';
import type { Random, RandomState } from './random.ts';
import { SnapshotRefused } from './restoring.ts';
import { type Waiting, WaitingList } from './waiting-list.ts';

/** What shall go wrong with the next matching deliveries. */
export interface WebhookFault {
  readonly kind: WebhookFaultKind;
  /** Only deliveries to this endpoint. */
  readonly endpointId?: string;
  /** Only deliveries of such events. */
  readonly eventType?: EventType;
  /**
   * How many deliveries it is for.
   * @default 1
   */
  readonly times?: number;
  /**
   * How likely it strikes a matching delivery; drawn from the seed.
   * @default 1
   */
  readonly probability?: number;
  /**
   * World time by which things are late or old.
   * @default what fits the kind
   */
  readonly delayMs?: number;
}

/** A fault with all defaults. */
export interface PlannedFault {
  readonly kind: WebhookFaultKind;
  readonly endpointId: string | undefined;
  readonly eventType: EventType | undefined;
  readonly probability: number;
  readonly delayMs: number;
  readonly times: number;
}

/** What a fault is matched with. */
export interface FaultTarget {
  readonly endpointId: string;
  readonly eventType: EventType;
}

const MINUTE = 60_000;

const DEFAULT_DELAY_MS: Record<WebhookFaultKind, number> = {
  duplicate: 0,
  reorder: 10 * MINUTE,
  delay: MINUTE,
  drop: 0,
  'bad-signature': 0,
  'stale-timestamp': 10 * MINUTE,
  'old-secret': 0,
  'truncated-body': 0,
  early: 0,
  late: 1_000,
};

/** A delivery that begins, or a generation that may end early. */
interface FaultSubject {
  readonly isEarly: boolean;
  /** Where one of them matches, all do. */
  readonly targets: readonly FaultTarget[];
}

/** The planned faults of one world's deliveries; the oldest that matches strikes, and no other. */
export class WebhookFaults {
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #waiting: WaitingList<PlannedFault, FaultSubject>;

  constructor(random: Random, coverage: Coverage) {
    this.#random = random;
    this.#coverage = coverage;
    this.#waiting = new WaitingList({
      kind: 'fault',
      prefix: 'webhook_fault',
      mismatches: (fault, subject) => this.#mismatches(fault, subject),
    });
  }

  /** Faults that still wait for deliveries, oldest first. */
  list(): readonly Waiting<PlannedFault>[] {
    return this.#waiting.list();
  }

  /**
   * Adds a fault behind those that wait already, and returns its id.
   *
   * @throws {TypeError|RangeError} if a part of it makes no sense.
   */
  add(fault: WebhookFault): string {
    checkFault(fault);
    const { kind, endpointId, eventType, times = 1, probability = 1 } = fault;
    const delayMs = fault.delayMs ?? DEFAULT_DELAY_MS[kind];
    return this.#waiting.add({ kind, endpointId, eventType, times, probability, delayMs });
  }

  /** Forgets one fault; tells whether it was still waiting. */
  remove(id: string): boolean {
    return this.#waiting.remove(id);
  }

  /** Forgets all faults. */
  clear(): void {
    this.#waiting.clear();
  }

  /** What to restore them from. */
  snapshot(): { readonly random: RandomState; readonly faults: WaitingPlans } {
    const faults = this.#waiting.snapshot(snapshotFault);
    return { random: this.#random.snapshot(), faults };
  }

  /** @throws {SnapshotRefused} if a fault makes no sense. */
  restore(random: RandomState, faults: WaitingPlans): void {
    this.#random.restore(random);
    this.#waiting.restore(faults, 'webhooks.faults', restoredFault);
  }

  /** Uses up one turn of the fault that strikes a new delivery. */
  take(target: FaultTarget): PlannedFault | undefined {
    return this.#take({ isEarly: false, targets: [target] });
  }

  /** Uses up one turn of a fault that makes a generation end early. */
  takeEarly(targets: readonly FaultTarget[]): PlannedFault | undefined {
    return this.#take({ isEarly: true, targets });
  }

  #take(subject: FaultSubject): PlannedFault | undefined {
    const fault = this.#waiting.take(subject)?.plan;
    if (fault !== undefined) this.#coverage.noteFault('webhook', fault.kind);
    return fault;
  }

  #mismatches(fault: PlannedFault, { isEarly, targets }: FaultSubject): string[] | undefined {
    if ((fault.kind === 'early') !== isEarly) return undefined;
    const [first = [], ...others] = targets.map((target) => targetMismatches(fault, target));
    if (first.length > 0 && others.every(({ length }) => length > 0)) return first;
    if (fault.probability === 1) return [];
    const drawn = this.#random.float();
    if (drawn < fault.probability) return [];
    return [`probability ${fault.probability}, drawn was ${drawn}`];
  }
}

/** A planned fault as a snapshot holds it. */
export function snapshotFault(fault: PlannedFault): FaultSnapshot {
  return {
    ...fault,
    endpointId: fault.endpointId ?? null,
    eventType: fault.eventType ?? null,
  };
}

/** A fault of a snapshot as it was planned. */
export function faultOf(fault: FaultSnapshot): PlannedFault {
  return {
    ...fault,
    endpointId: fault.endpointId ?? undefined,
    eventType: fault.eventType ?? undefined,
  };
}

function restoredFault(written: object, path: string): PlannedFault {
  const { success, data, error } = FaultSnapshot.safeParse(written);
  if (success) return faultOf(data);
  throw new SnapshotRefused(
    `${path} is not allowed: ${explain(error.issues, written, 'the fault')}`,
  );
}

/** Whether a fault is for such a delivery. */
export function matches(fault: PlannedFault, target: FaultTarget): boolean {
  return targetMismatches(fault, target).length === 0;
}

function targetMismatches(fault: PlannedFault, { endpointId, eventType }: FaultTarget): string[] {
  return [
    unlike('endpoint_id', fault.endpointId, endpointId, 'the delivery'),
    unlike('event_type', fault.eventType, eventType, 'the delivery'),
    isFaultOf(fault.kind, eventType) ? undefined : `"${fault.kind}" cannot strike "${eventType}"`,
  ].filter((reason) => reason !== undefined);
}

const KNOWN = ['kind', 'endpointId', 'eventType', 'times', 'probability', 'delayMs'];

function checkFault(fault: WebhookFault): void {
  const cannot = 'Cannot inject the webhook fault:';
  if (typeof fault !== 'object' || fault === null) {
    throw new TypeError(`${cannot} expected an object with a kind`);
  }
  const unknown = Object.keys(fault).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${cannot} "${unknown}" is unknown; known are ${KNOWN.join(', ')}`);
  }
  const { kind, eventType, times = 1, probability = 1, delayMs = 0 } = fault;
  if (!Object.hasOwn(WEBHOOK_FAULTS, kind)) {
    const kinds = Object.keys(WEBHOOK_FAULTS).join(', ');
    throw new RangeError(`${cannot} kind is "${kind}", expected one of ${kinds}`);
  }
  if (eventType !== undefined && !Object.hasOwn(EVENTS, eventType)) {
    const types = Object.keys(EVENTS).join(', ');
    throw new RangeError(`${cannot} eventType is "${eventType}", expected one of ${types}`);
  }
  if (eventType !== undefined && !isFaultOf(kind, eventType)) {
    throw new RangeError(`${cannot} "${kind}" is for events of generations, not "${eventType}"`);
  }
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new RangeError(`${cannot} times is ${times}, expected a whole number from 1`);
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`${cannot} probability is ${probability}, expected 0 to 1`);
  }
  if (!(delayMs >= 0 && Number.isFinite(delayMs))) {
    throw new RangeError(`${cannot} delayMs is ${delayMs}, expected milliseconds from 0`);
  }
}
