import { createClient } from '../../src/client/index.ts';
import { TURN } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const STREAM = '/api/v1/chat/completions/stream';

test('a stall without end ends with its world', async ({ fake, call, expect }) => {
  fake.chat.inject({ faults: ['stall'] });
  const stalled = call.post(STREAM, TURN);
  await expect.poll(() => fake.chat.waiting.faults, { interval: 1 }).toEqual([]);

  fake.reset();

  await expect(stalled).rejects.toThrow();
});

test('a scripted rate limit says when to come again, as a real one does', async ({
  fake,
  call,
  expect,
}) => {
  fake.chat.script({ error: { code: 'rate_limited' } });

  const { status, headers } = await call.post('/api/v1/chat/completions', TURN);

  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe('60');
});

test('a fault that is named twice is refused', ({ fake, expect }) => {
  const inject = () => fake.chat.inject({ faults: ['bom', 'bom'] });

  expect(inject).toThrow(new RangeError('Cannot inject the stream fault: "bom" is named twice'));
});

test('a whole answer is finished and paid without its caller', async ({ fake, call, expect }) => {
  fake.chat.script({ text: 'One', firstDelayMs: 1_000 });
  const controller = new AbortController();
  const left = fetch(`${fake.url}/api/v1/chat/completions`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(TURN),
  });
  await expect.poll(() => fake.clock.pending, { interval: 1 }).toBe(1);

  controller.abort();
  await expect(left).rejects.toThrow();
  await fake.clock.advance(1_000);

  expect([fake.ledger.reserved, fake.ledger.settled]).toEqual([0, 1]);
  expect((await call.get('/api/v1/chat/sessions')).body.data).toHaveLength(1);
});

test('a stream of the client is read once', async ({ fake, expect }) => {
  const rivya = createClient({ baseUrl: fake.url, apiKey: fake.apiKey });
  const stream = rivya.chat.completions.stream({ model: 'gpt-5-2-chat', message: 'Hello' });
  for await (const _event of stream);

  const again = async () => {
    for await (const _event of stream);
  };

  await expect(again()).rejects.toThrow('Cannot read the stream again');
});
