import type { Lie } from '../support/liar.ts';
import type { PlantedLie } from './planted-lie.ts';

// biome-ignore lint/suspicious/noExplicitAny: lies are told in bodies of all shapes
type Attempt = any;

/** Changes each attempt that the fake tells of. */
const attempts = (change: (attempt: Attempt) => Attempt) => (): Lie => (reply, asked) => {
  if (asked.path !== '/__rivya/webhooks/deliveries') return {};
  const data = reply.body.data.map((sent: Attempt) => ({
    ...sent,
    attempts: sent.attempts.map(change),
  }));
  return { body: { ...reply.body, data } };
};

const event = (change: (event: Attempt) => Attempt) =>
  attempts((attempt) => ({ ...attempt, body: JSON.stringify(change(JSON.parse(attempt.body))) }));

const header = (name: string, value: string) =>
  attempts((attempt) => ({ ...attempt, headers: { ...attempt.headers, [name]: value } }));

/** Lies about what a webhook receiver gets. */
export const LIES_OF_DELIVERIES: readonly PlantedLie[] = [
  {
    lie: 'a delivery is signed with another secret',
    only: ['deliveries'],
    notices: 'deliveries.signed',
    outcome: 'finding',
    tell: header('webhook-signature', `v1,${btoa('x'.repeat(32))}`),
  },
  {
    lie: 'a delivery is not signed',
    only: ['deliveries'],
    notices: 'deliveries.signed',
    outcome: 'finding',
    tell: attempts(({ headers: { 'webhook-signature': _, ...headers }, ...attempt }) => ({
      ...attempt,
      headers,
    })),
  },
  {
    lie: 'a delivery was signed an hour ago',
    only: ['deliveries'],
    notices: 'deliveries.signed',
    outcome: 'finding',
    tell: attempts((attempt) => ({
      ...attempt,
      at: new Date(Date.parse(attempt.at) + 3_600_000).toISOString(),
    })),
  },
  {
    lie: 'a delivery is named like another',
    only: ['deliveries'],
    notices: 'deliveries.id',
    outcome: 'finding',
    tell: header('webhook-id', 'whdel_other'),
  },
  {
    lie: 'an event is no JSON',
    only: ['deliveries'],
    notices: 'deliveries.json',
    tell: header('content-type', 'text/plain'),
  },
  {
    lie: 'an event has no id',
    only: ['deliveries'],
    notices: 'deliveries.event',
    tell: event(({ id: _, ...rest }) => rest),
  },
  {
    lie: 'an event is of another version',
    only: ['deliveries'],
    notices: 'deliveries.event',
    tell: event((body) => ({ ...body, api_version: '2025-01-01' })),
  },
  {
    lie: 'a delivery carries its secret',
    only: ['deliveries'],
    notices: 'deliveries.secret',
    tell: () => {
      let secret = '';
      return (reply, asked) => {
        secret ||= String(reply.body?.signing_secret ?? '');
        return header('x-secret', secret)()(reply, asked);
      };
    },
  },
  {
    lie: 'a rotated secret signs nothing',
    only: ['deliveries'],
    notices: 'deliveries.rotation',
    outcome: 'finding',
    tell: () => (reply, asked) =>
      asked.path.endsWith('/rotate-secret')
        ? { body: { ...reply.body, signing_secret: `whsec_${btoa('y'.repeat(32))}` } }
        : {},
  },
];
