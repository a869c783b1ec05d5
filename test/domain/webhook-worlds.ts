import { SUBSCRIBABLE_EVENTS } from '../../src/contracts/events.ts';
import type { WorldSnapshot } from '../../src/contracts/snapshot.ts';
import type { EndpointChoice } from '../../src/server/domain/webhook-endpoints.ts';
import type { WebhookFault } from '../../src/server/domain/webhook-faults.ts';
import type { WebhookAnswer, WebhookRequest } from '../../src/server/domain/webhook-records.ts';
import type { World, WorldSettings } from '../../src/server/domain/world.ts';
import { NO_FILES, restoreWorld, snapshotWorld } from '../../src/server/domain/world-snapshots.ts';
import { worldOf, worldSettings } from './worlds.ts';

type Choice = Omit<EndpointChoice, 'status'>;
export const HOOK: Choice = {
  name: 'Hook',
  url: 'https://example.com/hook',
  eventTypes: SUBSCRIBABLE_EVENTS,
};
const BOAT = { model: 'z-image', prompt: 'A paper boat', params: {} } as const;

/** What comes of an attempt that is answered with a status. */
export function answered(status: number): WebhookAnswer {
  return { status, error: undefined, sentTo: undefined };
}

/** A receiver that answers with one status after the other; the last one stands. */
export function receiverOf(...statuses: number[]) {
  const receiver = {
    received: [] as WebhookRequest[],
    answer: (): WebhookAnswer | Promise<WebhookAnswer> => {
      const index = Math.min(receiver.received.length, statuses.length) - 1;
      return answered(statuses[index] ?? 200);
    },
    deliver: async (request: WebhookRequest) => {
      receiver.received.push(request);
      return receiver.answer();
    },
    /** Answers nothing until `answer` is called; `arrived` resolves when something has come. */
    hold: () => {
      let answer: (status: number) => void = () => {};
      const held = new Promise<WebhookAnswer>((resolve) => {
        answer = (status) => resolve(answered(status));
      });
      const arrived = new Promise<void>((resolve) => {
        receiver.answer = () => {
          resolve();
          return held;
        };
      });
      return { arrived, answer };
    },
  };
  return receiver;
}

/** The parts of a world that are about webhooks, and short ways to use them. */
function partsOf(world: World, receiver: ReturnType<typeof receiverOf>) {
  const { webhooks, clock } = world;
  const account = world.accounts.get('main');
  return {
    world,
    webhooks,
    clock,
    account,
    receiver,
    listen: (choice: Partial<Choice> = {}) =>
      webhooks.endpoints.create(account, { ...HOOK, ...choice }),
    generate: async () => world.generations.start(account, BOAT),
    inject: (fault: WebhookFault) => webhooks.faults.add(fault),
    /** When the attempts of each delivery were made. */
    times: () => webhooks.deliveries.list().map(({ attempts }) => attempts.map(({ atMs }) => atMs)),
  };
}

/** A world whose account `main` has an endpoint, which is answered with such statuses. */
export function worldWithEndpoint(statuses: number[] = [], settings: Partial<WorldSettings> = {}) {
  const receiver = receiverOf(...statuses);
  const parts = partsOf(worldOf('w1', { deliver: receiver.deliver, ...settings }), receiver);
  const endpoint = parts.listen();
  const test = (to = endpoint) => parts.webhooks.test(parts.account, to.id);
  return { ...parts, endpoint, test };
}

export const snapshotOf = (world: World) => snapshotWorld(world, NO_FILES);

/** A world that goes on from a snapshot, with a receiver of its own. */
export function restored(snapshot: WorldSnapshot) {
  const receiver = receiverOf();
  const settings = worldSettings({ deliver: receiver.deliver });
  return partsOf(restoreWorld('w1', settings, snapshot), receiver);
}
