import type { Answer } from '../wire.ts';
import { type Finding, fact, type Kit, type Probe, settle, unsettled } from './probe.ts';
import { fieldOf, isRefusal, shown } from './shown.ts';

const PATH = '/api/v1/webhooks';
const NAME = 'rivya-testkit probe';

/** URLs that the documentation rejects. */
const REJECTED = {
  http: 'http://example.com/hook',
  localhost: 'https://localhost/hook',
  loopback: 'https://127.0.0.1/hook',
  private: 'https://10.0.0.1/hook',
  credentials: 'https://user@example.com/hook',
  fragment: 'https://example.com/hook#here',
};

/** Webhook endpoints that cannot be made: their URLs are rejected, and what of a body is looked at first. */
export const webhookBodiesProbe: Probe = {
  id: 'webhook-bodies',
  title: 'webhook endpoints that are refused',
  needs: 'key',
  operations: ['createWebhookEndpoint', 'updateWebhookEndpoint'],
  settles: ['request.unknownFields', 'webhook.eventTypes', 'webhook.limits', 'webhook.hosts'],
  run: async (kit) => {
    const findings: Finding[] = [];
    for (const [name, url] of Object.entries(REJECTED)) {
      findings.push(rejected(name, await create(kit, { name: NAME, url })));
    }
    const local = await create(kit, { name: NAME, url: 'https://printer.local/hook' });
    findings.push(
      settle('webhook.hosts', {
        holds: isRefusal(local, 400, 'webhook_url_rejected'),
        expected: 'https://printer.local is rejected without being resolved',
        seen: shown(local),
        severity: 'compatible',
      }),
    );
    return [...findings, ...(await whatComesFirst(kit))];
  },
};

async function create({ wire }: Kit, body: object): Promise<Answer> {
  const answer = await wire.ask({ method: 'POST', path: PATH, body });
  const id = fieldOf(answer.json, 'id');
  // What should not have been made is taken away again.
  if (answer.status < 300 && typeof id === 'string') {
    await wire.ask({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}`, mayStart: true });
  }
  return answer;
}

function rejected(name: string, answer: Answer): Finding {
  return fact(`webhook-url.${name}`, {
    title: `a webhook URL is rejected: ${name}`,
    page: 'webhooks',
    holds: isRefusal(answer, 400, 'webhook_url_rejected'),
    expected: '400 webhook_url_rejected',
    seen: shown(answer),
  });
}

/**
 * Where the fields are looked at before the URL, a body with a URL that is rejected in any case tells
 * what becomes of one more wrong thing in it, and nothing can come of it.
 */
async function whatComesFirst(kit: Kit): Promise<readonly Finding[]> {
  const url = REJECTED.localhost;
  const wrongName = await create(kit, { name: 5, url });
  const unknown = await create(kit, { name: NAME, url, rivya_testkit_probe: true });
  const noTypes = await create(kit, { name: NAME, url, event_types: [] });
  const longName = await create(kit, { name: 'n'.repeat(101), url });
  const fieldsFirst = isRefusal(wrongName, 400, 'validation_failed');
  const ids = ['request.unknownFields', 'webhook.eventTypes', 'webhook.limits'] as const;
  if (!fieldsFirst) {
    return ids.map((id) => unsettled(id, 'The URL is looked at before the other fields.'));
  }
  const isRefused = (answer: Answer) => isRefusal(answer, 400, 'validation_failed');
  return [
    settle('request.unknownFields', {
      holds: isRefused(unknown),
      seen: `${shown(unknown)} for a body with an unknown field and a rejected URL`,
      expected: '400 validation_failed',
      position: isRefused(unknown) ? 'reject' : 'ignore',
    }),
    settle('webhook.eventTypes', {
      holds: isRefused(noTypes),
      seen: `${shown(noTypes)} for an empty list`,
    }),
    settle('webhook.limits', {
      holds: isRefused(longName),
      expected: 'a name of 101 characters is refused',
      seen: shown(longName),
      severity: 'compatible',
    }),
  ];
}
