import type { ErrorCode } from '../../src/contracts/errors.ts';
import type { Fake } from '../../src/index.ts';
import type { ServedId } from '../../src/server/operations/index.ts';
import type { Caller, CallOptions, Reply } from './caller.ts';
import { EXAMPLES, IMAGE, TURN, uploadForm, VIDEO } from './examples.ts';

/** What a provocation has at hand. */
export interface Scene {
  readonly fake: Fake;
  readonly call: Caller;
  /** Sends the example of the operation. */
  readonly send: (options?: CallOptions) => Promise<Reply>;
}

/** One natural way to a refusal with the code that it stands under. */
interface Provocation {
  /** As docs/misfortune.md says it. */
  readonly how: string;
  readonly provoke: (scene: Scene) => Promise<Reply>;
}
type Provocations = { readonly [Code in ErrorCode]?: Provocation };

const KEYED: Provocations = {
  api_key_missing: by('Send no key.', ({ send }) => send({ key: null })),
  api_key_invalid: by('Send a key of another form.', ({ send }) =>
    send({ key: 'rvya_sk_0123456789' }),
  ),
  api_key_revoked: by('Use the key `.revoked`.', ({ send, fake }) =>
    send({ key: `${fake.apiKey}.revoked` }),
  ),
  api_key_expired: by('Use the key `.expired`.', ({ send, fake }) =>
    send({ key: `${fake.apiKey}.expired` }),
  ),
  api_scope_denied: by('Use a key without the scope of the operation.', ({ send, fake }) =>
    send({ key: fake.createKey({ scopes: [] }) }),
  ),
  rate_limited: by('Set the option `rateLimit` and go over it.', async ({ send, fake }) => {
    const key = fake.createKey();
    await send({ key });
    await send({ key });
    return send({ key });
  }),
  public_api_disabled: by(
    'Use the key `.disabled`: the fake has no switch of its own for it.',
    ({ send, fake }) => send({ key: `${fake.apiKey}.disabled` }),
  ),
  internal_error: by(
    'Use the key `.internal`: the fake has no bug that is known.',
    ({ send, fake }) => send({ key: `${fake.apiKey}.internal` }),
  ),
};

const PUBLIC: Provocations = {
  internal_error: by(
    'Use the key `.internal`: the fake has no bug that is known.',
    ({ send, fake }) => send({ key: `${fake.apiKey}.internal` }),
  ),
};

function turnProvocations(path: string): Provocations {
  const refused = (more: object): Provocation['provoke'] => {
    return ({ call }) => call.post(path, { ...TURN, ...more });
  };
  return {
    ...KEYED,
    validation_failed: by('Send a request that is not as documented.', refused({ message: '' })),
    idempotency_conflict: by(
      'Send another request with an `Idempotency-Key` that was used.',
      async ({ call }) => {
        const options = { headers: { 'idempotency-key': 'turn-17' } };
        await call.post(path, TURN, options);
        return call.post(path, { ...TURN, message: 'Another' }, options);
      },
    ),
    insufficient_credits: by('Use the key `.broke`.', ({ send, fake }) =>
      send({ key: `${fake.apiKey}.broke` }),
    ),
    chat_model_not_supported: by(
      'Name a model that is not for chat.',
      refused({ model: 'z-image' }),
    ),
    chat_session_conflict: by(
      'Continue a session that the account does not have.',
      refused({ session_id: 'chat_unknown' }),
    ),
    chat_attachment_not_supported: by(
      'Attach a file that the account does not have.',
      refused({ attachments: [{ file_id: 'file_unknown' }] }),
    ),
    public_api_disabled: scripted('public_api_disabled'),
    internal_error: scripted('internal_error'),
  };
}

function scripted(code: ErrorCode): Provocation {
  return by('Script a turn of a chat with it.', ({ fake, send }) => {
    fake.chat.script({ error: { code } });
    return send();
  });
}

const UNKNOWN_ENDPOINT = '/api/v1/webhooks/whend_unknown';

/**
 * How every declared refusal of every operation is brought about. The tests of conformance walk it, and the table of
 * docs/misfortune.md is made from it.
 */
export const PROVOCATIONS: Record<ServedId, Provocations> = {
  listModels: PUBLIC,
  retrieveOpenApi: PUBLIC,
  createGeneration: {
    ...KEYED,
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.post('/api/v1/generations', { model: 'unknown' }),
    ),
    idempotency_conflict: by(
      'Send another request with an `Idempotency-Key` that was used.',
      async ({ call }) => {
        const options = { headers: { 'idempotency-key': 'order-17' } };
        await call.post('/api/v1/generations', IMAGE, options);
        return call.post('/api/v1/generations', VIDEO, options);
      },
    ),
    not_found: by('Name something that does not exist.', ({ call, fake }) => {
      const url = `${fake.url}/media/default/file_unknown/boat.png`;
      const params = { referenceMediaItems: [{ url, kind: 'image' }] };
      return call.post('/api/v1/generations', { ...VIDEO, params });
    }),
    insufficient_credits: by('Use the key `.broke`.', ({ send, fake }) =>
      send({ key: `${fake.apiKey}.broke` }),
    ),
  },
  retrieveGeneration: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.get('/api/v1/generations/task_unknown'),
    ),
  },
  retrieveCredits: KEYED,
  uploadFile: {
    ...KEYED,
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.post('/api/v1/files', uploadForm({ fields: {} })),
    ),
  },
  retrieveFile: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.get('/api/v1/files/file_unknown'),
    ),
  },
  createChatCompletion: turnProvocations('/api/v1/chat/completions'),
  streamChatCompletion: turnProvocations('/api/v1/chat/completions/stream'),
  listChatSessions: KEYED,
  retrieveChatSession: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.get('/api/v1/chat/sessions/chat_unknown'),
    ),
  },
  listWebhookEndpoints: KEYED,
  createWebhookEndpoint: {
    ...KEYED,
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.post('/api/v1/webhooks', {}),
    ),
    webhook_url_rejected: by('Register a URL that is local, or not HTTPS.', ({ call }) =>
      call.post('/api/v1/webhooks', { name: 'Local', url: 'https://localhost/hook' }),
    ),
  },
  retrieveWebhookEndpoint: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) => call.get(UNKNOWN_ENDPOINT)),
  },
  updateWebhookEndpoint: {
    ...KEYED,
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.send('PATCH', UNKNOWN_ENDPOINT, { name: 5 }),
    ),
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.send('PATCH', UNKNOWN_ENDPOINT, { name: 'Renamed' }),
    ),
    webhook_url_rejected: by(
      'Register a URL that is local, or not HTTPS.',
      async ({ call, fake }) => {
        const path = await EXAMPLES.updateWebhookEndpoint.path(call);
        const key = fake.createKey();
        return call.send('PATCH', path, { url: 'http://example.com/hook' }, { key });
      },
    ),
  },
  deleteWebhookEndpoint: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.send('DELETE', UNKNOWN_ENDPOINT),
    ),
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.send('DELETE', UNKNOWN_ENDPOINT, { force: true }),
    ),
  },
  rotateWebhookSecret: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.post(`${UNKNOWN_ENDPOINT}/rotate-secret`),
    ),
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.post(`${UNKNOWN_ENDPOINT}/rotate-secret`, { at: 'once' }),
    ),
  },
  testWebhookEndpoint: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.post(`${UNKNOWN_ENDPOINT}/test`),
    ),
    validation_failed: by('Send a request that is not as documented.', ({ call }) =>
      call.post(`${UNKNOWN_ENDPOINT}/test`, { type: 'generation.failed' }),
    ),
  },
  listWebhookDeliveries: {
    ...KEYED,
    not_found: by('Name something that does not exist.', ({ call }) =>
      call.get(`${UNKNOWN_ENDPOINT}/deliveries`),
    ),
  },
  listWebhookEvents: KEYED,
};

/** What carries a text, for each operation whose requests can carry a directive. */
export const CARRIERS: { readonly [Id in ServedId]?: (text: string) => unknown } = {
  createGeneration: (text) => ({ ...IMAGE, prompt: `A boat ${text}` }),
  uploadFile: (text) => uploadForm({ fields: { kind: 'image', client_request_id: text } }),
  createChatCompletion: (text) => ({ ...TURN, message: `Hello ${text}` }),
  streamChatCompletion: (text) => ({ ...TURN, message: `Hello ${text}` }),
};

/** The natural ways to a code, over all operations that declare it. */
export function waysTo(code: ErrorCode): string[] {
  const all = Object.values(PROVOCATIONS).flatMap((row) => row[code]?.how ?? []);
  return [...new Set(all)];
}

function by(how: string, provoke: Provocation['provoke']): Provocation {
  return { how, provoke };
}
