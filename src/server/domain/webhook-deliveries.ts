import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { DeliverySnapshot } from '../../contracts/snapshot-webhooks.ts';
import type { Switches } from '../../contracts/switches.ts';
import type { Clock } from './clock.ts';
import type { GenerationRecord } from './generation-record.ts';
import { Lines } from './lines.ts';
import type { Random, RandomState } from './random.ts';
import { Register } from './restoring.ts';
import { makeAttempt } from './webhook-attempts.ts';
import type { EndpointRecord, WebhookEndpoints } from './webhook-endpoints.ts';
import type { PlannedFault } from './webhook-faults.ts';
import {
  type Deliver,
  type DeliveryRecord,
  type EventRecord,
  isReceived,
  newDelivery,
  type WebhookAnswer,
} from './webhook-records.ts';
import { deliveryOf, type KnownWebhooks, snapshotDelivery } from './webhook-snapshots.ts';

export interface DeliveriesOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly switches: Switches;
  readonly endpoints: WebhookEndpoints;
  readonly deliver: Deliver;
  /** Told about each attempt, the last of its delivery. */
  readonly onAttempt: (delivery: DeliveryRecord) => void;
}

const RETRIES: readonly number[] = ASSUMPTIONS['webhook.retries'].value;
const DISABLE_AFTER = ASSUMPTIONS['webhook.disableAfter'].value;

/** Attempts of one world that are under way at once. */
const MOST_AT_ONCE = 16;

/** Settled deliveries beyond it are forgotten, the oldest first. */
const MOST_KEPT = 10_000;

/** The deliveries of one world: attempts, retries and what becomes of their endpoints. */
export class WebhookDeliveries {
  readonly #options: DeliveriesOptions;
  readonly #ids: Random;
  readonly #lines = new Lines<EndpointRecord>(MOST_AT_ONCE);
  readonly #pending = new Set<DeliveryRecord>();
  /** Those that wait for something else than time. */
  readonly #held = new Set<DeliveryRecord>();
  #records: DeliveryRecord[] = [];

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#ids = options.random.stream('ids');
  }

  /** All that are remembered, oldest first. */
  list(): readonly DeliveryRecord[] {
    return this.#records;
  }

  /** Sets an event on its way; a fault may hold it up, spoil it or lose it. */
  start(endpoint: EndpointRecord, event: EventRecord, fault?: PlannedFault): DeliveryRecord {
    const delivery = this.#record(endpoint, event, fault);
    switch (fault?.kind) {
      case 'drop':
        this.#close(delivery, 'The delivery was lost by a planned fault');
        break;
      case 'late':
        this.#held.add(delivery);
        break;
      case 'reorder':
        this.#held.add(delivery);
        this.#schedule(delivery, fault.delayMs);
        break;
      default:
        this.#schedule(delivery, fault?.kind === 'delay' ? fault.delayMs : 0);
    }
    return delivery;
  }

  /** Makes the first attempt at once, without the clock, and resolves when it was answered. */
  startNow(endpoint: EndpointRecord, event: EventRecord, fault: PlannedFault): Promise<void> {
    return this.#try(this.#record(endpoint, event, fault));
  }

  /** Lets deliveries go that wait until the end of a generation was seen. */
  release(generation: GenerationRecord): void {
    for (const delivery of this.#held) {
      const { event, fault } = delivery;
      if (fault?.kind !== 'late' || event.generation !== generation) continue;
      this.#schedule(delivery, fault.delayMs);
    }
  }

  /** Ends the deliveries of an endpoint that wait for an attempt. */
  closeAll(endpoint: EndpointRecord, reason: string): void {
    for (const delivery of this.#pending) {
      if (delivery.endpoint === endpoint) this.#close(delivery, reason);
    }
  }

  /** What to restore them from; an attempt under way is made again. */
  snapshot() {
    return {
      ids: this.#ids.snapshot(),
      deliveries: this.#records.map((record) => snapshotDelivery(record, this.#held.has(record))),
    };
  }

  /** @throws {SnapshotRefused} if they contradict each other, or what they are about. */
  restore(ids: RandomState, snapshots: readonly DeliverySnapshot[], known: KnownWebhooks): void {
    this.#ids.restore(ids);
    const register = new Register<DeliveryRecord>('delivery');
    for (const [index, snapshot] of snapshots.entries()) {
      const path = `webhooks.deliveries[${index}]`;
      const delivery = deliveryOf(snapshot, path, known);
      register.add(`${path}.id`, delivery.id, delivery);
      this.#records.push(delivery);
      this.#revive(delivery, snapshot);
    }
  }

  #revive(delivery: DeliveryRecord, { isHeld, next, repeat }: DeliverySnapshot): void {
    const { clock } = this.#options;
    if (repeat !== null) {
      delivery.repeat = clock.resume(repeat, () => this.#attendRepeat(delivery));
    }
    if (delivery.status !== 'pending') return;
    this.#pending.add(delivery);
    if (isHeld) this.#held.add(delivery);
    if (next !== null) delivery.next = clock.resume(next, () => this.#attend(delivery));
    else if (!isHeld) this.#schedule(delivery, 0);
  }

  #record(
    endpoint: EndpointRecord,
    event: EventRecord,
    fault: PlannedFault | undefined,
  ): DeliveryRecord {
    const id = this.#ids.id('whdel_');
    const delivery = newDelivery({ id, endpoint, event, fault }, this.#options.clock.now());
    this.#records.push(delivery);
    this.#pending.add(delivery);
    if (this.#records.length > MOST_KEPT) this.#records.shift();
    return delivery;
  }

  #schedule(delivery: DeliveryRecord, delayMs: number): void {
    const { clock } = this.#options;
    if (delivery.fault?.kind === 'late') this.#held.delete(delivery);
    delivery.next?.cancel();
    delivery.next = clock.schedule(delayMs, () => this.#attend(delivery));
  }

  #attend(delivery: DeliveryRecord): void {
    delivery.next = undefined;
    this.#options.clock.attend(this.#try(delivery));
  }

  #try(delivery: DeliveryRecord): Promise<void> {
    this.#held.delete(delivery);
    return this.#lines.run(delivery.endpoint, async () => {
      if (delivery.status !== 'pending') return;
      const isFirst = delivery.attempts.length === 0;
      const atMs = this.#options.clock.now();
      const fault = isFirst && delivery.fault?.kind !== 'duplicate' ? delivery.fault : undefined;
      const answer = await this.#attempt(delivery, fault);
      if (answer === undefined) return;
      this.#conclude(delivery, answer, atMs);
      if (!isFirst) return;
      this.#releaseReordered(delivery.endpoint);
      await this.#repeat(delivery);
    });
  }

  /** Sends a delivery a second time, where a fault says so. */
  async #repeat(delivery: DeliveryRecord): Promise<void> {
    const { fault } = delivery;
    if (fault?.kind !== 'duplicate') return;
    if (fault.delayMs === 0) return this.#tryAgain(delivery);
    const { clock } = this.#options;
    delivery.repeat = clock.schedule(fault.delayMs, () => this.#attendRepeat(delivery));
  }

  #attendRepeat(delivery: DeliveryRecord): void {
    delivery.repeat = undefined;
    this.#options.clock.attend(this.#lines.run(delivery.endpoint, () => this.#tryAgain(delivery)));
  }

  /** Makes an attempt that no schedule knows of. */
  async #tryAgain(delivery: DeliveryRecord): Promise<void> {
    if (!isWanted(delivery)) return;
    const answer = await this.#attempt(delivery, delivery.fault);
    if (answer !== undefined && isReceived(answer)) this.#succeed(delivery);
  }

  #releaseReordered(endpoint: EndpointRecord): void {
    for (const delivery of this.#held) {
      const isNext = delivery.endpoint === endpoint && delivery.fault?.kind === 'reorder';
      if (isNext) this.#schedule(delivery, 0);
    }
  }

  /** Sends a delivery once; `undefined` if its world is gone. */
  #attempt(
    delivery: DeliveryRecord,
    fault: PlannedFault | undefined,
  ): Promise<WebhookAnswer | undefined> {
    // Answers come in no certain order, so no delivery may draw what another would have drawn.
    const forgery = this.#options.random.stream(`forgery/${delivery.id}`);
    return makeAttempt(delivery, { ...this.#options, fault, forgery });
  }

  #conclude(delivery: DeliveryRecord, answer: WebhookAnswer, atMs: number): void {
    const { clock, switches } = this.#options;
    const { endpoint } = delivery;
    if (isReceived(answer)) {
      this.#succeed(delivery);
      return;
    }
    endpoint.lastFailureAtMs = clock.now();
    if (delivery.status !== 'pending') return;
    const isGone = answer.status === 410 && switches['webhook.gone'] === 'disable';
    const waitMs = isGone ? undefined : RETRIES[delivery.tries++];
    if (waitMs !== undefined) {
      this.#schedule(delivery, Math.max(0, atMs + waitMs - clock.now()));
      return;
    }
    this.#settle(delivery, 'failed');
    endpoint.failureCount++;
    if (isGone || endpoint.failureCount >= DISABLE_AFTER) this.#disable(endpoint);
  }

  #disable(endpoint: EndpointRecord): void {
    this.#options.endpoints.disable(endpoint);
    this.closeAll(endpoint, 'The endpoint was disabled');
  }

  #succeed(delivery: DeliveryRecord): void {
    this.#settle(delivery, 'succeeded');
    delivery.endpoint.lastSuccessAtMs = this.#options.clock.now();
    delivery.endpoint.failureCount = 0;
  }

  #close(delivery: DeliveryRecord, reason: string): void {
    this.#settle(delivery, 'failed');
    delivery.lastError = reason;
  }

  #settle(delivery: DeliveryRecord, status: 'succeeded' | 'failed'): void {
    delivery.next?.cancel();
    delivery.next = undefined;
    delivery.status = status;
    delivery.updatedAtMs = this.#options.clock.now();
    this.#pending.delete(delivery);
    this.#held.delete(delivery);
  }
}

/** Whether its endpoint may still get it; one that is disabled gets test events only. */
function isWanted({ endpoint, event }: DeliveryRecord): boolean {
  if (endpoint.status === 'disabled') return event.generation === undefined;
  return endpoint.status === 'active';
}
