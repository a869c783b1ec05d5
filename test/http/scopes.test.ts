import { describe } from 'vitest';
import { endpointOf } from '../../src/contracts/api.ts';
import { SCOPES } from '../../src/contracts/scopes.ts';
import { prepareExample, SERVED_IDS } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const NEEDS = SERVED_IDS.flatMap((id) =>
  (endpointOf(id).scopes ?? []).map((scope) => ({ id, scope })),
);

describe('An operation', () => {
  test.for(NEEDS)('$id needs the scope $scope', async ({ id, scope }, { fake, call, expect }) => {
    const key = fake.createKey({ scopes: SCOPES.filter((other) => other !== scope) });
    const send = await prepareExample(call, id);
    const creditsBefore = fake.ledger.available;

    const { status, body } = await send({ key });

    expect(status).toBe(403);
    expect(body.error).toMatchObject({
      code: 'api_scope_denied',
      message: `The key lacks the scope "${scope}"`,
    });
    expect(fake.ledger.available).toBe(creditsBefore);
  });

  test.for(SERVED_IDS)('%s needs no other scope', async (id, { fake, call, expect }) => {
    const key = fake.createKey({ scopes: endpointOf(id).scopes ?? [] });
    const send = await prepareExample(call, id);

    const { status } = await send({ key });

    expect(status).toBe(200);
  });
});

describe('The served operations', () => {
  test('need these scopes', ({ expect }) => {
    expect(NEEDS).toEqual([
      { id: 'createGeneration', scope: 'generations:create' },
      { id: 'retrieveGeneration', scope: 'generations:read' },
      { id: 'retrieveCredits', scope: 'credits:read' },
      { id: 'uploadFile', scope: 'files:create' },
      { id: 'retrieveFile', scope: 'files:read' },
      { id: 'createChatCompletion', scope: 'chat:create' },
      { id: 'createChatCompletion', scope: 'chat:read' },
      { id: 'streamChatCompletion', scope: 'chat:create' },
      { id: 'streamChatCompletion', scope: 'chat:read' },
      { id: 'listChatSessions', scope: 'chat:read' },
      { id: 'retrieveChatSession', scope: 'chat:read' },
      { id: 'listWebhookEndpoints', scope: 'webhooks:manage' },
      { id: 'createWebhookEndpoint', scope: 'webhooks:manage' },
      { id: 'retrieveWebhookEndpoint', scope: 'webhooks:manage' },
      { id: 'updateWebhookEndpoint', scope: 'webhooks:manage' },
      { id: 'deleteWebhookEndpoint', scope: 'webhooks:manage' },
      { id: 'rotateWebhookSecret', scope: 'webhooks:manage' },
      { id: 'testWebhookEndpoint', scope: 'webhooks:manage' },
      { id: 'listWebhookDeliveries', scope: 'webhooks:manage' },
      { id: 'listWebhookEvents', scope: 'webhooks:manage' },
    ]);
  });
});

describe('The key .readonly', () => {
  test('reads', async ({ fake, call, expect }) => {
    const { status } = await call.get('/api/v1/credits', { key: `${fake.apiKey}.readonly` });

    expect(status).toBe(200);
  });

  test('starts nothing', async ({ fake, call, expect }) => {
    const send = await prepareExample(call, 'createGeneration');

    const { body } = await send({ key: `${fake.apiKey}.readonly` });

    expect(body.error.code).toBe('api_scope_denied');
    expect(fake.clock.pending).toBe(0);
  });
});
