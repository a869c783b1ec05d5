import { describe } from 'vitest';
import * as z from 'zod';
import { endpointOf } from '../src/contracts/api.ts';
import { setSwitches } from '../src/contracts/assumptions.ts';
import { type Endpoint, successStatus } from '../src/contracts/endpoint.ts';
import { ERRORS, type ErrorCode } from '../src/contracts/errors.ts';
import { ErrorEnvelope } from '../src/contracts/primitives.ts';
import type { Fake } from '../src/index.ts';
import type { ServedId } from '../src/server/operations/index.ts';
import type { Caller, CallOptions, Reply } from './support/caller.ts';
import { eventsIn } from './support/events.ts';
import {
  EXAMPLES,
  IMAGE,
  prepareExample,
  SERVED_IDS,
  TURN,
  uploadForm,
  VIDEO,
} from './support/examples.ts';
import { test } from './support/fake.ts';

interface Scene {
  readonly fake: Fake;
  readonly call: Caller;
  /** Sends the example of the operation. */
  readonly send: (options?: CallOptions) => Promise<Reply>;
}

/** A request that is refused with the code it stands under. */
type Provocation = (scene: Scene) => Promise<Reply>;
type Provocations = { readonly [Code in ErrorCode]?: Provocation };

const KEYED: Provocations = {
  api_key_missing: ({ send }) => send({ key: null }),
  api_key_invalid: ({ send }) => send({ key: 'rvya_sk_0123456789' }),
  api_key_revoked: ({ send, fake }) => send({ key: `${fake.apiKey}.revoked` }),
  api_key_expired: ({ send, fake }) => send({ key: `${fake.apiKey}.expired` }),
  api_scope_denied: ({ send, fake }) => send({ key: fake.createKey({ scopes: [] }) }),
  rate_limited: async ({ send, fake }) => {
    const key = fake.createKey();
    await send({ key });
    await send({ key });
    return send({ key });
  },
  public_api_disabled: ({ send, fake }) => send({ key: `${fake.apiKey}.disabled` }),
  internal_error: ({ send, fake }) => send({ key: `${fake.apiKey}.internal` }),
};

const PUBLIC: Provocations = {
  internal_error: ({ send, fake }) => send({ key: `${fake.apiKey}.internal` }),
};

function turnProvocations(path: string): Provocations {
  const refused = (more: object): Provocation => {
    return ({ call }) => call.post(path, { ...TURN, ...more });
  };
  return {
    ...KEYED,
    validation_failed: refused({ message: '' }),
    idempotency_conflict: async ({ call }) => {
      const options = { headers: { 'idempotency-key': 'turn-17' } };
      await call.post(path, TURN, options);
      return call.post(path, { ...TURN, message: 'Another' }, options);
    },
    insufficient_credits: ({ send, fake }) => send({ key: `${fake.apiKey}.broke` }),
    chat_model_not_supported: refused({ model: 'z-image' }),
    chat_session_conflict: refused({ session_id: 'chat_unknown' }),
    chat_attachment_not_supported: refused({ attachments: [{ file_id: 'file_unknown' }] }),
    public_api_disabled: scripted('public_api_disabled'),
    internal_error: scripted('internal_error'),
  };
}

function scripted(code: ErrorCode): Provocation {
  return ({ fake, send }) => {
    fake.chat.script({ error: { code } });
    return send();
  };
}

const UNKNOWN_ENDPOINT = '/api/v1/webhooks/whend_unknown';

const PROVOCATIONS: Record<ServedId, Provocations> = {
  listModels: PUBLIC,
  retrieveOpenApi: PUBLIC,
  createGeneration: {
    ...KEYED,
    validation_failed: ({ call }) => call.post('/api/v1/generations', { model: 'unknown' }),
    idempotency_conflict: async ({ call }) => {
      const options = { headers: { 'idempotency-key': 'order-17' } };
      await call.post('/api/v1/generations', IMAGE, options);
      return call.post('/api/v1/generations', VIDEO, options);
    },
    not_found: ({ call, fake }) => {
      const url = `${fake.url}/media/default/file_unknown/boat.png`;
      const params = { referenceMediaItems: [{ url, kind: 'image' }] };
      return call.post('/api/v1/generations', { ...VIDEO, params });
    },
    insufficient_credits: ({ send, fake }) => send({ key: `${fake.apiKey}.broke` }),
  },
  retrieveGeneration: {
    ...KEYED,
    not_found: ({ call }) => call.get('/api/v1/generations/task_unknown'),
  },
  retrieveCredits: KEYED,
  uploadFile: {
    ...KEYED,
    validation_failed: ({ call }) => call.post('/api/v1/files', uploadForm({ fields: {} })),
  },
  retrieveFile: {
    ...KEYED,
    not_found: ({ call }) => call.get('/api/v1/files/file_unknown'),
  },
  createChatCompletion: turnProvocations('/api/v1/chat/completions'),
  streamChatCompletion: turnProvocations('/api/v1/chat/completions/stream'),
  listChatSessions: KEYED,
  retrieveChatSession: {
    ...KEYED,
    not_found: ({ call }) => call.get('/api/v1/chat/sessions/chat_unknown'),
  },
  listWebhookEndpoints: KEYED,
  createWebhookEndpoint: {
    ...KEYED,
    validation_failed: ({ call }) => call.post('/api/v1/webhooks', {}),
    webhook_url_rejected: ({ call }) =>
      call.post('/api/v1/webhooks', { name: 'Local', url: 'https://localhost/hook' }),
  },
  retrieveWebhookEndpoint: { ...KEYED, not_found: ({ call }) => call.get(UNKNOWN_ENDPOINT) },
  updateWebhookEndpoint: {
    ...KEYED,
    validation_failed: ({ call }) => call.send('PATCH', UNKNOWN_ENDPOINT, { name: 5 }),
    not_found: ({ call }) => call.send('PATCH', UNKNOWN_ENDPOINT, { name: 'Renamed' }),
    webhook_url_rejected: async ({ call, fake }) => {
      const path = await EXAMPLES.updateWebhookEndpoint.path(call);
      const key = fake.createKey();
      return call.send('PATCH', path, { url: 'http://example.com/hook' }, { key });
    },
  },
  deleteWebhookEndpoint: {
    ...KEYED,
    not_found: ({ call }) => call.send('DELETE', UNKNOWN_ENDPOINT),
    validation_failed: ({ call }) => call.send('DELETE', UNKNOWN_ENDPOINT, { force: true }),
  },
  rotateWebhookSecret: {
    ...KEYED,
    not_found: ({ call }) => call.post(`${UNKNOWN_ENDPOINT}/rotate-secret`),
    validation_failed: ({ call }) => call.post(`${UNKNOWN_ENDPOINT}/rotate-secret`, { at: 'once' }),
  },
  testWebhookEndpoint: {
    ...KEYED,
    not_found: ({ call }) => call.post(`${UNKNOWN_ENDPOINT}/test`),
    validation_failed: ({ call }) =>
      call.post(`${UNKNOWN_ENDPOINT}/test`, { type: 'generation.failed' }),
  },
  listWebhookDeliveries: {
    ...KEYED,
    not_found: ({ call }) => call.get(`${UNKNOWN_ENDPOINT}/deliveries`),
  },
  listWebhookEvents: KEYED,
};

const PROVOKED = SERVED_IDS.flatMap((id) =>
  Object.entries(PROVOCATIONS[id]).map(([code, provoke]) => ({
    id,
    code: code as ErrorCode,
    provoke,
  })),
);

describe('Every operation that is served', () => {
  test.for(SERVED_IDS)('%s answers as its contract declares', async (id, { call, expect }) => {
    const endpoint = endpointOf(id);
    const send = await prepareExample(call, id);

    const { status, headers, body } = await send();

    expect(status).toBe(successStatus(endpoint, setSwitches()));
    expect(headers.get('Content-Type')).toBe(`${typeOf(endpoint)}; charset=utf-8`);
    for (const [schema, value] of partsOf(endpoint, body)) {
      expect(schema.parse(value)).toEqual(value);
    }
  });

  test.for(SERVED_IDS)('%s is found at the path of its contract', async (id, { call, expect }) => {
    const path = await EXAMPLES[id].path(call);

    const pattern = endpointOf(id).path.replace(/\{\w+\}/g, '[^/]+');
    expect(path).toMatch(new RegExp(`^${pattern}$`));
  });
});

describe('Every declared refusal', () => {
  test.override('options', { rateLimit: 2 });

  test.for(PROVOKED)('$id refuses with $code', async (row, { fake, call, expect }) => {
    const send = await prepareExample(call, row.id);

    const { status, headers, body } = await row.provoke({ fake, call, send });

    expect(body.error.code).toBe(row.code);
    expect(status).toBe(ERRORS[row.code].status);
    expect(ErrorEnvelope.strict().parse(body)).toEqual(body);
    expect(headers.get('X-Request-Id')).toBe(body.error.requestId);
  });

  test('is reached', ({ expect }) => {
    const declared = SERVED_IDS.flatMap((id) =>
      endpointOf(id).errors.map((code) => `${id} ${code}`),
    );
    const reached = new Set(PROVOKED.map(({ id, code }) => `${id} ${code}`));

    const unreached = declared.filter((name) => !reached.has(name));

    expect(unreached).toEqual([]);
  });
});

const DECLARED = SERVED_IDS.flatMap((id) => endpointOf(id).errors.map((code) => ({ id, code })));

describe('Every declared refusal can be had at once:', () => {
  test.for(DECLARED)('$id with $code by a planned fault', async (row, { fake, call, expect }) => {
    const send = await prepareExample(call, row.id);
    fake.faults.inject({ kind: 'error', code: row.code, operations: [row.id] });

    const refused = await send();
    const allowed = await send();

    expect(refused.body.error.code).toBe(row.code);
    expect(refused.status).toBe(ERRORS[row.code].status);
    expect(allowed.status).toBeLessThan(300);
  });

  test.for(DECLARED)('$id with $code by its key', async (row, { fake, call, expect }) => {
    const send = await prepareExample(call, row.id);

    const { status, body } = await send({ key: `${fake.apiKey}.${row.code}` });

    expect(body.error.code).toBe(row.code);
    expect(status).toBe(ERRORS[row.code].status);
  });
});

function typeOf({ reply }: Endpoint): string {
  return reply.kind === 'json' ? 'application/json' : 'text/event-stream';
}

/** A reply as a whole, or event by event, each with the schema that it has to keep. */
function partsOf({ reply }: Endpoint, body: unknown): [z.ZodType, unknown][] {
  if (reply.kind === 'json') return [[reply.schema, body]];
  return eventsIn(String(body)).map(({ event, data }) => [reply.events[event] ?? z.never(), data]);
}
