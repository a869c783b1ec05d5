import {
  isFaultOf,
  WEBHOOK_FAULTS,
  type WebhookFaultKind,
} from '../../contracts/control-webhooks.ts';
import { EVENTS, type EventType } from '../../contracts/events.ts';
import type { FaultSnapshot } from '../../contracts/snapshot-webhooks.ts';
import type { Coverage } from './coverage.ts';
import type { Random, RandomState } from './random.ts';

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

/** A planned fault that still waits for deliveries. */
export interface PlannedFault {
  readonly kind: WebhookFaultKind;
  readonly endpointId: string | undefined;
  readonly eventType: EventType | undefined;
  readonly probability: number;
  readonly delayMs: number;
  left: number;
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

/** The planned faults of one world's deliveries; the oldest that matches strikes, and no other. */
export class WebhookFaults {
  readonly #random: Random;
  readonly #coverage: Coverage;
  #planned: PlannedFault[] = [];

  constructor(random: Random, coverage: Coverage) {
    this.#random = random;
    this.#coverage = coverage;
  }

  /** Faults that still wait for deliveries, oldest first. */
  list(): readonly PlannedFault[] {
    return this.#planned;
  }

  /**
   * Adds a fault behind those that wait already.
   *
   * @throws {TypeError|RangeError} if a part of it makes no sense.
   */
  add(fault: WebhookFault): void {
    checkFault(fault);
    const { kind, endpointId, eventType, times = 1, probability = 1 } = fault;
    const delayMs = fault.delayMs ?? DEFAULT_DELAY_MS[kind];
    this.#planned.push({ kind, endpointId, eventType, probability, delayMs, left: times });
  }

  /** Forgets all faults. */
  clear(): void {
    this.#planned = [];
  }

  /** What to restore them from. */
  snapshot(): { readonly random: RandomState; readonly faults: FaultSnapshot[] } {
    return { random: this.#random.snapshot(), faults: this.#planned.map(snapshotFault) };
  }

  restore(random: RandomState, faults: readonly FaultSnapshot[]): void {
    this.#random.restore(random);
    this.#planned = faults.map(faultOf);
  }

  /** Uses up one turn of the fault that strikes a new delivery. */
  take(target: FaultTarget): PlannedFault | undefined {
    return this.#take((fault) => fault.kind !== 'early' && matches(fault, target));
  }

  /** Uses up one turn of a fault that makes a generation end early. */
  takeEarly(targets: readonly FaultTarget[]): PlannedFault | undefined {
    return this.#take(
      (fault) => fault.kind === 'early' && targets.some((target) => matches(fault, target)),
    );
  }

  #take(isMatch: (fault: PlannedFault) => boolean): PlannedFault | undefined {
    const fault = this.#planned.find(
      (fault) =>
        isMatch(fault) && (fault.probability === 1 || this.#random.float() < fault.probability),
    );
    if (fault === undefined) return undefined;
    this.#coverage.noteFault('webhook', fault.kind);
    fault.left--;
    if (fault.left === 0) this.#planned = this.#planned.filter((other) => other !== fault);
    return fault;
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

/** Whether a fault is for such a delivery. */
export function matches(fault: PlannedFault, { endpointId, eventType }: FaultTarget): boolean {
  return (
    (fault.endpointId ?? endpointId) === endpointId &&
    (fault.eventType ?? eventType) === eventType &&
    isFaultOf(fault.kind, eventType)
  );
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
