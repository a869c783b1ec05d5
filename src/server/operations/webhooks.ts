import type { ControlId } from '../../contracts/control.ts';
import type { webhookControl } from '../../contracts/control-webhooks.ts';
import type { EndpointChoice } from '../domain/webhook-endpoints.ts';
import type { WebhookFault } from '../domain/webhook-faults.ts';
import type { World } from '../domain/world.ts';
import {
  presentDelivery,
  presentEndpoint,
  presentEventRecord,
  presentList,
  presentNewSecret,
  presentSent,
  presentWebhookFault,
} from '../presenters-webhooks.ts';
import type { ControlOperations, Operations } from './operation.ts';

export const webhookOperations = {
  listWebhookEndpoints: ({ account }, { webhooks }) =>
    presentList(webhooks.endpoints.list(account), presentEndpoint),
  createWebhookEndpoint: ({ body, account }, { webhooks }) =>
    presentNewSecret(
      webhooks.endpoints.create(account, {
        name: body.name,
        url: body.url,
        eventTypes: body.event_types,
      }),
    ),
  retrieveWebhookEndpoint: ({ params, account }, { webhooks }) =>
    presentEndpoint(webhooks.endpoints.get(account, params.endpointId)),
  updateWebhookEndpoint: ({ params, body, account }, { webhooks }) =>
    presentEndpoint(webhooks.update(account, params.endpointId, choiceOf(body))),
  deleteWebhookEndpoint: ({ params, account }, { webhooks }) =>
    presentEndpoint(webhooks.revoke(account, params.endpointId)),
  rotateWebhookSecret: ({ params, account }, { webhooks }) =>
    presentNewSecret(webhooks.rotate(account, params.endpointId)),
  testWebhookEndpoint: ({ params, account }, { webhooks }) =>
    presentDelivery(webhooks.test(account, params.endpointId)),
  listWebhookDeliveries: ({ params, account }, { webhooks }) =>
    presentList(webhooks.deliveriesOf(account, params.endpointId), presentDelivery),
  listWebhookEvents: ({ account }, { webhooks }) =>
    presentList(webhooks.events(account), presentEventRecord),
} satisfies Partial<Operations>;

/** The part of the control plane that shows and disturbs webhooks. */
export const webhookControlOperations = {
  listSentWebhooks: (_call, { webhooks }) => presentList(webhooks.deliveries.list(), presentSent),
  listWebhookFaults: (_call, world) => listFaults(world),
  planWebhookFault: ({ body }, world) => {
    world.webhooks.faults.add(faultOf(body));
    return listFaults(world);
  },
  clearWebhookFaults: (_call, world) => {
    world.webhooks.faults.clear();
    return listFaults(world);
  },
} satisfies Pick<ControlOperations, keyof typeof webhookControl & ControlId>;

function listFaults({ webhooks }: World) {
  return presentList(webhooks.faults.list(), presentWebhookFault);
}

type UpdateBody = Parameters<Operations['updateWebhookEndpoint']>[0]['body'];
type FaultBody = Parameters<ControlOperations['planWebhookFault']>[0]['body'];

function choiceOf({ event_types: eventTypes, ...rest }: UpdateBody): Partial<EndpointChoice> {
  return given({ ...rest, eventTypes });
}

function faultOf(body: FaultBody): WebhookFault {
  const { kind, times, probability } = body;
  const { endpoint_id: endpointId, event_type: eventType, delay_ms: delayMs } = body;
  return given({ kind, times, probability, endpointId, eventType, delayMs });
}

/** What was given of a choice, without what was left out. */
function given<Given extends object>(choice: { [Name in keyof Given]: Given[Name] | undefined }) {
  const entries = Object.entries(choice).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given;
}
