import { ApiCallError, type Client, type Generation } from 'rivya-testkit/client';
import type { Order, Orders } from './orders.ts';

/** What makes the pictures of orders. Every method can be called again at any time. */
export class Studio {
  readonly #rivya: Client;
  readonly #orders: Orders;

  constructor(rivya: Client, orders: Orders) {
    this.#rivya = rivya;
    this.#orders = orders;
  }

  /** Starts the picture of a paid order. The key makes a second call harmless. */
  async begin(order: Order): Promise<void> {
    if (order.status !== 'paid') return;
    try {
      const request = { model: 'z-image', prompt: order.prompt } as const;
      const task = await this.#rivya.generations.create(request, {
        idempotencyKey: `order-${order.id}`,
      });
      order.taskId = task.id;
      order.status = 'making';
    } catch (error) {
      if (!(error instanceof ApiCallError)) throw error;
      // Refused for good: the customer gets the money back. Everything else is tried again.
      if (error.code === 'insufficient_credits' || error.code === 'validation_failed') {
        order.status = 'refunded';
      }
    }
  }

  /** Takes note of how a generation stands; the second time it changes nothing. */
  settle(generation: Pick<Generation, 'id' | 'status' | 'result'>): void {
    const order = this.#orders.ofTask(generation.id);
    if (order?.status !== 'making') return;
    if (generation.status === 'failed') order.status = 'refunded';
    const url = generation.result?.primary_url;
    if (generation.status !== 'succeeded' || url === undefined) return;
    order.pictureUrl = url;
    order.status = 'delivered';
  }

  /** The worker: tries again what got no answer, and asks for what no webhook told. */
  async lookAfter(): Promise<void> {
    for (const order of this.#orders.with('paid')) await this.begin(order);
    for (const { taskId } of this.#orders.with('making')) {
      if (taskId !== undefined) this.settle(await this.#rivya.generations.retrieve(taskId));
    }
  }
}
