import type { PlantedLie } from './planted-lie.ts';
import { isCreate, isTask, onBody, refuse } from './telling.ts';

/** Lies about models, the document, routes, keys, scopes and refusals. */
export const LIES_OF_PUBLIC: readonly PlantedLie[] = [
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
    lie: 'credits are text',
    only: ['keys'],
    notices: 'shapes.retrieveCredits.reply.body',
    tell: onBody(/credits$/, (body) => ({ current_credits: String(body['current_credits']) })),
  },
];
