import type { Lie } from '../support/liar.ts';
import type { PlantedLie } from './planted-lie.ts';

/** Says that a request was taken whose body has a text in it. */
const takes =
  (text: string, reply: object = {}): (() => Lie) =>
  () =>
  (_reply, { body }) =>
    body.includes(text) ? { status: 200, body: reply } : {};

/** Says something else where a refusal had a code. */
const instead =
  (code: string, status: number, other: string): (() => Lie) =>
  () =>
  ({ body }) =>
    body?.error?.code === code ? { status, body: { error: { ...body.error, code: other } } } : {};

/** Lies about single requests: what is refused, and what is taken. */
export const LIES_OF_REQUESTS: readonly PlantedLie[] = [
  {
    lie: 'two creations at once start two tasks',
    only: ['idempotency'],
    notices: 'idempotency.at-once',
    tell: () => {
      const keys = new Map<string, number>();
      return ({ status, body }, { method, path, key = '' }) => {
        if (method !== 'POST' || path !== '/api/v1/generations' || status >= 300) return {};
        const nth = (keys.get(key) ?? 0) + 1;
        keys.set(key, nth);
        return keys.size === 2 && nth === 2 ? { body: { ...body, id: 'task_second' } } : {};
      };
    },
  },
  {
    lie: 'a key under way is refused as a wrong request',
    only: ['idempotency'],
    notices: 'idempotency.in-flight',
    outcome: 'finding',
    tell: () => {
      const keys = new Map<string, number>();
      return ({ status }, { method, path, key = '' }) => {
        if (method !== 'POST' || path !== '/api/v1/generations' || status >= 300) return {};
        const nth = (keys.get(key) ?? 0) + 1;
        keys.set(key, nth);
        const error = { code: 'validation_failed', message: 'No.', requestId: 'req_lie' };
        return keys.size === 2 && nth === 2 ? { status: 400, body: { error } } : {};
      };
    },
  },
  {
    lie: 'a key belongs to all operations',
    only: ['idempotency'],
    notices: 'idempotency.other-operation',
    outcome: 'finding',
    tell:
      () =>
      ({ body }, { path }) =>
        path.endsWith('/completions')
          ? {
              status: 409,
              body: { error: { code: 'idempotency_conflict', message: 'No.', requestId: 'req_1' } },
            }
          : { body },
  },
  {
    lie: 'an upload of another account is taken',
    only: ['references'],
    notices: 'ownership.reference',
    outcome: 'finding',
    tell: () => (reply) => (reply.body?.error?.code === 'not_found' ? { status: 200 } : reply),
  },
  {
    lie: 'a forged duration token is taken',
    only: ['references'],
    notices: 'references.forged-token',
    outcome: 'finding',
    tell: takes('forged'),
  },
  {
    lie: 'a duration token is demanded',
    only: ['references'],
    notices: 'references.no-token',
    outcome: 'finding',
    tell: instead('insufficient_credits', 400, 'validation_failed'),
  },
  {
    lie: 'a param that is not in our copy is refused',
    only: ['refusals'],
    notices: 'refusals.unseen-param',
    outcome: 'finding',
    tell: instead('insufficient_credits', 400, 'validation_failed'),
  },
  {
    lie: 'an unknown field is taken',
    only: ['webhooks'],
    notices: 'refusals.unknown-field',
    outcome: 'finding',
    tell: takes('colour'),
  },
  {
    lie: 'a lost session is unknown',
    only: ['chat'],
    notices: 'chat.unknown-session',
    outcome: 'finding',
    tell: instead('chat_session_conflict', 404, 'not_found'),
  },
  {
    lie: 'an attachment that is no upload is a wrong request',
    only: ['chat'],
    notices: 'chat.unknown-attachment',
    tell: instead('chat_attachment_not_supported', 400, 'validation_failed'),
  },
  {
    lie: 'an API that is switched off says nothing',
    only: ['keys'],
    notices: 'keys.disabled',
    tell: instead('public_api_disabled', 503, 'internal_error'),
  },
];
