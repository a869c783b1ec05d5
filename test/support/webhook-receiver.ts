import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base } from './fake.ts';

/** One delivery as it arrived. */
export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a delivery; `index` counts from 0. */
export type Answer = (res: ServerResponse, index: number, received: Received) => unknown;

export interface Receiver {
  readonly url: string;
  /** Everything that has arrived, in the order of arrival. */
  readonly received: Received[];
  /** Decides what is answered from now on. */
  answer: Answer;
}

/** Answers with a status. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (res) => res.writeHead(code, headers).end();
}

/** Starts a receiver on a socket of its own. */
export async function startReceiver(): Promise<Receiver & { close(): Promise<void> }> {
  const received: Received[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const { method, url: path, headers } = req;
    const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
    await receiver.answer(res, received.push(one) - 1, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: status(204),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** The test of the fake, with a receiver beside it. */
export const test = base.extend<{ receiver: Receiver }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  receiver: async ({}, use) => {
    const receiver = await startReceiver();
    await use(receiver);
    await receiver.close();
  },
});
