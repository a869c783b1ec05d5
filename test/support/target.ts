import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ProxyOptions, type RunningProxy, startProxy } from '../../src/drift/index.ts';
import { test as base } from './fake.ts';

/** A plain server in the place of the API, for what the fake would never send. */
export interface Target {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server on a socket of its own. */
export async function startTarget(listener: RequestListener): Promise<Target> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Fixtures {
  /** Starts a server in the place of the API, closed after the test. */
  target: (listener: RequestListener) => Promise<string>;
  /** Starts a proxy, closed after the test. */
  proxyTo: (target: string, options?: Partial<ProxyOptions>) => Promise<RunningProxy>;
}

/** The test of the fake, with servers and proxies that are closed after it. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  target: async ({}, use) => {
    const started: Target[] = [];
    await use(async (listener) => {
      const target = await startTarget(listener);
      started.push(target);
      return target.url;
    });
    for (const target of started) await target.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  proxyTo: async ({}, use) => {
    const started: RunningProxy[] = [];
    await use(async (target, options = {}) => {
      const proxy = await startProxy({ target, ...options });
      started.push(proxy);
      return proxy;
    });
    for (const proxy of started) await proxy.close();
  },
});
