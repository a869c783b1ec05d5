import { expect, test } from 'vitest';
import { WebhookEvents } from '../../src/server/domain/webhook-events.ts';
import type { EventRecord } from '../../src/server/domain/webhook-records.ts';
import { worldWithEndpoint } from './webhook-worlds.ts';

/** Events with such ids, about no generation. */
function eventsOf(...ids: string[]) {
  const { account, test: send } = worldWithEndpoint();
  const { payload } = send().event;
  const event = (id: string): EventRecord => {
    return { id, type: 'webhook.test', account, generation: undefined, payload };
  };
  const events = new WebhookEvents();
  for (const id of ids) events.add(event(id));
  const restoring = { nowMs: 0, account: () => account };
  return { events, event, restoring };
}

const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

test('events are listed oldest first', () => {
  const { events, event } = eventsOf('evt_1');
  const added = event('evt_2');

  expect(events.add(added)).toBe(added);
  expect(idsOf(events.list())).toEqual(['evt_1', 'evt_2']);
});

test('beyond ten thousand the oldest is forgotten', () => {
  const { events, event } = eventsOf(...Array.from({ length: 10_000 }, (_, count) => `${count}`));
  expect(events.list()[0]?.id).toBe('0');

  events.add(event('10000'));

  expect(events.list()).toHaveLength(10_000);
  expect(events.list()[0]?.id).toBe('1');
});

test('a snapshot has forgotten events that deliveries still tell of, once and first', () => {
  const { events, event } = eventsOf('evt_1', 'evt_2');
  const forgotten = event('evt_0');

  const snapshot = events.snapshot([forgotten, forgotten, ...events.list()]);

  expect(idsOf(snapshot)).toEqual(['evt_0', 'evt_1', 'evt_2']);
});

test('restored events are those that were there, and are found by their ids', () => {
  const { events, restoring } = eventsOf('evt_1', 'evt_2');
  const copy = new WebhookEvents();

  const register = copy.restore(events.snapshot([]), restoring, () => undefined);

  expect(copy.list()).toEqual(events.list());
  expect(register.get('event', 'evt_2')).toBe(copy.list()[1]);
  expect(() => register.get('event', 'evt_3')).toThrow(
    'event must be the id of a known event: received "evt_3"',
  );
});

test('an event that is there twice is refused', () => {
  const { events, restoring } = eventsOf('evt_1');

  const snapshot = [...events.snapshot([]), ...events.snapshot([])];

  expect(() => new WebhookEvents().restore(snapshot, restoring, () => undefined)).toThrow(
    'webhooks.events[1].id must be the only event of that name: received "evt_1"',
  );
});

test('an event about an unknown generation is refused', () => {
  const { events, restoring } = eventsOf('evt_1');
  const [snapshot] = events.snapshot([]);
  const lie = { ...snapshot!, generation: 'task_none' };

  expect(() => new WebhookEvents().restore([lie], restoring, () => undefined)).toThrow(
    'webhooks.events[0].generation must be the id of a known generation: received "task_none"',
  );
});
