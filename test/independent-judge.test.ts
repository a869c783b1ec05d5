import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished } from 'vitest';
import { createClient, type Exchange } from '../src/client/index.ts';
import { OPERATION_IDS } from '../src/contracts/api.ts';
import { PNG } from './support/examples.ts';
import { test } from './support/fake.ts';
import { hasPrism, startPrism } from './support/prism.ts';
import { wholeJourney } from './support/whole-journey.ts';

async function judge(upstream?: string): Promise<string> {
  const { url, stop } = await startPrism(upstream);
  onTestFinished(stop);
  return url;
}

describe.skipIf(!hasPrism())(
  'Prism, which nobody here wrote, with our document',
  { timeout: 90_000 },
  () => {
    test('finds no violation in a journey over all operations', async ({ fake }) => {
      const told: Exchange[] = [];
      const rivya = createClient({
        baseUrl: await judge(fake.url),
        apiKey: fake.apiKey,
        sleep: (ms) => fake.clock.advance(ms),
        maxRetries: 0,
        onExchange: (exchange) => told.push(exchange),
      });

      await wholeJourney(rivya);

      const called = new Set(told.map(({ operationId }) => operationId));
      expect([...called].filter((id) => id !== 'download').sort()).toEqual(
        [...OPERATION_IDS].sort(),
      );
      expect(told.filter(({ errorCode }) => errorCode !== undefined)).toEqual([]);
    });

    test('finds no violation in refusals', async ({ fake }) => {
      const baseUrl = await judge(fake.url);
      const sleep = (ms: number) => fake.clock.advance(ms);
      const as = (variant: string) =>
        createClient({ baseUrl, apiKey: `${fake.apiKey}${variant}`, sleep, maxRetries: 0 });
      const image = { model: 'z-image', prompt: 'A paper boat' } as const;

      const refused = await Promise.allSettled([
        as('.revoked').credits.retrieve(),
        as('.readonly').generations.create(image),
        as('.broke').generations.create(image),
        as('').generations.retrieve('task_unknown'),
        as('').chat.completions.create({ model: 'no-such-chat', message: 'Hello' }),
        as('').webhooks.create({ name: 'Mine', url: 'https://localhost/hook' }),
      ]);

      expect(refused.map((each) => each.status === 'rejected' && each.reason.code)).toEqual([
        'api_key_revoked',
        'api_scope_denied',
        'insufficient_credits',
        'not_found',
        'chat_model_not_supported',
        'webhook_url_rejected',
      ]);
    });

    test('sees a number that is sent as a text', async () => {
      const liar = createServer((_req, res) => {
        res.setHeader('Content-Type', 'application/json').end('{"current_credits":"5"}');
      }).listen(0, '127.0.0.1');
      await once(liar, 'listening');
      onTestFinished(() => void liar.close());
      const baseUrl = await judge(`http://127.0.0.1:${(liar.address() as AddressInfo).port}`);

      const reply = await fetch(`${baseUrl}/api/v1/credits`, {
        headers: { Authorization: 'Bearer rvya_sk_test_default' },
      });

      expect(reply.status).toBe(500);
      expect(await reply.text()).toContain('current_credits');
    });

    test('mocks what the client asks for, uploads too', async () => {
      const rivya = createClient({
        baseUrl: await judge(),
        apiKey: 'rvya_sk_test_a',
        maxRetries: 0,
      });

      const file = await rivya.files.upload({ file: PNG, kind: 'image', name: 'boat.png' });
      const { status } = await rivya.generations.create({
        model: 'z-image',
        prompt: 'A paper boat',
      });
      const { current_credits } = await rivya.credits.retrieve();

      expect(file.kind).toBe('image');
      expect(status).toBe('queued');
      expect(current_credits).toBe(123);
    });
  },
);
