import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { EventType, WebhookEvent } from '../../contracts/events.ts';
import type { WebhooksSnapshot } from '../../contracts/snapshot-webhooks.ts';
import type { Switches } from '../../contracts/switches.ts';
import type { Account } from './accounts.ts';
import type { Clock } from './clock.ts';
import type { Coverage } from './coverage.ts';
import type { GenerationRecord } from './generation-record.ts';
import type { Random } from './random.ts';
import type { Restoring } from './restoring.ts';
import { WebhookDeliveries } from './webhook-deliveries.ts';
import { type EndpointChoice, type EndpointRecord, WebhookEndpoints } from './webhook-endpoints.ts';
import { WebhookEvents } from './webhook-events.ts';
import { matches, type PlannedFault, WebhookFaults } from './webhook-faults.ts';
import type { Deliver, DeliveryRecord, EventRecord } from './webhook-records.ts';

/** An event before it has its body. */
export interface EventDraft {
  readonly id: string;
  readonly type: EventType;
  readonly createdAtMs: number;
  /** What it is about; `undefined` for a test event. */
  readonly generation: GenerationRecord | undefined;
}

export interface WebhooksOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly switches: Switches;
  readonly allowLocal: boolean;
  readonly deliver: Deliver;
  readonly coverage: Coverage;
  readonly presentEvent: (event: EventDraft) => WebhookEvent;
  /** Told about each attempt, the last of its delivery. */
  readonly onAttempt: (delivery: DeliveryRecord) => void;
}

const MOST_LISTED = ASSUMPTIONS['webhook.records'].value.listed;

/** The webhooks of one world: what happened, who is told of it, and what goes wrong on the way. */
export class Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly faults: WebhookFaults;
  readonly deliveries: WebhookDeliveries;
  readonly #options: WebhooksOptions;
  readonly #eventIds: Random;
  readonly #early = new WeakMap<GenerationRecord, PlannedFault>();
  readonly #events = new WebhookEvents();

  constructor(options: WebhooksOptions) {
    const { clock, random, switches, allowLocal, deliver, coverage, onAttempt } = options;
    const now = () => clock.now();
    this.#options = options;
    this.#eventIds = random.stream('events');
    this.faults = new WebhookFaults(random.stream('faults'), coverage);
    this.endpoints = new WebhookEndpoints({ now, random: random.stream('endpoints'), allowLocal });
    this.deliveries = new WebhookDeliveries({
      clock,
      random: random.stream('deliveries'),
      switches,
      endpoints: this.endpoints,
      deliver,
      onAttempt,
    });
  }

  /** The newest events of an account, newest first. */
  events(account: Account): EventRecord[] {
    return newest(this.#events.list(), (event) => event.account === account);
  }

  /**
   * The newest deliveries of an endpoint, newest first.
   *
   * @throws {ApiError} `not_found`.
   */
  deliveriesOf(account: Account, endpointId: string): DeliveryRecord[] {
    const endpoint = this.endpoints.get(account, endpointId);
    return newest(this.deliveries.list(), (delivery) => delivery.endpoint === endpoint);
  }

  /**
   * Changes an endpoint; turning it off ends what was under way to it.
   *
   * @throws {ApiError} `not_found` or `webhook_url_rejected`, with nothing changed.
   */
  update(account: Account, id: string, choice: Partial<EndpointChoice>): EndpointRecord {
    const endpoint = this.endpoints.update(account, id, choice);
    if (choice.status === 'disabled') {
      this.deliveries.closeAll(endpoint, 'The endpoint was disabled');
    }
    return endpoint;
  }

  /**
   * Ends an endpoint for ever, and what was under way to it.
   *
   * @throws {ApiError} `not_found`.
   */
  revoke(account: Account, id: string): EndpointRecord {
    const endpoint = this.endpoints.get(account, id);
    this.endpoints.revoke(endpoint);
    this.deliveries.closeAll(endpoint, 'The endpoint was deleted');
    return endpoint;
  }

  /**
   * Gives an endpoint a new secret.
   *
   * @throws {ApiError} `not_found`.
   */
  rotate(account: Account, id: string): EndpointRecord {
    const endpoint = this.endpoints.get(account, id);
    this.endpoints.rotate(endpoint);
    return endpoint;
  }

  /**
   * Sends a test event to an endpoint, whether or not it is turned on.
   *
   * @throws {ApiError} `not_found`.
   */
  test(account: Account, id: string): DeliveryRecord {
    const endpoint = this.endpoints.get(account, id);
    const type = ASSUMPTIONS['webhook.testEvent'].value;
    const fault = this.faults.take({ endpointId: id, eventType: type });
    return this.deliveries.start(endpoint, this.#recordEvent(account, type, undefined), fault);
  }

  /** Whether a planned fault makes a generation end before its start is answered. */
  endsEarly(generation: GenerationRecord, outcome: 'succeeded' | 'failed'): boolean {
    const eventType = typeOf(outcome);
    const receivers = this.#receivers(generation.account, eventType);
    if (receivers.length === 0) return false;
    const fault = this.faults.takeEarly(receivers.map(({ id }) => ({ endpointId: id, eventType })));
    if (fault !== undefined) this.#early.set(generation, fault);
    return fault !== undefined;
  }

  /**
   * Tells the endpoints of an account that a generation has come to its end. A promise that it
   * returns resolves when an early event was answered.
   */
  emitEnd(generation: GenerationRecord): Promise<unknown> | undefined {
    const { account } = generation;
    if (this.endpoints.list(account).size === 0) return undefined;
    const eventType = typeOf(generation.status === 'failed' ? 'failed' : 'succeeded');
    const event = this.#recordEvent(account, eventType, generation);
    const early = this.#early.get(generation);
    const sending: Promise<void>[] = [];
    for (const endpoint of this.#receivers(account, eventType)) {
      const target = { endpointId: endpoint.id, eventType };
      if (early !== undefined && matches(early, target)) {
        sending.push(this.deliveries.startNow(endpoint, event, early));
      } else {
        this.deliveries.start(endpoint, event, this.faults.take(target));
      }
    }
    return sending.length === 0 ? undefined : Promise.all(sending);
  }

  /** Takes note that the status endpoint has shown a generation. */
  noteSeen(generation: GenerationRecord): void {
    this.deliveries.release(generation);
  }

  /** What to restore them from; it holds no secrets. */
  snapshot(): WebhooksSnapshot {
    const { endpoints, random } = this.endpoints.snapshot();
    const { deliveries, ids } = this.deliveries.snapshot();
    const { faults, random: chance } = this.faults.snapshot();
    const told = this.deliveries.list().map(({ event }) => event);
    return {
      random: {
        events: this.#eventIds.snapshot(),
        faults: chance,
        endpoints: random,
        deliveries: ids,
      },
      faults,
      endpoints,
      events: this.#events.snapshot(told),
      deliveries,
    };
  }

  /** @throws {SnapshotRefused} if they contradict each other, or what they are about. */
  restore(
    { random, faults, endpoints, events, deliveries }: WebhooksSnapshot,
    restoring: Restoring,
    findGeneration: (id: string) => GenerationRecord | undefined,
  ): void {
    this.#eventIds.restore(random.events);
    this.faults.restore(random.faults, faults);
    this.deliveries.restore(random.deliveries, deliveries, {
      restoring,
      endpoints: this.endpoints.restore(random.endpoints, endpoints, restoring),
      events: this.#events.restore(events, restoring, findGeneration),
    });
  }

  #receivers(account: Account, type: EventType): EndpointRecord[] {
    return [...this.endpoints.list(account)].filter(
      ({ status, eventTypes }) => status === 'active' && eventTypes.some((own) => own === type),
    );
  }

  #recordEvent(
    account: Account,
    type: EventType,
    generation: GenerationRecord | undefined,
  ): EventRecord {
    const id = this.#eventIds.id('evt_');
    const createdAtMs = this.#options.clock.now();
    const payload = this.#options.presentEvent({ id, type, createdAtMs, generation });
    const event = { id, type, account, generation, payload };
    return this.#events.add(event);
  }
}

function typeOf(outcome: 'succeeded' | 'failed') {
  return `generation.${outcome}` as const;
}

function newest<T>(records: readonly T[], isWanted: (record: T) => boolean): T[] {
  return records.filter(isWanted).slice(-MOST_LISTED).reverse();
}
