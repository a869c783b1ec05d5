import express, { type Express } from 'express';
import { type Client, verifyWebhook, WebhookVerificationError } from 'rivya-testkit/client';
import { Orders } from './orders.ts';
import { Studio } from './studio.ts';

export interface ShopOptions {
  readonly rivya: Client;
  /** The signing secret of the shop's webhook endpoint, once it has one. */
  readonly webhookSecret: () => string;
  /** The time, in milliseconds; a test hands in the time of its world. */
  readonly now?: () => number;
}

export interface Shop {
  readonly app: Express;
  readonly studio: Studio;
}

/** The shop: an app to listen with, and a studio that a worker calls now and then. */
export function createShop({ rivya, webhookSecret, now = Date.now }: ShopOptions): Shop {
  const orders = new Orders();
  const studio = new Studio(rivya, orders);
  const app = express();

  app.put('/orders/:id', express.json(), async (req, res) => {
    const order = orders.add(req.params.id, String(req.body.prompt));
    await studio.begin(order);
    res.status(202).json(order);
  });

  app.get('/orders/:id', (req, res) => {
    const order = orders.get(req.params.id);
    if (order === undefined) res.status(404).end();
    else res.json(order);
  });

  // The signature is over the bytes as they came, so they are verified before they are parsed.
  app.post('/rivya', express.text({ type: 'application/json' }), async (req, res) => {
    const headers = req.headers as Record<string, string>;
    try {
      const { body } = req;
      const event = await verifyWebhook({ body, headers, secret: webhookSecret(), now: now() });
      if (event.type.startsWith('generation.')) studio.settle(event.data as never);
      res.status(204).end();
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      res.status(401).end();
    }
  });

  return { app, studio };
}
