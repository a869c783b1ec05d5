import type { WorldSnapshot } from '../../contracts/snapshot.ts';
import { MEDIA_PATH } from './outputs.ts';

/** Where media of a world are found. */
export interface Place {
  readonly origin: string;
  readonly world: string;
}

/**
 * A snapshot for another place: URLs and paths of the world's own media lead there. What was sent
 * stays as it was, as its signature says so, and what people wrote stays as they wrote it.
 */
export function relocate(snapshot: WorldSnapshot, to: Place): WorldSnapshot {
  if (snapshot.origin === to.origin && snapshot.world === to.world) return snapshot;
  const move = mover(snapshot, to);
  const { generations, files, webhooks, idempotency } = snapshot;
  return {
    ...snapshot,
    ...to,
    generations: {
      ...generations,
      records: generations.records.map((record) => ({
        ...record,
        params: move(record.params),
        outputs: move(record.outputs),
      })),
    },
    files: { ...files, records: files.records.map((file) => ({ ...file, path: move(file.path) })) },
    webhooks: { ...webhooks, ...moveWebhooks(webhooks, move) },
    idempotency: idempotency.map((known) => ({ ...known, reply: move(known.reply) })),
  };
}

type Move = <Value>(value: Value) => Value;

function mover(from: Place, to: Place): Move {
  const before = `${MEDIA_PATH}/${from.world}/`;
  const after = `${MEDIA_PATH}/${to.world}/`;
  const moveText = (text: string) =>
    text.startsWith(before)
      ? `${after}${text.slice(before.length)}`
      : text.replaceAll(`${from.origin}${before}`, `${to.origin}${after}`);
  const move = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes(before) ? moveText(value) : value;
    if (Array.isArray(value)) return value.map(move);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, move(inner)]));
  };
  // A text stays a text, a list a list of as many, an object one with the same members.
  return move as Move;
}

function moveWebhooks({ events, deliveries }: WorldSnapshot['webhooks'], move: Move) {
  const sentBodies = new Map(events.map(({ id, payload }) => [id, JSON.stringify(payload)]));
  return {
    events: events.map((event) => ({ ...event, payload: move(event.payload) })),
    deliveries: deliveries.map((delivery) => ({
      ...delivery,
      attempts: delivery.attempts.map((attempt) => ({
        ...attempt,
        body: attempt.body ?? sentBodies.get(delivery.event) ?? null,
      })),
    })),
  };
}
