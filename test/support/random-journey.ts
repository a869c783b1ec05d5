import type { Fake } from '../../src/index.ts';
import { Random } from '../../src/server/domain/random.ts';
import { type Caller, createCaller, type Reply } from './caller.ts';
import { uploadForm } from './examples.ts';

/** What a traveller knows: what earlier replies have told. */
export interface Known {
  readonly tasks: string[];
  readonly sessions: string[];
  readonly endpoints: string[];
  readonly files: string[];
}

/** Nothing. */
export function nothingKnown(): Known {
  return { tasks: [], sessions: [], endpoints: [], files: [] };
}

interface Traveller {
  readonly call: Caller;
  /** Calls of the control plane, whose request ids belong to the fake and to no world. */
  readonly steer: Pick<Caller, 'get' | 'post'>;
  readonly fake: Fake;
  readonly random: Random;
  readonly known: Known;
  readonly receiverUrl: string;
}

type Step = (traveller: Traveller) => Promise<Reply | undefined>;

const MODELS = ['z-image', 'kling-3-0', 'elevenlabs-sound-effect-v2'];
const FAULTS = ['duplicate', 'reorder', 'delay', 'drop', 'old-secret', 'late', 'truncated-body'];
const NOT_OURS = ['connection', 'date', 'keep-alive', 'content-length'];

const STEPS: readonly Step[] = [
  create,
  create,
  create,
  createWithKey,
  advance,
  advance,
  advance,
  async ({ call, random, known }) => call.get(`/api/v1/generations/${pick(random, known.tasks)}`),
  async ({ steer, random }) =>
    steer.post('/__rivya/generations/plan', {
      outcome: pick(random, ['failed', 'succeeded']),
      times: whole(random, 1, 3),
      queued_ms: whole(random, 0, 9_000),
      processing_ms: whole(random, 0, 9_000),
    }),
  async ({ steer, random }) =>
    steer.post('/__rivya/webhooks/faults', {
      kind: pick(random, FAULTS),
      times: whole(random, 1, 2),
      probability: 0.7,
      delay_ms: whole(random, 0, 60_000),
    }),
  chat,
  chat,
  async ({ steer, random }) =>
    steer.post('/__rivya/chat/script', {
      text: `Answer ${whole(random, 0, 99)} of a script`,
      message_contains: `${whole(random, 0, 9)}`,
      times: 2,
    }),
  async ({ call, known, random }) => {
    const form = uploadForm({ name: `${whole(random, 0, 99)}.png` });
    const reply = await call.post('/api/v1/files', form);
    if (reply.status < 300) known.files.push(reply.body.id);
    return reply;
  },
  async ({ call, known, random }) => call.get(`/api/v1/files/${pick(random, known.files)}`),
  createEndpoint,
  async ({ call, known, random }) =>
    call.post(`/api/v1/webhooks/${pick(random, known.endpoints)}/rotate-secret`),
  async ({ call, known, random }) =>
    call.send('PATCH', `/api/v1/webhooks/${pick(random, known.endpoints)}`, {
      status: pick(random, ['active', 'active', 'disabled']),
    }),
  async ({ call, known, random }) =>
    call.post(`/api/v1/webhooks/${pick(random, known.endpoints)}/test`),
  async ({ call }) => call.get('/api/v1/webhook-events'),
  async ({ steer }) => steer.get('/__rivya/webhooks/deliveries'),
  async ({ call }) => call.get('/api/v1/credits'),
  async ({ steer }) => steer.get('/__rivya/ledger'),
  async ({ call }) => call.get('/api/v1/chat/sessions'),
  async ({ steer }) => steer.post('/__rivya/keys', { scopes: ['credits:read'] }),
];

/** Goes so many random steps, and returns what was said on the way, without the fake's address. */
export async function travel(
  fake: Fake,
  more: { seed: string; steps: number; known: Known; receiverUrl: string },
): Promise<string[]> {
  const { known, receiverUrl } = more;
  const call = createCaller(fake.url, fake.apiKey);
  const steer = { get: anonymous(call.get), post: anonymous(call.post) };
  const random = new Random(more.seed);
  const transcript: string[] = [];
  for (let step = 0; step < more.steps; step++) {
    const reply = await pick(
      random,
      STEPS,
    )({
      call,
      steer,
      fake,
      random,
      known,
      receiverUrl,
    });
    transcript.push(reply === undefined ? `${fake.clock.now()}` : textOf(reply));
  }
  return transcript;
}

function anonymous<Parts extends unknown[]>(send: (...parts: Parts) => Promise<Reply>) {
  return async (...parts: Parts): Promise<Reply> => {
    const reply = await send(...parts);
    const headers = new Headers(reply.headers);
    headers.delete('x-request-id');
    return { ...reply, headers };
  };
}

/** A reply as text, without what depends on real time. */
function textOf({ status, headers, body }: Reply): string {
  const kept = [...headers].filter(([name]) => !NOT_OURS.includes(name));
  return JSON.stringify({ status, kept, body });
}

async function create({ call, random, known }: Traveller): Promise<Reply> {
  const body = { model: pick(random, MODELS), prompt: `Boat ${whole(random, 0, 99)}` };
  const reply = await call.post('/api/v1/generations', body);
  if (reply.status < 300) known.tasks.push(reply.body.id);
  return reply;
}

async function createWithKey({ call, random }: Traveller): Promise<Reply> {
  const headers = { 'idempotency-key': `order-${whole(random, 0, 5)}` };
  const body = { model: 'z-image', prompt: `Boat ${whole(random, 0, 1)}` };
  return call.post('/api/v1/generations', body, { headers });
}

async function advance({ fake, random }: Traveller): Promise<undefined> {
  await fake.clock.advance(pick(random, [500, 1_000, 4_000, 30_000, 600_000]));
}

async function chat({ call, random, known }: Traveller): Promise<Reply> {
  const session = random.float() < 0.5 ? known.sessions.at(-1) : undefined;
  const reply = await call.post('/api/v1/chat/completions', {
    model: 'gpt-5-2-chat',
    message: `Question ${whole(random, 0, 99)}`,
    ...(session === undefined ? {} : { session_id: session }),
  });
  if (reply.status < 300) known.sessions.push(reply.body.session_id);
  return reply;
}

async function createEndpoint({ call, random, known, receiverUrl }: Traveller): Promise<Reply> {
  const reply = await call.post('/api/v1/webhooks', {
    name: `Endpoint ${whole(random, 0, 9)}`,
    url: `${receiverUrl}/${whole(random, 0, 9)}`,
    event_types: ['generation.succeeded', 'generation.failed'],
  });
  if (reply.status < 300) known.endpoints.push(reply.body.id);
  return reply;
}

function whole(random: Random, from: number, to: number): number {
  return from + Math.floor(random.float() * (to - from + 1));
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random.float() * items.length)] as Item;
}
