import type { PlantedLie } from './planted-lie.ts';
import { isCreate, isTask, onBody, succeeded, task } from './telling.ts';

/** Lies about generations, their credits, retries and failures. */
export const LIES_OF_GENERATIONS: readonly PlantedLie[] = [
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
    lie: 'a result is gone a day later',
    only: ['lifecycle', 'expiry'],
    notices: 'expiry.day-old',
    outcome: 'finding',
    tell: succeeded((body) => ({
      ...body,
      result: { ...Object(body['result']), primary_url: `${Object(body['result']).primary_url}x` },
    })),
  },
];
