import type * as z from 'zod';
import type { AssumptionId } from '../../contracts/assumptions.ts';
import { ChatSessionList } from '../../contracts/chat.ts';
import { assumed, documented } from '../../contracts/source.ts';
import { WebhookEndpointList, WebhookEventList } from '../../contracts/webhooks.ts';
import { deviations } from '../hold-to-schema.ts';
import { type Finding, fact, type Kit, type Probe, settle, unsettled } from './probe.ts';
import { fieldOf, shown } from './shown.ts';

/** The lists of an account: sessions, webhook endpoints, events. */
export const listsProbe: Probe = {
  id: 'lists',
  title: 'the lists of the account',
  needs: 'key',
  settles: ['chat.sessionShape', 'webhook.records'],
  run: async (kit) => [
    await listOf(kit, '/api/v1/chat/sessions', ChatSessionList, 'chat.sessionShape'),
    await listOf(kit, '/api/v1/webhook-events', WebhookEventList, 'webhook.records'),
    await endpoints(kit),
  ],
};

async function listOf(
  { wire }: Kit,
  path: string,
  schema: z.ZodType,
  id: AssumptionId,
): Promise<Finding> {
  const answer = await wire.ask({ path });
  if (answer.status === 403) return unsettled(id, `The key lacks the scope for ${path}.`);
  if (answer.status !== 200)
    return settle(id, { holds: false, seen: `${shown(answer)} for ${path}` });
  const [first] = deviations(schema, answer.json, assumed(id));
  if (first !== undefined) return settle(id, { holds: false, seen: first.sentence });
  const items = fieldOf(answer.json, 'data');
  if (!Array.isArray(items) || items.length === 0) {
    return unsettled(id, `The account has nothing in ${path}.`);
  }
  return settle(id, { holds: true, seen: `${items.length} in ${path}` });
}

async function endpoints({ wire }: Kit): Promise<Finding> {
  const answer = await wire.ask({ path: '/api/v1/webhooks' });
  const found = deviations(WebhookEndpointList, answer.json, documented('webhooks'));
  const broken = found.find(({ kind }) => kind === 'broken');
  const isDenied = answer.status === 403;
  return fact('webhooks.list', {
    title: 'webhook endpoints have the documented fields',
    operations: ['listWebhookEndpoints', 'retrieveWebhookEndpoint'],
    page: 'webhooks',
    holds: isDenied || (answer.status === 200 && broken === undefined),
    expected: 'a list of endpoints',
    seen: isDenied
      ? 'the key lacks the scope'
      : (broken?.sentence ?? `${answer.status} with a list`),
  });
}
