import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a receiver got it. */
export interface ReceivedDelivery {
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** When it came, in epoch milliseconds of the clock that its timestamp is held against. */
  readonly atMs: number;
}

/** A receiver of webhooks, to which a public URL may lead. */
export interface WebhookReceiver {
  readonly url: string;
  /** Everything that has come, oldest first; the newest hundred of it. */
  readonly received: readonly ReceivedDelivery[];
  /** The status of every answer from now on; 204 at first. */
  status: number;
  close(): Promise<void>;
}

const MOST_KEPT = 100;
const MOST_BYTES = 1_024 * 1_024;

/** Listens for webhooks. Rejects where the address cannot be listened on. */
export async function startWebhookReceiver(host: string, port: number): Promise<WebhookReceiver> {
  const received: ReceivedDelivery[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of req as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MOST_BYTES) return void res.writeHead(413, { connection: 'close' }).end();
        chunks.push(chunk);
      }
    } catch {
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(req.headers).map(([name, value]) => [name, value?.toString()]),
    );
    const body = Buffer.concat(chunks).toString('utf8');
    if (req.method === 'POST') received.push({ headers, body, atMs: Date.now() });
    if (received.length > MOST_KEPT) received.shift();
    res.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const receiver: WebhookReceiver = {
    url: `http://${shown}:${address.port}`,
    received,
    status: 204,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
