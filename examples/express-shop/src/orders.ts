export type OrderStatus = 'paid' | 'making' | 'delivered' | 'refunded';

export interface Order {
  readonly id: string;
  readonly prompt: string;
  status: OrderStatus;
  taskId?: string;
  pictureUrl?: string;
}

/** The orders of the shop; a database in a real one. */
export class Orders {
  readonly #orders = new Map<string, Order>();

  add(id: string, prompt: string): Order {
    const known = this.#orders.get(id);
    if (known !== undefined) return known;
    const order: Order = { id, prompt, status: 'paid' };
    this.#orders.set(id, order);
    return order;
  }

  get(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  ofTask(taskId: string): Order | undefined {
    return [...this.#orders.values()].find((order) => order.taskId === taskId);
  }

  with(status: OrderStatus): Order[] {
    return [...this.#orders.values()].filter((order) => order.status === status);
  }
}
