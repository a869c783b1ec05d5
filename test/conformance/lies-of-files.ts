import type { PlantedLie } from './planted-lie.ts';
import { isTask, onBody, refuse } from './telling.ts';

/** Lies about files, what belongs to whom, and webhook endpoints. */
export const LIES_OF_FILES: readonly PlantedLie[] = [
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
];
