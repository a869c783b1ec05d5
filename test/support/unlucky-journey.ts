import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeOptions, type JournalEntry, type Scenario, startFake } from '../../src/index.ts';
import { ENDPOINT, IMAGE, TURN } from './examples.ts';
import { startReceiver } from './webhook-receiver.ts';

/** Misfortune of all kinds, each by chance. */
const BY_CHANCE: Scenario = {
  faults: [
    { kind: 'extra-fields', times: 'always', probability: 0.2 },
    { kind: 'error', code: 'rate_limited', retry_after_ms: 7_000, times: 5, probability: 0.2 },
    { kind: 'reply', preset: 'bad-gateway', times: 5, probability: 0.2 },
    { kind: 'other-status', times: 'always', probability: 0.2 },
    { kind: 'wrong-content-type', times: 5, probability: 0.2 },
    { kind: 'truncated-json', times: 5, probability: 0.2 },
    { kind: 'clock-skew', skew_ms: -5_000, times: 'always', probability: 0.2 },
    { kind: 'reply-lost', operations: ['createGeneration'], times: 'always', probability: 0.2 },
  ],
  webhook_faults: [
    { kind: 'early', times: 3, probability: 0.3 },
    { kind: 'duplicate', times: 4, probability: 0.3 },
    { kind: 'bad-signature', times: 4, probability: 0.3 },
    { kind: 'truncated-body', times: 4, probability: 0.3 },
    { kind: 'stale-timestamp', times: 4, probability: 0.3 },
    { kind: 'reorder', times: 4, probability: 0.3 },
    { kind: 'delay', times: 4, probability: 0.3 },
    { kind: 'drop', times: 4, probability: 0.3 },
  ],
  stream_faults: [
    { faults: ['cut-random', 'comments'], times: 2 },
    { faults: ['drop', 'crlf'], bytes: 40 },
    { faults: ['multiline-data', 'bom'], times: 2 },
  ],
};

/** Everything that came of a journey under misfortune, in the order in which it came, as texts. */
export interface Transcript {
  /** Status, headers and body of each reply, or that it broke off. */
  readonly replies: readonly string[];
  /** Path, headers and body of each webhook as its receiver got it. */
  readonly received: readonly string[];
  /** What the fake itself tells of requests and deliveries. */
  readonly evidence: readonly string[];
}

const NOT_OURS = ['connection', 'date', 'keep-alive', 'host'];

/** Calls, streams and webhooks under faults by chance, the receiver failing every third time. */
export async function unluckyJourney(options: FakeOptions): Promise<Transcript> {
  const receiver = await startReceiver();
  receiver.answer = (res, index) => res.writeHead(index % 3 === 0 ? 503 : 204).end();
  const fake = await startFake({
    scenario: BY_CHANCE,
    // Bodies of webhooks hold the origin of the fake, and may not differ by its port.
    publicUrl: 'https://fake.example',
    forwardWebhooks: receiver.url,
    ...options,
  });
  const door = createServer((req, res) => fake.router(req, res, () => res.destroy()));
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  const replies: string[] = [];
  const call = async (path: string, body?: object) => {
    const reply = await answerTo(`http://127.0.0.1:${port}${path}`, fake.apiKey, body);
    replies.push(reply);
    return reply;
  };
  await call('/api/v1/webhooks', ENDPOINT);
  for (let turn = 0; turn < 20; turn++) {
    const created = await call('/api/v1/generations', IMAGE);
    const id = /task_[a-z0-9]{24}/.exec(created)?.[0] ?? 'task_lost';
    await fake.clock.advance(3_000);
    await call(`/api/v1/generations/${id}`);
    if (turn < 8) await call('/api/v1/chat/completions/stream', TURN);
  }
  await fake.clock.runUntilIdle();
  const evidence = [...fake.journal.entries().map(withoutRealTime), ...fake.webhooks.deliveries()];
  await new Promise((resolve) => door.close(resolve));
  await fake.close();
  await receiver.close();
  return {
    replies,
    received: receiver.received.map(({ path, headers, body }) =>
      JSON.stringify([path, ours(Object.entries(headers)), body]),
    ),
    evidence: evidence.map((one) => JSON.stringify(one).replaceAll(receiver.url, '')),
  };
}

async function answerTo(url: string, apiKey: string, body?: object): Promise<string> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    connection: 'close',
  };
  const sent = body && { method: 'POST', body: JSON.stringify(body) };
  try {
    const reply = await fetch(url, { headers, ...sent });
    const text = await reply.text();
    return JSON.stringify([reply.status, ours([...reply.headers]), text]);
  } catch {
    // How much of it arrived is up to the network; the journal tells what was sent.
    return 'broken off';
  }
}

function ours<Header extends readonly [string, unknown]>(headers: readonly Header[]): Header[] {
  return headers.filter(([name]) => !NOT_OURS.includes(name));
}

/** An entry of the journal without what real time and the port decide. */
function withoutRealTime({ durationMs: _real, request, ...entry }: JournalEntry): object {
  const headers = ours(Object.entries(request.headers));
  return { ...entry, request: { ...request, headers } };
}
