import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../../src/client/index.ts';

/** One planned reply: JSON or text, or a connection that goes wrong. */
export interface ScriptedReply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** `drop` closes before the reply, `cut` in the middle of it, `hang` never replies. */
  connection?: 'drop' | 'cut' | 'hang';
}

/** What the server received. */
export interface ReceivedRequest {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server that gives the planned replies in order, and a client whose sleeps are recorded. */
export interface Scene {
  url: string;
  client: Client;
  requests: ReceivedRequest[];
  sleptMs: number[];
}

/** The key that the client of a scene uses. */
export const KEY = 'rvya_sk_test_secret-of-this-test';

/** A documented generation, changed where a test says so. */
export function generation(changes: Record<string, unknown> = {}) {
  return {
    id: 'task_z_image_example',
    status: 'queued',
    model: 'z-image',
    reserved_credits: 1,
    final_credits: 0,
    created_at: '2026-05-11T00:00:00.000Z',
    updated_at: '2026-05-11T00:00:00.000Z',
    result: null,
    error: null,
    ...changes,
  };
}

/** A refusal in the documented envelope. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}) {
  return { status, headers, body: { error: { code, message: 'Said so.', requestId: 'req_1' } } };
}

/** `test` with `scene(replies, options)`; its servers are closed afterwards. */
export const test = base.extend<{
  scene: (replies: ScriptedReply[], options?: ClientOptions) => Promise<Scene>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures from the pattern
  scene: async ({}, use) => {
    const closers: (() => void)[] = [];
    await use(async (replies, options = {}) => {
      const { close, ...scene } = await startScene(replies, options);
      closers.push(close);
      return scene;
    });
    for (const close of closers) close();
  },
});

async function startScene(replies: ScriptedReply[], options: ClientOptions) {
  const requests: ReceivedRequest[] = [];
  const script = [...replies];
  const server = createServer(async (req, res) => {
    const { method, url, headers } = req;
    requests.push({ method, url, headers, body: await readBody(req) });
    play(script.shift() ?? refusal(418, 'script_is_over'), res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sleptMs: number[] = [];
  const client = createClient({
    baseUrl: url,
    apiKey: KEY,
    random: () => 1,
    sleep: async (ms) => sleptMs.push(ms),
    ...options,
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url, client, requests, sleptMs, close };
}

async function readBody(req: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of req) body += chunk;
  return body;
}

function play(
  { status = 200, headers, body = '', connection }: ScriptedReply,
  res: ServerResponse,
) {
  if (connection === 'hang') return;
  if (connection === 'drop') {
    res.destroy();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const length = Buffer.byteLength(text) + (connection === 'cut' ? 10 : 0);
  res.writeHead(status, { 'Content-Length': length, ...headers });
  if (connection === 'cut') res.write(text, () => res.destroy());
  else res.end(text);
}
