import type { EventSnapshot } from '../../contracts/snapshot-webhooks.ts';
import type { GenerationRecord } from './generation-record.ts';
import { Register, type Restoring } from './restoring.ts';
import type { EventRecord } from './webhook-records.ts';
import { eventOf, snapshotEvent } from './webhook-snapshots.ts';

/** Events beyond it are forgotten, the oldest first. */
const MOST_KEPT = 10_000;

/** What has happened in one world that endpoints are told of. */
export class WebhookEvents {
  #records: EventRecord[] = [];

  /** All that are remembered, oldest first. */
  list(): readonly EventRecord[] {
    return this.#records;
  }

  add(event: EventRecord): EventRecord {
    this.#records.push(event);
    if (this.#records.length > MOST_KEPT) this.#records.shift();
    return event;
  }

  /** What to restore them from, with those that were forgotten, but of which deliveries still tell. */
  snapshot(told: readonly EventRecord[]): EventSnapshot[] {
    const known = new Set(this.#records);
    const forgotten = new Set(told.filter((event) => !known.has(event)));
    return [...forgotten, ...known].map(snapshotEvent);
  }

  /** @throws {SnapshotRefused} if one is there twice, or is about what nobody knows. */
  restore(
    snapshots: readonly EventSnapshot[],
    restoring: Restoring,
    findGeneration: (id: string) => GenerationRecord | undefined,
  ): Register<EventRecord> {
    const register = new Register<EventRecord>('event');
    for (const [index, snapshot] of snapshots.entries()) {
      const path = `webhooks.events[${index}]`;
      const event = eventOf(snapshot, { path, restoring, findGeneration });
      this.#records.push(register.add(`${path}.id`, event.id, event));
    }
    return register;
  }
}
