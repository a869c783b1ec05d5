import type { Lie } from '../support/liar.ts';
import { LIES_OF_DELIVERIES } from './lies-of-deliveries.ts';
import { LIES_OF_REQUESTS } from './lies-of-requests.ts';
import type { PlantedLie } from './planted-lie.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const isCreate = (asked: { method: string; path: string }) =>
  asked.method === 'POST' && asked.path === '/api/v1/generations';
const isTask = (asked: { method: string; path: string }) =>
  asked.method === 'GET' && asked.path.startsWith('/api/v1/generations/task_');
const refuse = (status: number, code: string) => ({
  status,
  headers: new Headers(JSON_TYPE),
  body: { error: { code, message: 'No.', requestId: 'req_lie' } },
});

/** Changes the body of the replies to one path that has succeeded. */
function onBody(
  path: RegExp,
  change: (body: Record<string, unknown>, nth: number) => unknown,
  method = 'GET',
): () => Lie {
  return () => {
    let nth = 0;
    return (reply, asked) => {
      if (asked.method !== method || !path.test(asked.path) || reply.status >= 300) return {};
      nth += 1;
      return { body: change(reply.body, nth) };
    };
  };
}

const task = (change: (body: Record<string, unknown>, nth: number) => unknown) =>
  onBody(/generations\/task_/, change);
const succeeded = (change: (body: Record<string, unknown>) => unknown) =>
  task((body) => (body['status'] === 'succeeded' ? change(body) : body));

/** Every lie, told one at a time. */
export const LIES: readonly PlantedLie[] = [
  {
    lie: 'the model list needs a key',
    only: ['models'],
    notices: 'models.public',
    tell:
      () =>
      (reply, { path }) =>
        path === '/api/v1/models' ? refuse(401, 'api_key_missing') : reply,
  },
  {
    lie: 'the model list is no list',
    only: ['models'],
    notices: 'models.list',
    tell: onBody(/models$/, (body) => ({ ...body, object: 'models' })),
  },
  {
    lie: 'a model has no id',
    only: ['models'],
    notices: 'models.ids',
    tell: onBody(/models$/, (body) => ({
      ...body,
      data: [{ ...(body['data'] as object[])[0], id: undefined }],
    })),
  },
  {
    lie: 'a model comes twice',
    only: ['models'],
    notices: 'models.ids-unique',
    tell: onBody(/models$/, (body) => ({
      ...body,
      data: [...(body['data'] as object[]), (body['data'] as object[])[0]],
    })),
  },
  {
    lie: 'a price is text',
    only: ['models'],
    notices: 'shapes.listModels.reply.body',
    tell: onBody(/models$/, (body) => ({
      ...body,
      data: (body['data'] as object[]).map((model) => ({ ...model, base_credits: '1' })),
    })),
  },
  {
    lie: 'the document lacks a path',
    only: ['document'],
    notices: 'document.paths',
    tell: onBody(/openapi.json$/, (body) => ({ ...body, paths: {} })),
  },
  {
    lie: 'an unknown route is 200',
    only: ['routes'],
    notices: 'routes.unknown-path',
    outcome: 'finding',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('no-such-thing') ? { status: 200, body: {} } : reply,
  },
  {
    lie: 'a request without key is accepted',
    only: ['keys'],
    notices: 'keys.missing',
    tell: () => (reply) =>
      reply.body?.error?.code === 'api_key_missing'
        ? { status: 200, body: { current_credits: 1 } }
        : reply,
  },
  {
    lie: 'a wrong key is a missing one',
    only: ['keys'],
    notices: 'keys.invalid',
    tell: () => (reply) =>
      reply.body?.error?.code === 'api_key_invalid' ? refuse(401, 'api_key_missing') : reply,
  },
  {
    lie: 'a wrong key is forbidden',
    only: ['keys'],
    notices: 'shapes.retrieveCredits.refusal.code',
    tell: () => (reply) =>
      reply.body?.error?.code === 'api_key_invalid' ? { status: 403 } : reply,
  },
  {
    lie: 'a revoked key is accepted',
    only: ['keys'],
    notices: 'keys.revoked',
    tell: () => (reply) =>
      reply.body?.error?.code === 'api_key_revoked'
        ? { status: 200, body: { current_credits: 1 } }
        : reply,
  },
  {
    lie: 'an expired key is accepted',
    only: ['keys'],
    notices: 'keys.expired',
    tell: () => (reply) =>
      reply.body?.error?.code === 'api_key_expired'
        ? { status: 200, body: { current_credits: 1 } }
        : reply,
  },
  {
    lie: 'a scope is ignored',
    only: ['scopes'],
    notices: 'scopes.createGeneration',
    tell: () => (reply, asked) =>
      isCreate(asked) && reply.body?.error?.code === 'api_scope_denied'
        ? refuse(400, 'validation_failed')
        : reply,
  },
  {
    lie: 'a refusal has no request id',
    only: ['refusals'],
    notices: 'refusals.request-id',
    tell: () => (reply) =>
      reply.body?.error
        ? { body: { error: { ...reply.body.error, requestId: undefined } } }
        : reply,
  },
  {
    lie: 'a refusal has no message',
    only: ['refusals'],
    notices: 'refusals.message',
    tell: () => (reply) =>
      reply.body?.error ? { body: { error: { ...reply.body.error, message: '' } } } : reply,
  },
  {
    lie: 'a wrong request is 422',
    only: ['refusals'],
    notices: 'refusals.no-model',
    tell: () => (reply) =>
      reply.body?.error?.code === 'validation_failed' ? { status: 422 } : reply,
  },
  {
    lie: 'a refusal is HTML',
    only: ['refusals'],
    notices: 'shapes.json.content-type',
    tell: () => (reply, asked) =>
      isCreate(asked) ? { headers: new Headers({ 'content-type': 'text/html' }) } : reply,
  },
  {
    lie: 'an unknown task is forbidden',
    only: ['refusals'],
    notices: 'refusals.unknown-task',
    tell: () => (reply, asked) => (isTask(asked) ? refuse(403, 'api_scope_denied') : reply),
  },
  {
    lie: 'a stream is refused in a stream',
    only: ['refusals'],
    notices: 'refusals.stream-plain',
    outcome: 'finding',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { headers: new Headers({ 'content-type': 'text/event-stream' }) }
          : reply,
  },
  {
    lie: 'an own file is 404',
    only: ['files'],
    notices: 'files.own',
    tell:
      () =>
      (reply, { method, path }) =>
        method === 'GET' && path.includes('/files/') ? refuse(404, 'not_found') : reply,
  },
  {
    lie: 'the metadata of a file changes',
    only: ['files'],
    notices: 'files.same',
    tell: onBody(/files\/file_/, (body) => ({ ...body, size_bytes: 1 })),
  },
  {
    lie: 'a file has another size',
    only: ['files'],
    notices: 'files.size',
    outcome: 'finding',
    tell: onBody(/files$/, (body) => ({ ...body, size_bytes: 1 }), 'POST'),
  },
  {
    lie: 'the url of a file is dead',
    only: ['files'],
    notices: 'files.url',
    tell: onBody(/files$/, (body) => ({ ...body, url: 'http://127.0.0.1:1/gone' }), 'POST'),
  },
  {
    lie: 'a file of another account is shown',
    only: ['ownership'],
    notices: 'ownership.file',
    tell:
      () =>
      (reply, { path }) =>
        path.includes('/files/') && reply.status === 404 ? { status: 200, body: {} } : reply,
  },
  {
    lie: 'a task of another account is shown',
    only: ['lifecycle', 'ownership'],
    notices: 'ownership.task',
    tell: () => (reply, asked) =>
      isTask(asked) && reply.status === 404 ? { status: 200, body: {} } : reply,
  },
  {
    lie: 'a private URL is no problem',
    only: ['webhooks'],
    notices: 'webhooks.rejects-private',
    tell:
      () =>
      (reply, { body }) =>
        body.includes('10.0.0.8') ? { status: 200, body: {} } : reply,
  },
  {
    lie: 'the secret is shown again',
    only: ['webhooks'],
    notices: 'webhooks.secret-once',
    tell: onBody(/webhooks\/whend_[^/]+$/, (body) => ({ ...body, signing_secret: 'whsec_again' })),
  },
  {
    lie: 'the preview is of another secret',
    only: ['webhooks'],
    notices: 'webhooks.preview-created',
    tell: onBody(/webhooks$/, (body) => ({ ...body, secret_preview: 'whsec_xx...xxxxxx' }), 'POST'),
  },
  {
    lie: 'a rotation gives the old secret',
    only: ['webhooks'],
    notices: 'webhooks.rotated-new',
    tell: () => {
      let old: unknown;
      return (reply, { method, path }) => {
        if (method === 'POST' && path === '/api/v1/webhooks' && reply.status < 300)
          old = reply.body.signing_secret;
        return path.endsWith('rotate-secret')
          ? { body: { ...reply.body, signing_secret: old } }
          : reply;
      };
    },
  },
  {
    lie: 'an endpoint is not listed',
    only: ['webhooks'],
    notices: 'webhooks.listed',
    tell: onBody(/webhooks$/, (body) => ({ ...body, data: [] })),
  },
  {
    lie: 'a deleted endpoint lives on',
    only: ['webhooks'],
    notices: 'webhooks.gone',
    outcome: 'finding',
    tell:
      () =>
      (reply, { method, path }) =>
        method === 'GET' && path.includes('whend_') && reply.status === 404
          ? { status: 200, body: {} }
          : reply,
  },
  {
    lie: 'a creation is 418',
    only: ['lifecycle'],
    notices: 'shapes.createGeneration.refusal.envelope',
    tell: () => (reply, asked) => (isCreate(asked) ? { status: 418 } : reply),
  },
  {
    lie: 'a creation is 201',
    only: ['lifecycle'],
    notices: 'shapes.createGeneration.reply.status',
    outcome: 'finding',
    tell: () => (reply, asked) => (isCreate(asked) ? { status: 201 } : reply),
  },
  {
    lie: 'a task has no final_credits',
    only: ['lifecycle'],
    notices: 'shapes.retrieveGeneration.reply.body',
    tell: task(({ final_credits: _gone, ...body }) => body),
  },
  {
    lie: 'created_at is in seconds',
    only: ['lifecycle'],
    notices: 'shapes.retrieveGeneration.reply.body',
    tell: task((body) => ({ ...body, created_at: 1_778_457_600 })),
  },
  {
    lie: 'a task begins as succeeded',
    only: ['lifecycle'],
    notices: 'lifecycle.begins',
    tell: onBody(/generations$/, (body) => ({ ...body, status: 'processing' }), 'POST'),
  },
  {
    lie: 'the status goes back',
    only: ['lifecycle'],
    notices: 'lifecycle.forward',
    tell: task((body, nth) =>
      nth === 1
        ? { ...body, status: 'processing' }
        : nth === 2
          ? { ...body, status: 'queued' }
          : body,
    ),
  },
  {
    lie: 'updated_at goes back',
    only: ['lifecycle'],
    notices: 'lifecycle.updated',
    tell: succeeded((body) => ({ ...body, updated_at: '2020-01-01T00:00:00.000Z' })),
  },
  {
    lie: 'created_at moves',
    only: ['lifecycle'],
    notices: 'lifecycle.created',
    tell: succeeded((body) => ({ ...body, created_at: '2020-01-01T00:00:00.000Z' })),
  },
  {
    lie: 'a task that has ended changes',
    only: ['lifecycle'],
    notices: 'lifecycle.terminal',
    tell: () => {
      let ends = 0;
      return (reply, asked) => {
        if (!isTask(asked) || reply.body?.status !== 'succeeded') return reply;
        ends += 1;
        return ends > 1 ? { body: { ...reply.body, status: 'failed' } } : reply;
      };
    },
  },
  {
    lie: 'a result has no urls',
    only: ['lifecycle'],
    notices: 'lifecycle.urls',
    tell: succeeded((body) => ({ ...body, result: { ...(body['result'] as object), urls: [] } })),
  },
  {
    lie: 'primary_url is none of urls',
    only: ['lifecycle'],
    notices: 'lifecycle.primary-url',
    tell: succeeded((body) => ({
      ...body,
      result: { ...(body['result'] as object), primary_url: 'https://example.com/x' },
    })),
  },
  {
    lie: 'a result cannot be fetched',
    only: ['lifecycle'],
    notices: 'lifecycle.url-answers',
    tell: succeeded((body) => ({
      ...body,
      result: { primary_url: 'http://127.0.0.1:1/x', urls: ['http://127.0.0.1:1/x'] },
    })),
  },
  {
    lie: 'a success has an error',
    only: ['lifecycle'],
    notices: 'lifecycle.no-error',
    tell: succeeded((body) => ({ ...body, error: { code: 'x', message: 'y' } })),
  },
  {
    lie: 'nothing is reserved',
    only: ['lifecycle'],
    notices: 'credits.reserved',
    outcome: 'finding',
    tell: onBody(/credits$/, (body, nth) => (nth === 3 ? { current_credits: 1_000 } : body)),
  },
  {
    lie: 'credits are settled twice',
    only: ['lifecycle'],
    notices: 'credits.settled',
    tell: onBody(/credits$/, (body, nth) =>
      nth === 4 ? { current_credits: Number(body['current_credits']) - 1 } : body,
    ),
  },
  {
    lie: 'credits are text',
    only: ['keys'],
    notices: 'shapes.retrieveCredits.reply.body',
    tell: onBody(/credits$/, (body) => ({ current_credits: String(body['current_credits']) })),
  },
  {
    lie: 'a replay makes a second task',
    only: ['idempotency'],
    notices: 'idempotency.replay',
    tell: onBody(
      /generations$/,
      (body, nth) => (nth === 2 ? { ...body, id: 'task_second' } : body),
      'POST',
    ),
  },
  {
    lie: 'a replay is paid again',
    only: ['idempotency'],
    notices: 'idempotency.paid-once',
    outcome: 'finding',
    tell: onBody(/credits$/, (body, nth) =>
      nth === 3 ? { current_credits: Number(body['current_credits']) - 1 } : body,
    ),
  },
  {
    lie: 'a replay does not say so',
    only: ['idempotency'],
    notices: 'idempotency.marker',
    outcome: 'finding',
    tell: () => (reply) => {
      const headers = new Headers(reply.headers);
      headers.delete('idempotency-replayed');
      return { headers };
    },
  },
  {
    lie: 'a used key takes another body',
    only: ['idempotency'],
    notices: 'idempotency.conflict',
    tell: () => (reply) =>
      reply.body?.error?.code === 'idempotency_conflict'
        ? { status: 400, body: { error: { ...reply.body.error, code: 'validation_failed' } } }
        : reply,
  },
  {
    lie: 'a failed task keeps its credits',
    only: ['luck'],
    notices: 'credits.final-on-failure',
    outcome: 'finding',
    tell: task((body) => (body['status'] === 'failed' ? { ...body, final_credits: 1 } : body)),
  },
  {
    lie: 'a failed task says nothing',
    only: ['luck'],
    notices: 'lifecycle.failed',
    tell: task((body) => (body['status'] === 'failed' ? { ...body, error: null } : body)),
  },
  {
    lie: 'an empty account is 403',
    only: ['luck'],
    notices: 'credits.insufficient',
    outcome: 'finding',
    tell: () => (reply) =>
      reply.body?.error?.code === 'insufficient_credits' ? { status: 403 } : reply,
  },
  {
    lie: 'tokens do not add up',
    only: ['chat'],
    notices: 'chat.usage',
    tell: onBody(
      /completions$/,
      (body) => ({ ...body, usage: { ...(body['usage'] as object), total_tokens: 1 } }),
      'POST',
    ),
  },
  {
    lie: 'a turn costs more than was reserved',
    only: ['chat'],
    notices: 'chat.within',
    tell: onBody(
      /completions$/,
      (body) => ({ ...body, credits: { reserved: 1, final: 2 } }),
      'POST',
    ),
  },
  {
    lie: 'a turn moves to another session',
    only: ['chat'],
    notices: 'chat.continued',
    tell: onBody(
      /completions$/,
      (body, nth) => (nth === 2 ? { ...body, session_id: 'chat_other' } : body),
      'POST',
    ),
  },
  {
    lie: 'a session forgets',
    only: ['chat'],
    notices: 'chat.history',
    outcome: 'finding',
    tell: onBody(/sessions\/chat_/, (body) => ({ ...body, messages: [] })),
  },
  {
    lie: 'the session list is no list',
    only: ['chat'],
    notices: 'shapes.listChatSessions.reply.body',
    outcome: 'finding',
    tell: onBody(/sessions$/, (body) => ({ ...body, object: 'sessions' })),
  },
  {
    lie: 'a stream has no end',
    only: ['streams'],
    notices: 'streams.end',
    outcome: 'finding',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { body: String(reply.body).replace(/event: chat\.completion\.completed[\s\S]*/, '') }
          : reply,
  },
  {
    lie: 'the pieces do not add up',
    only: ['streams'],
    notices: 'streams.adds-up',
    outcome: 'finding',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { body: String(reply.body).replace('"delta":{"content":"', '"delta":{"content":"!') }
          : reply,
  },
  {
    lie: 'a stream is plain text',
    only: ['streams'],
    notices: 'shapes.streams.content-type',
    tell:
      () =>
      (reply, { path }) =>
        path.endsWith('/stream')
          ? { headers: new Headers({ 'content-type': 'text/plain' }) }
          : reply,
  },
  {
    lie: 'a reference of any kind is taken',
    only: ['references'],
    notices: 'references.kind',
    tell:
      () =>
      (reply, { body }) =>
        body.includes('hologram') ? { status: 200, body: {} } : reply,
  },
  ...LIES_OF_REQUESTS,
  ...LIES_OF_DELIVERIES,
];
