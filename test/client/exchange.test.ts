import { describe, expect } from 'vitest';
import { createClient, type Exchange } from '../../src/client/index.ts';
import { generation, KEY, refusal, test } from './scripted-server.ts';

const balance = { body: { current_credits: 5 }, headers: { 'X-Request-Id': 'req_7' } };

function listener() {
  const told: Exchange[] = [];
  return { told, onExchange: (exchange: Exchange) => told.push(exchange) };
}

describe('onExchange', () => {
  test('is told of every attempt and what follows', async ({ scene }) => {
    const { told, onExchange } = listener();
    const { client, url } = await scene([refusal(503, 'public_api_disabled'), balance], {
      onExchange,
    });

    await client.credits.retrieve();

    const same = {
      operationId: 'retrieveCredits',
      method: 'GET',
      host: new URL(url).host,
      path: '/api/v1/credits',
      durationMs: expect.any(Number),
    };
    expect(told).toEqual([
      {
        ...same,
        attempt: 0,
        status: 503,
        requestId: undefined,
        errorCode: 'public_api_disabled',
        retryInMs: 500,
      },
      {
        ...same,
        attempt: 1,
        status: 200,
        requestId: 'req_7',
        errorCode: undefined,
        retryInMs: undefined,
      },
    ]);
  });

  test('is told of an attempt without a reply', async ({ scene }) => {
    const { told, onExchange } = listener();
    const { client } = await scene([{ connection: 'drop' }], { onExchange, maxRetries: 0 });

    await client.credits.retrieve().catch(() => {});

    expect(told).toMatchObject([{ status: undefined, errorCode: 'connection_failed' }]);
  });

  test('is told of a call that its caller aborted', async ({ scene }) => {
    const { told, onExchange } = listener();
    const { client } = await scene([], { onExchange });

    await client.credits.retrieve({ signal: AbortSignal.abort() }).catch(() => {});

    expect(told).toMatchObject([{ errorCode: 'aborted', retryInMs: undefined }]);
  });

  test('is told of downloads without their signed query', async ({ scene }) => {
    const { told, onExchange } = listener();
    const { client, url } = await scene([{ body: 'bytes' }], { onExchange });
    const result = { primary_url: url, urls: [`${url}/boat.png?signature=s3cr3t`] };

    await client.generations.download(generation({ status: 'succeeded', result }) as never);

    expect(told).toMatchObject([{ operationId: 'download', path: '/boat.png', status: 200 }]);
    expect(JSON.stringify(told)).not.toContain('s3cr3t');
  });

  test('sees no body unless it asks', async ({ scene }) => {
    const { told, onExchange } = listener();
    const { client } = await scene([balance], { onExchange });

    await client.credits.retrieve();

    expect(told[0]).not.toHaveProperty('requestBody');
    expect(told[0]).not.toHaveProperty('replyBody');
  });

  test('sees the bodies that it asks for without their secrets', async ({ scene }) => {
    const { told, onExchange } = listener();
    const secrets = {
      id: 'whend_1',
      url: 'https://user.example/hook?token=t0k3n',
      signing_secret: 'whsec_c2VjcmV0',
      duration_token: 'dt_s3cr3t',
      note: `the key is ${KEY}, the secret whsec_c2VjcmV0`,
    };
    const { client } = await scene([{ body: secrets }], { onExchange, exchangeBodies: true });

    await client.webhooks.create({ name: 'Mine', url: 'https://user.example/hook?token=t0k3n' });

    expect(told[0]).toMatchObject({
      requestBody: { name: 'Mine', url: 'https://user.example/hook?[hidden]' },
      replyBody: {
        id: 'whend_1',
        signing_secret: '[hidden]',
        duration_token: '[hidden]',
        note: 'the key is [hidden], the secret [hidden]',
      },
    });
    expect(JSON.stringify(told)).not.toMatch(/c2VjcmV0|s3cr3t|t0k3n|secret-of-this-test/);
  });

  test.for([
    [
      'throws',
      () => {
        throw new Error('The listener broke');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('The listener broke');
      },
    ],
  ] as const)('changes nothing where it %s', async ([, onExchange], { scene }) => {
    const { client } = await scene([balance], { onExchange });

    await expect(client.credits.retrieve()).resolves.toEqual({ current_credits: 5 });
  });

  test('must be a function', () => {
    expect(() => createClient({ onExchange: 'log' as never })).toThrow('"onExchange"');
  });
});
